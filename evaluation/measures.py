"""Measures of ranked answers and of probabilities, each a pure function of plain numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10


def recall_at(k: int, ranks: Sequence[int | None]) -> list[float]:
    """Return for each question 1 where a right answer stands among the first `k`, else 0; ranks count from 1."""
    return [1.0 if rank is not None and rank <= k else 0.0 for rank in ranks]


def reciprocal_rank(rank: int | None, k: int = 10) -> float:
    """Return 1 / rank, 0 where nothing right stands among the first `k`."""
    return 0.0 if rank is None or rank > k else 1.0 / rank


def ndcg_of_rank(rank: int | None, k: int = 10) -> float:
    """Return nDCG where one answer is right."""
    return 0.0 if rank is None or rank > k else 1.0 / math.log2(rank + 1)


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose score lies from `low` to `high`: how many, their mean score, and the share that was right."""

    low: float
    high: float
    count: int
    score: float
    right: float


def reliability(scores: Sequence[float], right: Sequence[bool], bins: int = BINS) -> tuple[Bin, ...]:
    """Return the bins of equal width that hold answers, the lowest first; a score of 1 falls into the last one."""
    held: list[list[int]] = [[] for _ in range(bins)]
    for place, score in enumerate(scores):
        held[min(bins - 1, max(0, int(score * bins)))].append(place)
    return tuple(
        Bin(
            number / bins,
            (number + 1) / bins,
            len(places),
            sum(scores[place] for place in places) / len(places),
            sum(right[place] for place in places) / len(places),
        )
        for number, places in enumerate(held)
        if places
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean gap of score and share, weighed by count (Naeini et al. 2015)."""
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.score - one.right) for one in bins) / total if total else 0.0
