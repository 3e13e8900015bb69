"""How sure a figure is: seeded bootstrap intervals over groups, and paired tests of two runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

_DRAWS = 2000
_LEVEL = 0.95
_EXACT = 16  # differences up to which every permutation of signs is tried

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A percentile interval at the level of 95 %."""

    low: float
    high: float


def mean_interval(values: Sequence[float], groups: Sequence[str], seed: int, draws: int = _DRAWS) -> Interval:
    """Return the interval of the mean; whole groups are drawn, since a paraphrase is no new evidence."""
    columns = np.column_stack([np.asarray(values, dtype=np.float64), np.ones(len(values))])
    return statistic_interval(columns, groups, lambda sums: sums[:, 0] / sums[:, 1], seed, draws)


def statistic_interval(
    columns: Floats, groups: Sequence[str], statistic: Callable[[Floats], Floats], seed: int, draws: int = _DRAWS
) -> Interval:
    """Return the interval of a statistic of the sums of columns; `statistic` takes one row a draw."""
    _, owner = np.unique(np.asarray(groups), return_inverse=True)
    sums = np.zeros((int(owner.max()) + 1, columns.shape[1]))
    np.add.at(sums, owner, columns)
    count = len(sums)
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=draws)
    found = statistic(drawn @ sums)
    low, high = np.percentile(found, [100 * (1 - _LEVEL) / 2, 100 * (1 + _LEVEL) / 2])
    return Interval(float(low), float(high))


@dataclass(frozen=True, slots=True)
class Paired:
    """How one measure moved between two runs on the same cases."""

    before: float
    after: float
    difference: float
    interval: Interval
    p: float  # two-sided
    test: str
    better: int  # cases
    worse: int


def compare_paired(before: Sequence[float], after: Sequence[float], groups: Sequence[str], seed: int) -> Paired:
    """Compare two runs case by case: McNemar's exact test for yes and no, else a permutation of signs."""
    differences = [new - old for old, new in zip(before, after, strict=True)]
    better = sum(1 for difference in differences if difference > 0)
    worse = sum(1 for difference in differences if difference < 0)
    is_binary = all(value in (0.0, 1.0) for value in (*before, *after))
    p = mcnemar(better, worse) if is_binary else permutation(differences, seed)
    count = len(differences)
    return Paired(
        sum(before) / count,
        sum(after) / count,
        sum(differences) / count,
        mean_interval(differences, groups, seed),
        p,
        "McNemar" if is_binary else "permutation",
        better,
        worse,
    )


def mcnemar(better: int, worse: int) -> float:
    """Return the two-sided exact p that gains and losses are equally likely (McNemar 1947, binomial)."""
    return float(stats.binomtest(better, better + worse).pvalue) if better + worse else 1.0


def permutation(differences: Sequence[float], seed: int, draws: int = 20_000) -> float:
    """Return the two-sided p that signs are drawn at random; exact for few differences, else from `draws`."""
    moved = np.array([difference for difference in differences if difference], dtype=np.float64)
    if not len(moved):
        return 1.0
    if len(moved) == 1:
        return 1.0  # either sign is as far from none
    found = stats.permutation_test(
        (moved,),
        np.sum,
        permutation_type="samples",
        n_resamples=2**_EXACT if len(moved) <= _EXACT else draws,
        batch=1000,
        rng=np.random.default_rng(seed),
    )
    return float(found.pvalue)


def wilson(part: int, whole: int) -> Interval:
    """Return the interval of a share at 95 % (Wilson 1927)."""
    if not whole:
        return Interval(0.0, 1.0)
    found = stats.binomtest(part, whole).proportion_ci(_LEVEL, method="wilson")
    return Interval(float(found.low), float(found.high))
