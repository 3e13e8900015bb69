"""What a base is expected to find, from its own questions that a ranker met without having been shown them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.ranker.calibration import Calibration
from indexer.ranker.conditional_logit import ConditionalLogit, Situation
from indexer.ranker.learned import Expectation
from indexer.ranker.ranker import Weighed
from indexer.ranker.targets import Target


@dataclass(frozen=True, slots=True)
class Tried:
    """A text of a lesson as a ranker met it that had not been shown it."""

    text: int  # its place in the lesson
    weighed: Weighed
    place: int  # of the right script among the candidates; -1 for none of them

    @property
    def situation(self) -> Situation:
        right = (self.place,) if self.place >= 0 else ()
        return Situation(self.weighed.candidates, self.weighed.none, right)


def expected(
    scripts: Sequence[Target], tried: Sequence[Tried], logit: ConditionalLogit, calibration: Calibration
) -> Expectation:
    """Return how often the right script came first for the questions tried, and where it did not."""
    asked: Counter[int] = Counter()
    first: Counter[int] = Counter()
    mixed: Counter[tuple[int, int]] = Counter()
    for one in tried:
        if one.place < 0:
            continue
        shares = calibration.applied(logit.probabilities(one.weighed.candidates, one.weighed.none))
        best = int(np.argmax(shares[:-1]))
        right, found = int(one.weighed.chosen[one.place]), int(one.weighed.chosen[best])
        asked[right] += 1
        first[right] += right == found
        if right != found:
            mixed[min(right, found), max(right, found)] += 1
    weakest = sorted((first[place] / count, place) for place, count in asked.items() if count >= 2)
    return Expectation(
        first.total() / max(1, asked.total()),
        asked.total(),
        tuple((scripts[place], share) for share, place in weakest[:10]),
        tuple((scripts[one], scripts[other], count) for (one, other), count in mixed.most_common(5) if count > 1),
    )
