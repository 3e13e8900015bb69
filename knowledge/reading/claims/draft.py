"""Claims in the making: what the clauses of a reply state, before one part of it is held against another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.reading.claims.conditions import Found


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a clause states: outcome values, the act behind them, and where its words stand."""

    says: Mapping[str, str]
    act: str  # empty for a fixed phrase, a paper or a mention
    start: int
    end: int
    is_granted: bool = True
    paper: str = ""  # the paper that it asks for, or that it does without where it is not granted


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim in the making; offsets into the normal text."""

    outcome: str
    value: str
    start: int
    end: int
    sentence: int
    conditions: tuple[Found, ...] = ()
    act: str = ""
    cost: str = ""
    paper: str = ""
    is_granted: bool = True
    is_time: bool = False
    is_shipping: bool = False  # a time of sending, a promise only beside an act that ships
    sent_in: tuple[str, ...] = ()  # subjects in which it is a promise all the same
    is_advance: bool = False  # the customer only lays it out
    is_repaid: bool = False  # we pay it back
    is_after_but: bool = False


def limited_last(drafts: Sequence[Draft], earliest: int, limits: Sequence[Found]) -> list[Draft]:
    """Limit what the last sentence with drafts states, unless it stands before the `earliest`: 能退，前提是没拆."""
    last = max((one.sentence for one in drafts), default=-1)
    if last < earliest:
        return list(drafts)
    return [
        replace(one, conditions=(*one.conditions, *limits))
        if one.sentence == last and not (one.is_time or one.paper)
        else one
        for one in drafts
    ]
