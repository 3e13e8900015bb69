"""Teaches a ranker from the questions of a base, and tries it on those that it was not shown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from indexer.ranker import conditional_logit, fitting
from indexer.ranker.calibration import Settled, fitted_power, modest_high
from indexer.ranker.conditional_logit import ConditionalLogit, Situation
from indexer.ranker.ensemble import Ensemble, parts
from indexer.ranker.expectation import Tried, expected
from indexer.ranker.fitting import Questions
from indexer.ranker.learned import Digests, Learned
from indexer.ranker.lesson import Lesson
from indexer.ranker.network import Floats, Network

FOLDS = 3
SEED = 7
AGAIN = 4  # passes after an edit, from the weights before, over the questions that it touches
SMALL = 0.1  # share of the questions that may come or go before the fit begins from nothing again
NEW_PASSES = 4  # times that a new question is met in a pass after a small edit
BESIDE, SAMPLE = 1_024, 1_024  # others that are gone through again: of the same groups, and of all
FEW = 3_000  # questions up to which a build tries the ranker on its own
MAX_WEIGHED = 3_000  # questions that the weights of the evidence are settled on
TRIED = 1_000  # of them and of what nothing answers that are looked at
OUTSIDE = 0.3  # share of a small base's questions that what nothing answers counts for at least
PRIOR_SETTLED = 3.0  # precision of the prior where settled weights are its mean
SETTLING_FOLDS = 4
PRIOR = 1.0  # precision of the weights' Gaussian prior

Ints = npt.NDArray[np.int64]


class Effort(IntEnum):
    """Passes over the questions when networks are fitted from nothing."""

    WHOLE = 10
    QUICK = 2  # for a first index, until a better one is there: a fifth of the time


def teach(lesson: Lesson, settled: Settled, before: Learned | None = None, effort: Effort = Effort.WHOLE) -> Learned:
    """Return what the questions teach; the same lesson and beginning teach the same. Raises StoppedError.

    With settled weights of the evidence only the network is fitted. A small base is tried on its own held-out
    questions, and its probabilities are settled on them; without settled weights any base is. After an edit the fit
    goes on from `before` with what changed, and what was settled stands; where much changed since all was gone through
    from nothing, in one edit or in many, it begins anew.
    """
    if not len(lesson.questions):
        return Learned(None, settled.logit)
    seen = np.unique(lesson.digests)
    chosen = None if before is None or before.network is None else relearned(lesson, before)
    if before is not None and chosen is not None:
        return replace(before, network=_network(lesson, lesson.labelled, before.network, chosen), seen=seen)
    network = _network(lesson, lesson.labelled, effort=effort)
    if settled.logit is not None and len(lesson.questions) > FEW:
        return Learned(network, settled.logit, seen=seen, whole=seen)
    return replace(tried_out(lesson, settled), network=network, seen=seen, whole=seen)


def tried_out(lesson: Lesson, settled: Settled) -> Learned:
    """Try a ranker on the lesson's own held-out questions, and settle on them what they can settle."""
    tried = list(rehearse(lesson, most=TRIED))
    situations = [one.situation for one in tried]
    # what nothing answers counts as much together as a share of all: a new base names few such messages
    outside = sum(one.place < 0 for one in tried)
    heavy = OUTSIDE * (len(tried) - outside) / max(1, outside)
    weights = [heavy if one.place < 0 else 1.0 for one in tried]
    centre = _likelier(settled, situations, weights)
    strength = PRIOR if centre is None else PRIOR_SETTLED
    logit = conditional_logit.fit(situations, strength, weights, centre)
    # shares under weights that were fitted without them: those of one's own fit are too sure
    folds = np.random.default_rng(SEED).integers(0, SETTLING_FOLDS, len(tried))
    shares: list[npt.NDArray[np.float64]] = [np.zeros(0)] * len(tried)
    for fold in range(SETTLING_FOLDS):
        others = [at for at in range(len(tried)) if folds[at] != fold]
        own = conditional_logit.fit([situations[at] for at in others], strength, [weights[at] for at in others], centre)
        for at in np.flatnonzero(folds == fold).tolist():
            shares[at] = own.probabilities(tried[at].weighed.candidates, tried[at].weighed.none)
    power = fitted_power(shares, [one.situation.right for one in tried], settled.calibration.power)
    calibration = replace(settled.calibration, power=power)
    high = modest_high(
        [_first(one, calibration.applied(share)) for one, share in zip(tried, shares, strict=True)], calibration.high
    )
    expectation = expected(lesson.rows.targets.scripts, tried, logit, calibration)
    is_modest = high > calibration.high
    return Learned(None, logit, power, high, replace(expectation, is_modest=is_modest))


def _likelier(settled: Settled, situations: Sequence[Situation], weights: Sequence[float]) -> ConditionalLogit | None:
    """Return the settled weights, for many questions a script or for few, under which what is right is likelier."""
    if settled.few is None or settled.logit is None:
        return settled.logit

    def likelihood(logit: ConditionalLogit) -> float:
        shares = (logit.probabilities(one.candidates, one.none)[list(one.right) or [-1]].sum() for one in situations)
        return sum(weight * math.log(max(1e-9, float(share))) for weight, share in zip(weights, shares, strict=True))

    return max((settled.logit, settled.few), key=likelihood)


def _first(one: Tried, shares: Floats) -> tuple[float, bool]:
    best = int(np.argmax(shares[:-1]))
    return float(shares[best]), best == one.place


def relearned(lesson: Lesson, before: Learned) -> Ints | None:
    """Return what to go through after a small edit: what is new, what stands beside it, and a sample of the rest.

    None where much has changed, or it is not known what was learned before.
    """
    if before.seen is None or before.whole is None or _changed(lesson, before.whole) > SMALL:
        return None
    new = np.flatnonzero(~np.isin(lesson.digests, before.seen))
    generator = np.random.default_rng(SEED)
    groups = lesson.labelled.groups
    beside = np.setdiff1d(np.flatnonzero(np.isin(groups, groups[new])), new)
    rest = np.setdiff1d(np.arange(len(groups)), np.concatenate([new, beside]))
    parts = [generator.permutation(some)[:most] for some, most in ((beside, BESIDE), (rest, SAMPLE))]
    return np.concatenate([np.repeat(new, NEW_PASSES), *parts])


def _changed(lesson: Lesson, known: Digests) -> float:
    """Return how many questions came or went, as a share of those there are."""
    new = np.count_nonzero(~np.isin(lesson.digests, known))
    gone = np.count_nonzero(~np.isin(known, lesson.digests))
    return (new + gone) / len(lesson.digests)


def whole_network(lesson: Lesson) -> Ensemble:
    """Return networks fitted to all questions."""
    return _network(lesson, lesson.labelled)


def _network(
    lesson: Lesson,
    questions: Questions,
    before: Ensemble | None = None,
    among: Ints | None = None,
    effort: Effort = Effort.WHOLE,
) -> Ensemble:
    """Return a network for each part of the vectors, each going on from its own of `before`."""
    passes = effort.value if before is None else AGAIN
    begun: Sequence[Network | None] = [None] * len(lesson.widths) if before is None else before.networks
    own = (replace(questions, vectors=part) for part in parts(questions.vectors, lesson.widths))
    targets, is_stopped = lesson.rows.targets, lesson.is_stopped
    return Ensemble(
        tuple(
            fitting.fit(some, targets, passes, SEED, one, is_stopped, among)
            for some, one in zip(own, begun, strict=True)
        )
    )


def rehearse(lesson: Lesson, folds: int = FOLDS, most: int = MAX_WEIGHED) -> Iterator[Tried]:
    """Yield texts as a ranker meets them that learned from the other folds alone, whose rows stand without theirs."""
    generator = np.random.default_rng(SEED)
    fold_of = generator.integers(0, folds, len(lesson.texts))
    looked_at = np.zeros(len(lesson.texts), dtype=bool)
    looked_at[generator.permutation(len(lesson.texts))[:most]] = True
    for fold in range(folds):
        kept = np.flatnonzero(fold_of != fold)
        own = np.flatnonzero((fold_of == fold) & looked_at)
        if not len(own) or not (lesson.scripts[kept] >= 0).any():
            continue
        network = _network(lesson, _some(lesson.labelled, np.concatenate([kept, lesson.beside(kept)])))
        hidden = lesson.questions[np.flatnonzero(fold_of[: len(lesson.questions)] == fold)]
        yield from _met(lesson, network, own, hidden)


def _met(lesson: Lesson, network: Ensemble, own: Ints, hidden: Ints) -> Iterator[Tried]:
    scales = lesson.scales(network)
    for start in range(0, len(own), 64):
        if lesson.is_stopped():
            raise fitting.StoppedError
        some = own[start : start + 64]
        texts, queries = [lesson.texts[place] for place in some], lesson.vectors[some].astype(np.float32)
        nearby, grams = scales.near(texts, queries, hidden)
        for place, text, found in zip(some.tolist(), texts, scales.evidence(nearby, queries, grams), strict=True):
            right = int(lesson.scripts[place])
            weighed = scales.weigh(found, lesson.hear(text), [right] if right >= 0 else [])
            at = np.flatnonzero(weighed.chosen == right)
            if right < 0 or len(at):
                yield Tried(place, weighed, int(at[0]) if right >= 0 else -1)


def _some(questions: Questions, kept: Ints) -> Questions:
    return Questions(questions.vectors[kept], questions.grams[kept], questions.groups[kept], questions.scripts[kept])
