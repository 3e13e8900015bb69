"""Settles how far verdicts on replies can be trusted, and from which probability on they are sure.

The signs of a verdict are weighed by a ridge logistic regression on replies that neither reader had seen. The bound of
what is sure is settled with each round judged by weights fitted without it, and must hold on the late rounds, of which
the lexicon read nearly what it reads today. Lessons teach which signs to mistrust; bounds are settled on the others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from indexer.claims.trust import Surface, signs
from indexer.claims.values import Value
from indexer.claims.weighing import Weighed, Weights, chosen, value_chances, weigh
from knowledge.deciding.verdict import Verdict

_SURE_RIGHT = 0.99  # share of sure verdicts that must be right on held-out replies
RIDGE = 10.0
EARLY = frozenset({"h12", "h13", "h14", "h15"})  # rounds whose first readings are of a lexicon that has grown since
EARLY_WORTH = 0.3
LESSONS = frozenset({"ta", "tb"})  # rounds written to teach, dense in what is hard: no share of theirs is that of a log
LESSON_WORTH = 0.3

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Read:
    """A reply that the readers had not seen: its right verdict, what they found, and how it is put."""

    round: str
    right: Verdict
    values: tuple[Value, ...]
    states: float  # how likely it states anything, as the second network reads it
    surface: Surface
    is_unseen: bool  # the lexicon too was never mended on it

    def weighed(self, weights: Weights) -> Weighed:
        return weigh(self.values, weights, self.states, self.surface)


def trusted(read: Sequence[Read], weights: Weights) -> Weights:
    """Return weights under which a verdict's probability is the share of such verdicts that are right."""
    told = [_signs(one, weights) for one in read]
    names = list(told[0])
    matrix = np.array([[one[name] for name in names] for one in told])
    right = np.array([float(one.weighed(weights).verdict == one.right) for one in read])
    worth = np.array([worth_of(one) for one in read])
    middle, spread = matrix.mean(axis=0), matrix.std(axis=0) + 1e-6
    scaled = (matrix - middle) / spread

    def loss(point: Floats) -> tuple[float, Floats]:
        scores = scaled @ point[:-1] + point[-1]
        missed = worth * (1 / (1 + np.exp(-scores)) - right)
        found = float((worth * (np.logaddexp(0, scores) - right * scores)).sum())
        slope = np.append(scaled.T @ missed + RIDGE * point[:-1], missed.sum())
        return found + RIDGE / 2 * float((point[:-1] ** 2).sum()), slope

    point = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B").x
    each = point[:-1] / spread
    return replace(
        weights,
        trust={name: round(float(weight), 5) for name, weight in zip(names, each, strict=True)},
        offset=float(point[-1] - each @ middle),
    )


def worth_of(one: Read) -> float:
    """Return how much a reply counts where weights are fitted."""
    return EARLY_WORTH if one.round in EARLY else LESSON_WORTH if one.round in LESSONS else 1.0


def is_late(one: Read) -> bool:
    """Say whether a reply was first read with nearly the lexicon of today, and is as common as a log's."""
    return one.round not in EARLY | LESSONS


def _signs(one: Read, weights: Weights) -> Mapping[str, float]:
    choice = chosen(value_chances(one.values, weights), weights)
    return signs(choice, one.values, one.surface, one.states)


def crossed(read: Sequence[Read], weights: Weights) -> list[tuple[Read, Weighed]]:
    """Return each reply with its verdict and the probability that weights fitted without its round give it."""
    found = []
    for name in sorted({one.round for one in read}):
        apart = trusted([one for one in read if one.round != name], weights)
        found += [(one, one.weighed(apart)) for one in read if one.round == name]
    return found


def sure_bound(judged: Sequence[tuple[Read, Weighed]]) -> float:
    """Return the least probability from which enough verdicts are right, of the late rounds with the unseen."""
    return _bound([(found.probability, found.verdict == one.right) for one, found in judged if is_late(one)])


def _bound(judged: Sequence[tuple[float, bool]]) -> float:
    ranked = sorted(judged, reverse=True)
    bound, right = 1.0, 0
    for count, (probability, is_right) in enumerate(ranked, 1):
        right += is_right
        if right >= _SURE_RIGHT * count:
            bound = probability
    return math.ceil(bound * 1000) / 1000
