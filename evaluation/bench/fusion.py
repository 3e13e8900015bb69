"""The scores of several rankers made one where nothing was learned: how unlikely each holds it that a find is chance.

The scores of texts that do not answer fall off exponentially at the top (Manmatha, Rath and Feng, "Modeling score
distributions for combining the outputs of search engines", SIGIR 2001). So the height of a score above the TAIL-th
best, in units of the mean height there, is -log of the chance that a text which does not answer gets as far. Fisher's
method for combining independent tests adds these logarithms. A ranker that lets few texts stand out counts for more
than one to which many look alike, query by query: there is no weight between them to settle beforehand.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

TAIL = 100  # the best scores of a query, taken for what does not answer: one or two that do change little


def fuse(rankers: Sequence[Floats]) -> Floats:
    """Return one score a text, higher is nearer, from those that each ranker gives in a unit of its own."""
    return np.asarray(np.sum([evidence(scores) for scores in rankers], axis=0), dtype=np.float32)


def evidence(scores: Floats, tail: int = TAIL) -> Floats:
    """Return -log of the chance of each score, from the `tail`-th best on; 0 for the scores below and where all tie.

    Where fewer than `tail` stand out at all, as few texts share a word, that is evidence too: log(tail / those).
    """
    count = min(tail, len(scores) - 1)
    if count < 1:
        return np.zeros(len(scores), dtype=np.float32)
    height = scores - np.partition(scores, -count - 1)[-count - 1]
    above = height > 0
    outstanding = int(above.sum())
    if not outstanding:
        return np.zeros(len(scores), dtype=np.float32)
    found = np.where(above, math.log(count / outstanding) + height / height[above].mean(), 0)
    return found.astype(np.float32)
