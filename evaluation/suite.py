"""A suite of questions: JSON lines, read at once with every fault in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from evaluation.json_lines import read_object
from evaluation.problem import EvaluationError
from knowledge.model.base import Base
from knowledge.model.case import CaseError, read_case
from knowledge.model.facts import Value
from knowledge.validation import faults_of

Split = Literal["dev", "test", "all"]
BEHAVIOUR = "behaviour"  # key of the lines that only evaluation.consistency reads
_SHOWN = 10  # faults named in a message

_FactValue = bool | int | str


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class ExpectPolicy(_Line):
    """A policy for an issue with these decided values, or the one with an id."""

    kind: Literal["policy"]
    issue: str | None = None
    id: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    decision: Mapping[str, str] = {}
    undecided: tuple[str, ...] = ()


class ExpectEntry(_Line):
    """An entry with one of these ids."""

    kind: Literal["ingredient", "skin", "product", "statute"]
    id: Annotated[tuple[str, ...], BeforeValidator(_listed)]


class ExpectGuide(_Line):
    """A guide whose title or reply contains one of the words, or the one with an id."""

    kind: Literal["guide"]
    about: str = ""
    words: tuple[str, ...] = ()
    id: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()


Expected = Annotated[ExpectPolicy | ExpectEntry | ExpectGuide, Field(discriminator="kind")]


class _Any(_Line):
    any: Annotated[tuple[Expected, ...], Field(min_length=1)]


class _None(_Line):
    none: Literal[True]


class Question(_Line):
    """One question and what is right for it."""

    id: str
    text: str
    expect: _None | _Any | Expected
    group: str = ""
    channel: str | None = None
    facts: Mapping[str, _FactValue] = {}
    text_facts: Mapping[str, _FactValue] = {}
    accept: tuple[str, ...] = ()  # ids of the scripts that may stand first, the best first
    must_not: tuple[str, ...] = ()  # ids of scripts that would do harm
    ask: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    source: str = ""  # where the question is from: a set that was written together
    split: Literal["dev", "test"] | None = None
    note: str = ""

    @property
    def wanted(self) -> tuple[ExpectPolicy | ExpectEntry | ExpectGuide, ...]:
        """What is right, any of them; nothing where silence is."""
        match self.expect:
            case _None():
                return ()
            case _Any(any=expected):
                return expected
            case _:
                return (self.expect,)

    @property
    def kind(self) -> str:
        return self.wanted[0].kind if self.wanted else "none"

    @property
    def family(self) -> str:
        """The group, or the question alone."""
        return self.group or self.id


_QUESTION = TypeAdapter(Question)


@dataclass(frozen=True, slots=True)
class Suite:
    """Questions, and the name and hash of the file that they are of."""

    name: str
    digest: str
    questions: tuple[Question, ...]
    split: Split


def read_suite(path: Path, base: Base, split: Split | None = None) -> Suite:
    """Read a suite; `split` None takes the test half where the suite has one, else everything.

    Raises EvaluationError with the first faults, each with its line.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise EvaluationError(f"cannot read the suite {path}: {error.strerror}") from error
    faults: list[str] = []
    questions = tuple(_questions(raw, base, faults))
    if faults:
        more = f" (and {len(faults) - _SHOWN} more)" if len(faults) > _SHOWN else ""
        raise EvaluationError("\n".join(f"{path.name}:{fault}" for fault in faults[:_SHOWN]) + more)
    if not questions:
        raise EvaluationError(f"the suite {path} holds no question: write one JSON object a line")
    chosen: Split = split or ("test" if any(one.split == "test" for one in questions) else "all")
    kept = tuple(one for one in questions if chosen == "all" or one.split == chosen)
    if not kept:
        raise EvaluationError(f"the suite {path} has no question in the split {chosen}: use --split all")
    return Suite(path.name, hashlib.sha256(raw).hexdigest()[:16], kept, chosen)


def _questions(raw: bytes, base: Base, faults: list[str]) -> Iterable[Question]:
    seen: set[str] = set()
    for number, line in enumerate(raw.decode("utf-8", "replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            data = read_object(line)
            if BEHAVIOUR in data:
                continue
            question = Question.model_validate(data)
        except EvaluationError as error:
            faults.append(f"{number}: {error}")
            continue
        except ValidationError as error:
            faults += [f"{number}: {one}" for one in faults_of(error, data, _QUESTION)[:3]]
            continue
        if question.id in seen:
            faults.append(f"{number}: the id {question.id!r} stands twice: give it another one")
        seen.add(question.id)
        faults += [f"{number}: {fault}" for fault in _unknown(question, base)]
        yield question


def _unknown(question: Question, base: Base) -> list[str]:
    try:
        for facts in (question.facts, question.text_facts):
            read_case(base, question.channel, facts, date.min)
    except CaseError as error:
        return list(error.faults)
    return []


def typed(facts: Mapping[str, Any], base: Base) -> Mapping[str, Value]:
    """Return facts of a suite with the types of the base; they were checked when the suite was read."""
    return read_case(base, None, facts, date.min).facts
