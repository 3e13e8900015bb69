"""Gaps: questions that found no answer, grouped by how near their wording is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from service.store.records import Record

NEAR = 0.45  # cosine similarity of character pairs, 0 to 1, higher is nearer; settled on paraphrases in the tests

Pairs = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that ask the same thing, newest first."""

    records: tuple[Record, ...]

    @property
    def question(self) -> str:
        """The shortest of the questions: it says the least besides."""
        return min((record.text for record in self.records), key=lambda text: (len(text), text))


def group(questions: Sequence[tuple[str, Record]]) -> tuple[Gap, ...]:
    """Group records by their text in normal form, the largest group first, then the newest.

    Each record joins the group whose first text is nearest, if that is near; common pairs of characters count less.
    """
    weights = _weights([text for text, _ in questions])
    groups: list[_Group] = []
    index: dict[str, set[int]] = {}
    for text, record in questions:
        pairs = _pairs(text, weights)
        candidates = {at for pair in pairs for at in index.get(pair, ())}
        best = max(candidates, key=lambda at: (_cosine(pairs, groups[at].first), -at), default=None)
        if best is not None and _cosine(pairs, groups[best].first) >= NEAR:
            groups[best].records.append(record)
            continue
        for pair in pairs:
            index.setdefault(pair, set()).add(len(groups))
        groups.append(_Group(pairs, [record]))
    groups.sort(key=lambda found: -len(found.records))  # stable: the newest stays first among equals
    return tuple(Gap(tuple(found.records)) for found in groups)


@dataclass(slots=True)
class _Group:
    first: Pairs
    records: list[Record] = field(default_factory=list)


def _bigrams(text: str) -> Iterator[str]:
    plain = "".join(char for char in text if char.isalnum())
    yield from (plain[at : at + 2] for at in range(max(1, len(plain) - 1)))


def _weights(texts: Sequence[str]) -> Pairs:
    counts = Counter(pair for text in texts for pair in set(_bigrams(text)))
    return {pair: 1.0 + math.log((1 + len(texts)) / (1 + count)) for pair, count in counts.items()}


def _pairs(text: str, weights: Pairs) -> Pairs:
    raw = {pair: weights[pair] for pair in _bigrams(text)}
    length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
    return {pair: weight / length for pair, weight in raw.items()}


def _cosine(left: Pairs, right: Pairs) -> float:
    if len(left) > len(right):
        left, right = right, left
    return sum(weight * right.get(pair, 0.0) for pair, weight in left.items())
