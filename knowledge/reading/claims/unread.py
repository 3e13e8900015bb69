"""The outcomes that no word of a base's lexicon states: a reply that promises them is read as silent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from knowledge.model.base import Base
from knowledge.reading.claims.lexicon import Lexicon, Sense
from knowledge.reading.claims.reader import ClaimsReader


def unread_outcomes(base: Base, reader: ClaimsReader | None = None) -> tuple[str, ...]:
    """Return the outcomes that policies decide and no claim can state, in the order of the base."""
    decided = {name for policy in base.policies.values() for name in policy.decide}
    spoken = _stated(base) if reader is None else frozenset(_spoken(reader.lexicon))
    return tuple(name for name in base.outcomes if name in decided and name not in spoken)


_memory: list[tuple[Any, frozenset[str]]] = []  # what the last lexicon states: an edit of an entry leaves it as it is


def _stated(base: Base) -> frozenset[str]:
    made_from = (base.claims, base.facts, base.outcomes, base.terms.spellings)
    for known, stated in _memory[:1]:
        if known == made_from:
            return stated
    stated = frozenset(_spoken(ClaimsReader.of(base).lexicon))
    _memory[:] = [(made_from, stated)]
    return stated


def _spoken(lexicon: Lexicon) -> Iterator[str]:
    for act in lexicon.acts.values():
        yield from (*act.says, act.within)
    for cost in lexicon.costs.values():
        yield from cost.says
    for name, timed in lexicon.times.items():
        yield from (lexicon.outcome(name), timed.by_person)
    for paper in lexicon.papers.values():
        yield from (*paper.says, *paper.denied)
    for sense in _senses(lexicon):
        for fixed in (sense.fixed, sense.mention):
            if fixed is not None:
                yield from (*fixed.says, *fixed.refused)


def _senses(lexicon: Lexicon) -> Iterator[Sense]:
    for _, sense in lexicon.automaton.values():
        yield sense
