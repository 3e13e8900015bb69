"""Lines of a suite that say what must, or must not, change an answer; they stand among its questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from evaluation.json_lines import read_objects
from evaluation.problem import EvaluationError
from evaluation.suite import BEHAVIOUR
from knowledge.model.base import Base
from knowledge.model.case import CaseError, read_case
from knowledge.validation import faults_of

_FactValue = bool | int | str


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class BehaviourSide(_Part):
    """One side of a bound: facts, another text, or both."""

    text: str = ""
    facts: Mapping[str, _FactValue] = {}


class Direction(_Part):
    """Going from one side to the other must change outcomes; `change` names them, or their values on both sides."""

    behaviour: Literal["direction"]
    id: str
    text: str = ""
    channel: str | None = None
    facts: Mapping[str, _FactValue] = {}
    from_: BehaviourSide = Field(alias="from")
    to: BehaviourSide
    change: tuple[str, ...] | Mapping[str, tuple[str, str]]

    @property
    def changed(self) -> tuple[str, ...]:
        return tuple(self.change)

    @property
    def values(self) -> Mapping[str, tuple[str, str]]:
        return self.change if isinstance(self.change, Mapping) else {}


class Invariance(_Part):
    """All texts get one answer on all channels."""

    behaviour: Literal["invariance"]
    id: str
    texts: Annotated[tuple[str, ...], Field(min_length=1)]
    channels: tuple[str, ...] = ()
    facts: Mapping[str, _FactValue] = {}


Behaviour = Annotated[Direction | Invariance, Field(discriminator="behaviour")]
_LINE: TypeAdapter[Direction | Invariance] = TypeAdapter(Behaviour)


def read_behaviours(path: Path, base: Base) -> tuple[Direction | Invariance, ...]:
    """Return the lines of a suite that have a `behaviour`; raises EvaluationError with the first fault."""
    found = []
    for number, data in read_objects(path.read_text(encoding="utf-8"), path):
        if BEHAVIOUR not in data:
            continue
        try:
            one = _LINE.validate_python(data)
            _check(one, base)
        except ValidationError as error:
            raise EvaluationError(f"{path.name}:{number}: {faults_of(error, data, _LINE)[0]}") from error
        except CaseError as error:
            raise EvaluationError(f"{path.name}:{number}: {error}") from error
        found.append(one)
    return tuple(found)


def _check(one: Direction | Invariance, base: Base) -> None:
    """Raise CaseError for what the base does not know."""
    match one:
        case Direction():
            for side in (one.from_, one.to):
                read_case(base, one.channel, {**one.facts, **side.facts}, date.min)
            unknown = [name for name in one.changed if name not in base.outcomes]
        case Invariance():
            for channel in one.channels or (None,):
                read_case(base, channel, one.facts, date.min)
            unknown = []
    if unknown:
        raise CaseError([f"there is no outcome {unknown[0]!r}: the outcomes are {', '.join(base.outcomes)}"])
