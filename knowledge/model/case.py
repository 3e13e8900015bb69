"""A case: the channel, the day and the facts that are known of one customer's situation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from knowledge.model.base import Base
from knowledge.model.facts import Value
from knowledge.model.given import channel_fault, read_facts


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
    wrong = channel_fault(base, channel)
    read = read_facts(base, facts)
    faults = [*((wrong,) if wrong else ()), *read.faults]
    if faults:
        raise CaseError([f"{fault.message}: {fault.mend}" for fault in faults])
    return Case(channel, on, read.known)
