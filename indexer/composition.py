"""Messages put together of two questions of a base, as customers do: what is wrong, then what they ask for.

A question is written for one matter, and a message tells a reason and then asks in general words: 面霜有股怪味，
昨天收到的还没拆封，能不能退，运费谁出. Most of these are words of a return without a reason, which it is not: a value
of the subject that is `residual` is meant only where no other is told. So a ranker learns from questions of the more
urgent values with one of the residual value beside them, and from questions of one script together, what is told at
length. The labels are those of the questions; nothing that is put together is ever shown.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

from indexer.ranker.targets import Target, Targets
from knowledge.model.base import Base
from knowledge.model.facts import ChoiceFact

_WITH_RESIDUAL = 0.33  # share of the questions of a more urgent value that get one of a residual value beside them
_WITH_OWN = 0.09  # share of all questions that get another one of their script
_FIRST = 0.75  # share of those in which what it is about comes first
_PARTS = 1 << 32


class Composition(NamedTuple):
    """A message, in normal form, of a question of `target` with another one, which is of `other`."""

    text: str
    target: Target
    ask: str
    other: Target
    beside: str


class _Ring:
    """Questions in the order of their hashes; each text is given the next one, and a new one changes few of them."""

    def __init__(self, asks: Sequence[tuple[Target, str]]) -> None:
        self._asks = sorted(asks, key=lambda one: (_hash(one[1]), one))
        self._hashes = [_hash(text) for _, text in self._asks]

    def next_to(self, text: str) -> tuple[Target, str] | None:
        start = bisect_left(self._hashes, _hash("beside", text))
        for step in range(min(2, len(self._asks))):
            found = self._asks[(start + step) % len(self._asks)]
            if found[1] != text:
                return found
        return None


def compositions(base: Base, normalise: Callable[[str], str]) -> Iterator[Composition]:
    """Yield what is put together of a base's questions: the same ones of the same questions."""
    targets = Targets.of_base(base)
    asks = {target: entry.asks for kind, key, entry in base.entries() if (target := (kind, key)) in targets.places}
    issue_of = dict(zip(targets.scripts, targets.issues, strict=True))
    residual, urgent, others = _residual(base)
    general = _Ring([(target, text) for target, own in asks.items() if issue_of[target] in residual for text in own])
    for target, own in asks.items():
        ring = _Ring([(target, text) for text in own])
        for text in own:
            is_reason = issue_of[target] in urgent and not any(word in text for word in others)
            if is_reason and _share("residual", text) < _WITH_RESIDUAL:
                yield from _composed(normalise, target, text, general.next_to(text))
            if _share("own", text) < _WITH_OWN:
                yield from _composed(normalise, target, text, ring.next_to(text))


def _composed(
    normalise: Callable[[str], str], target: Target, text: str, other: tuple[Target, str] | None
) -> Iterator[Composition]:
    if other is not None:
        both = (text, other[1]) if _share("order", text) < _FIRST else (other[1], text)
        yield Composition("，".join(map(normalise, both)), target, text, *other)


def _residual(base: Base) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the values of the subject that are residual, those more urgent than each of them, and the words beside
    which a residual value is another one: 没发货, with which 不想要了 is a cancellation.
    """
    residual = base.residual_values()
    order = base.subject_values() if residual else ()
    first = min((place for place, name in enumerate(order) if name in residual), default=0)
    fact = base.facts[base.subject]
    values = fact.values if isinstance(fact, ChoiceFact) else {}
    words = (word for name in residual for some in values[name].instead.values() for word in some)
    return residual, frozenset(order[:first]), frozenset(words)


def _share(purpose: str, text: str) -> float:
    return _hash(purpose, text) / _PARTS


def _hash(*parts: str) -> int:
    return crc32("\0".join(parts).encode())
