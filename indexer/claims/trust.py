"""How far a verdict on a reply can be trusted: its odds, what each reading alone comes to, and how plainly it is put.

A short reply of which every word is known is read rightly though the learned reader wavers; one with words that neither
reader knows, with 才 or 最多 or with two values of one outcome is misread though both agree.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.claims.values import EVEN, ORDER, Value, log_odds
from knowledge.deciding.verdict import Verdict
from knowledge.reading.claims.tokens import Read

_ONLY_THEN = re.compile("才")
_NARROWS = re.compile("只|仅|最多|至多|一半|除|必须|得先|前提|除非")
_TURNS = re.compile("但|不过|可是|然而|只是")
_COUNTS = re.compile(r"\d|[一二三四五六七八九十两]+[天日个小周月]")
_VERDICTS: tuple[Verdict, ...] = (*(verdict for _, verdict in ORDER), "silent")


@dataclass(frozen=True, slots=True)
class Surface:
    """How a reply is put: its length, what of it no word of the lexicon covers, and words that narrow what is said."""

    length: int = 1
    clauses: int = 1
    unread: int = 0
    unread_in_one: int = 0  # of the clause with most
    is_only_then: bool = False
    narrows: bool = False
    turns: bool = False
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A verdict, how likely the values make it, and what each reading alone comes to."""

    verdict: Verdict
    chance: float
    spoken: Verdict
    heard: Verdict


def surface_of(read: Read) -> Surface:
    """Return how a reply is put."""
    text = read.normal.text
    bare = [phrase.bare for phrase in read.phrases]
    return Surface(
        max(1, len(text)),
        len(bare),
        sum(bare),
        max(bare, default=0),
        *(word.search(text) is not None for word in (_ONLY_THEN, _NARROWS, _TURNS, _COUNTS)),
    )


def signs(choice: Choice, values: Sequence[Value], surface: Surface, states: float) -> Mapping[str, float]:
    """Return by name what speaks for or against a verdict; `states` is how likely the reply states anything."""
    odds = log_odds(choice.chance)
    spoken = [one for one in values if one.is_spoken]
    found = {
        "odds": odds,
        "agreed": choice.verdict == choice.spoken == choice.heard,
        "spoken": choice.verdict == choice.spoken,
        "heard": choice.verdict == choice.heard,
        "doubt": doubt(values),
        "condition": has_condition(values),
        "states": states if choice.verdict == "silent" else 0.0,
        "unread share": surface.unread / surface.length,
        "unread in one": surface.unread_in_one,
        "length": math.log(surface.length),
        "clauses": surface.clauses,
        "values": len(spoken),
        "least heard": min((one.heard for one in spoken), default=1.0),
        "most heard alone": max((one.heard for one in values if not one.is_spoken), default=0.0),
        "two values": _has_two_values(spoken),
        "right and wrong": {"right", "outcome"} <= {one.kind for one in spoken},
        "excluded": any(one.kind is None for one in spoken),
        "limited": any(one.is_limited for one in spoken),
        "only then": surface.is_only_then,
        "narrows": surface.narrows,
        "turns": surface.turns,
        "counts": surface.counts,
    }
    for verdict in _VERDICTS:
        is_it = choice.verdict == verdict
        found |= {verdict: is_it, f"{verdict} odds": odds * is_it, f"{verdict} unread": surface.unread * is_it}
    return {name: float(value) for name, value in found.items()}


def doubt(values: Sequence[Value]) -> float:
    """Return how far the readings differ on whether a condition stands over a value that both find, at the most."""
    both = (one for one in values if one.kind is not None and one.is_spoken and one.heard >= EVEN)
    return max((1 - one.limited if one.is_limited else one.limited for one in both), default=0.0)


def has_condition(values: Sequence[Value]) -> bool:
    """Say whether either reading finds a condition over a value."""
    return any(one.is_limited if one.is_spoken else min(one.heard, one.limited) >= EVEN for one in values)


def _has_two_values(spoken: Sequence[Value]) -> bool:
    pairs = {(one.outcome, one.value) for one in spoken}
    return len({outcome for outcome, _ in pairs}) < len(pairs)
