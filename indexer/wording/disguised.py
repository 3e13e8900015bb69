"""Wording that no list holds: 满分作业交给我看，奖励一杯咖啡 rewards a review and names neither.

One to three clauses at a time are read by their letters and by the light encoder, and what is likely is doubted, not
judged: an agent looks. Letters alone say first whether it is worth encoding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from indexer.claims.implicit import Encode, ImplicitNetwork, Told
from indexer.encoders.light import open_light
from knowledge.reading.disguises import sounded
from knowledge.reading.sentences import clauses

SETTLED = Path(__file__).with_name("disguised.npz")
WIDEST = 3  # clauses that are read in one
GATE = 0.01  # likelihood by letters, below which a stretch is not encoded
_FEWEST = 2  # characters
ANY = ""  # kind of the unit that tells whether anything is forbidden, whichever it is
_NO_SUBJECT = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Wording that may be forbidden: its kind, where it stands in the text as sent, and how likely it is."""

    kind: str
    span: tuple[int, int]
    probability: float


@dataclass(frozen=True, slots=True)
class DisguiseReader:
    """Reads wording by the network; what is less likely than `bound` is not told."""

    network: ImplicitNetwork
    bound: float

    @staticmethod
    def of(network: ImplicitNetwork, bound: float) -> DisguiseReader:
        return DisguiseReader(replace(network, opens=GATE), bound)

    def read_many(self, texts: Sequence[str], encode: Encode | None = None) -> list[tuple[Doubt, ...]]:
        """Return for each text what is doubted, the likeliest of what overlaps, in order."""
        plain = [sounded(text).plain for text in texts]
        places = [(at, start, end) for at, one in enumerate(plain) for start, end in windows(one.text)]
        told = [Told(plain[at].text[start:end], _NO_SUBJECT) for at, start, end in places]
        best: list[list[Doubt]] = [[] for _ in texts]
        for (at, start, end), shares in zip(
            places, self.network.read_many(told, encode or open_light().encode_queries), strict=True
        ):
            likely = shares.get((ANY, ""), 0.0)
            if likely >= self.bound and shares:
                kind = max((key for key in shares if key[0] != ANY), key=lambda key: shares[key])[0]
                best[at].append(Doubt(kind, plain[at].span(start, end), likely))
        return [_apart(found) for found in best]


def _apart(doubts: Sequence[Doubt]) -> tuple[Doubt, ...]:
    """Return the likeliest of doubts that overlap, in order."""
    kept: list[Doubt] = []
    for one in sorted(doubts, key=lambda one: (-one.probability, one.span[1] - one.span[0])):
        if all(one.span[1] <= other.span[0] or other.span[1] <= one.span[0] for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.span))


def windows(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text in normal form that are read: each run of up to three clauses, and its whole."""
    parts = clauses(text)
    bounds = {
        (first.start, parts[last].end)
        for at, first in enumerate(parts)
        for last in range(at, min(len(parts), at + WIDEST))
    }
    yield from sorted((start, end) for start, end in bounds if end - start >= _FEWEST)


@cache
def settled_reader(path: Path = SETTLED) -> DisguiseReader:
    """Return the reader that was settled."""
    with np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    return DisguiseReader.of(ImplicitNetwork.of_arrays(arrays), float(arrays["bound"]))
