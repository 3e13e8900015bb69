"""A case: the channel, the day and the facts that are known of one customer's situation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from knowledge.facts import Value, value_of
from knowledge.folder import Base
from knowledge.nearest import nearest_hint
from knowledge.problem import FaultsError


@dataclass(frozen=True, slots=True)
class Case:
    """What is known; a channel of None and a fact that is left out are unknown."""

    channel: str | None
    on: date
    facts: Mapping[str, Value] = field(default_factory=dict)


class CaseError(ValueError):
    """A channel, fact or value that the base does not know; the message names each one and the mend."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


def read_case(base: Base, channel: str | None, facts: Mapping[str, Any], on: date) -> Case:
    """Return the case with every value typed; raises CaseError with all that does not fit the base."""
    faults = []
    if channel is not None and channel not in base.channels:
        hint = nearest_hint(channel, base.channels) or f"the channels are {', '.join(base.channels)}"
        faults.append(f"there is no channel {channel!r}: {hint}")
    typed: dict[str, Value] = {}
    for name, value in facts.items():
        if name not in base.facts:
            hint = nearest_hint(name, base.facts) or f"the facts are {', '.join(base.facts)}"
            faults.append(f"there is no fact {name!r}: {hint}")
            continue
        try:
            typed[name] = value_of(value, base.facts[name])
        except FaultsError as error:
            faults.extend(f"{name}: {fault.message}: {fault.mend}" for fault in error.faults)
    if faults:
        raise CaseError(faults)
    return Case(channel, on, typed)
