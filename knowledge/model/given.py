"""What is given of a case from outside: a channel and facts, each read and typed once, or the fault that it has."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.model.base import Base
from knowledge.model.facts import BooleanFact, ChoiceFact, Fact, Value, value_of
from knowledge.nearest import nearest_hint
from knowledge.problem import Fault, FaultsError

_TRUE = frozenset({"true", "1", "是", "yes", "y", "有"})
_FALSE = frozenset({"false", "0", "否", "no", "n", "无"})


@dataclass(frozen=True, slots=True)
class GivenFacts:
    """Facts with the types of the base (None: declared unknown), and the faults of those that it cannot take."""

    values: Mapping[str, Value | None] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()  # the path begins with the name of the fact

    @property
    def known(self) -> Mapping[str, Value]:
        """The facts that have a value."""
        return {name: value for name, value in self.values.items() if value is not None}


def read_facts(base: Base, given: Mapping[str, Any], *, leniently: bool = False) -> GivenFacts:
    """Return the facts typed; `leniently` reads them as tables write them: 是, 7.0, a value's name."""
    values: dict[str, Value | None] = {}
    faults: list[Fault] = []
    for name, value in given.items():
        fact = base.facts.get(name)
        if fact is None:
            hint = nearest_hint(name, base.facts) or f"the facts are {', '.join(base.facts)}"
            faults.append(Fault((name,), "reference", f"there is no fact {name!r}", hint))
            continue
        try:
            plain = _from_table(value, fact) if leniently else value
            values[name] = None if value is None else value_of(plain, fact)
        except FaultsError as error:
            faults += [Fault((name, *one.path), one.code, one.message, one.mend) for one in error.faults]
    return GivenFacts(values, tuple(faults))


def channel_fault(base: Base, channel: str | None) -> Fault | None:
    """Return what is wrong with a channel; nothing where it is known or none is named."""
    if channel is None or channel in base.channels:
        return None
    hint = nearest_hint(channel, base.channels) or f"the channels are {', '.join(base.channels)}"
    return Fault((), "reference", f"there is no channel {channel!r}", hint)


def _from_table(value: Any, fact: Fact) -> Any:
    """Return what a cell of a table says in the way in which JSON says it."""
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        value = int(value)
    if isinstance(value, str):
        value = value.strip()
    match fact:
        case BooleanFact():
            text = str(value).lower()
            return True if text in _TRUE else False if text in _FALSE else value
        case ChoiceFact(values=values):
            return next((key for key, choice in values.items() if choice.name == value), value)
        case _:
            return value.removesuffix(".0") if isinstance(value, str) else value
