"""What a reply states: a value of an outcome, where it stands in the text, and for which cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.model.conditions import Matcher


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """Facts that a claim is limited to; one that is not `strict` is told of this case and yields to a given fact."""

    when: Mapping[str, Matcher]
    strict: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence states that an outcome has a value, for the cases that meet every condition."""

    outcome: str
    value: str
    span: tuple[int, int]  # code points of the text as sent, the end excluded
    conditions: tuple[Condition, ...] = ()
