"""Outcomes: what can be decided, and decisions read against them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationInfo, WithJsonSchema, model_validator

from knowledge import meant
from knowledge.model.conditions import When, read_when
from knowledge.model.facts import Fact
from knowledge.nearest import nearest_hint
from knowledge.problem import Fault, FaultsError
from knowledge.text import SNAKE, Flag, Phrases, Text, minutes


class Entry(BaseModel):
    """A frozen record that knows every key it may hold."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Outcome(Entry):
    """Something that can be decided; ordered `values` run from least to most favourable to the customer."""

    name: Text
    values: Annotated[tuple[SNAKE, ...], Field(min_length=1)] | None = None
    type: Literal["duration"] | None = None
    ordered: Flag = True
    labels: Mapping[str, Text] = {}
    like: SNAKE | None = None  # the product's outcome whose words state it; the one of its id where it is left out
    phrases: Phrases | Mapping[SNAKE, Phrases] = ()  # how replies state it, or each of its values

    @model_validator(mode="after")
    def _is_one_of_two_sorts(self) -> Outcome:
        if (self.values is None) == (self.type is None):
            raise FaultsError(
                [Fault((), "type", "an outcome has either `values` or `type: duration`", "write one of the two")]
            )
        unknown = [label for label in self.labels if label not in (self.values or ())]
        if unknown:
            hint = nearest_hint(unknown[0], self.values or ()) or "name a value of the outcome"
            raise FaultsError(
                [Fault(("labels", unknown[0]), "reference", f"{unknown[0]!r} is no value of the outcome", hint)]
            )
        said = [value for value in self.phrases if value not in (self.values or ())]
        if isinstance(self.phrases, Mapping) and said:
            hint = nearest_hint(said[0], self.values or ()) or "name a value of the outcome"
            raise FaultsError(
                [Fault(("phrases", said[0]), "reference", f"{said[0]!r} is no value of the outcome", hint)]
            )
        return self

    @property
    def is_duration(self) -> bool:
        return self.type == "duration"

    def favour(self, value: str) -> int:
        """Return how favourable a value is to the customer, higher is better; a shorter duration is better."""
        return -minutes(value) if self.values is None else self.values.index(value)

    def same(self, left: str, right: str) -> bool:
        """Say whether two values are the same decision: 48h is 2d."""
        return left == right or (self.is_duration and minutes(left) == minutes(right))


class Context:
    """What the entries of a base are read against: its facts and outcomes."""

    def __init__(self, facts: Mapping[str, Fact], outcomes: Mapping[str, Outcome]) -> None:
        self.facts = facts
        self.outcomes = outcomes


def read_condition(data: Any, info: ValidationInfo) -> When:
    return data if isinstance(data, When) else read_when(data, context_of(info).facts)


def context_of(info: ValidationInfo) -> Context:
    context: Context = info.context or Context({}, {})
    return context


def _decision(data: Any, info: ValidationInfo) -> Mapping[str, str]:
    """Read outcome: value against the outcomes of the base; raises FaultsError with every fault."""
    if not isinstance(data, Mapping):
        raise FaultsError([Fault((), "type", f"{data!r} is not a mapping of outcomes", "write `outcome: value`")])
    outcomes = context_of(info).outcomes
    faults = [fault for name, value in data.items() if (fault := _decision_fault(name, value, outcomes)) is not None]
    if faults:
        raise FaultsError(faults)
    return dict(data)


def _decision_fault(name: str, value: Any, outcomes: Mapping[str, Outcome]) -> Fault | None:
    if name not in outcomes:
        called = {key: outcome.name for key, outcome in outcomes.items()}
        hint = nearest_hint(name, outcomes, called) or "declare it under `outcomes:`"
        return Fault((name,), "reference", f"there is no outcome {name!r}", hint)
    if not isinstance(value, str):
        return Fault((name,), "type", "an outcome is decided with one value", "write a single value")
    known = outcomes[name].values
    if known is not None:
        hint = nearest_hint(value, known, outcomes[name].labels) or f"it is one of {', '.join(known)}"
        return None if value in known else Fault((name,), "value", f"{value!r} is no value of {name}", hint)
    try:
        minutes(value)
    except ValueError:
        mend = meant.hint(meant.duration(value), "write 10m, 48h or 3d")
        return Fault((name,), "value", f"{value!r} is no duration", mend)
    return None


Decisions = Annotated[Mapping[str, str], PlainValidator(_decision), WithJsonSchema({"type": "object"})]
