"""Fits the network to labelled questions: AdamW over shuffled batches, the rows of the bag that a batch touches alone.

The cost of a pass is linear in the questions, and memory in the buckets and targets, so nothing has to be dropped at
any size. What was learned before is where a fit begins, so after an edit a few passes settle it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from indexer.grams import BUCKETS
from indexer.ranker.network import BAG, SCALE, Floats, Network, centred
from indexer.ranker.targets import Targets

Ints = npt.NDArray[np.int64]

BATCH = 256
UNITS, FEWEST_UNITS = 256, 64  # hidden units: as many as a quarter of the questions between these bounds
FEWEST_STEPS = 150  # of a fit from nothing: one pass over a small base moves little
FEWEST_AGAIN = 40  # of a fit that goes on
RATE = 0.003  # peak of one cycle (Smith and Topin 2019): a quarter up, then a half cosine down
WARM = 0.25
AGAIN_RATE = 0.3  # share of the rate where a fit goes on from what was learned before
DROPOUT, GRAM_DROPOUT = 0.3, 0.2
SMOOTHING = 0.1  # of labels (Szegedy et al. 2016)
DECAY = 1e-4
BALANCE = 0.5  # how far the share of a script among the questions of its group is taken off (Menon et al. 2021)
_FIRST, _SECOND, _TINY = 0.9, 0.99, 1e-8
_WEIGHTS = ("hidden", "hidden_bias", "output", "output_bias", "bag")
_CACHED = 1 << 15  # weights that are moved at a time


class StoppedError(Exception):
    """A fit was told to stop; what stood before it stands."""


@dataclass(frozen=True, slots=True)
class Questions:
    """Labelled questions: vectors (a row each, unit length), grams (unit rows), and what each is assigned to."""

    vectors: Floats | npt.NDArray[np.float16]
    grams: csr_array
    groups: Ints  # places in the targets' groups; their number for none of them
    scripts: Ints  # places in the targets' scripts; -1 for none of them

    def __len__(self) -> int:
        return len(self.groups)


def fit(
    questions: Questions,
    targets: Targets,
    passes: int,
    seed: int,
    before: Network | None = None,
    is_stopped: Callable[[], bool] = lambda: False,
    among: Ints | None = None,
) -> Network:
    """Return a network after `passes` over the questions; the same questions and seed give the same network.

    It begins from `before` where there is one: what it knew of targets that stand is kept. `among` are the places of
    those that are gone through, all of them where it is None. Raises StoppedError.
    """
    generator = np.random.default_rng(seed)
    network = _begun(questions, targets, generator) if before is None else _moved(before, targets, generator)
    fitter = _Fitter(network, _prior(questions, targets), questions, generator)
    chosen = np.arange(len(questions)) if among is None else among
    each = math.ceil(len(chosen) / BATCH)
    fewest = FEWEST_STEPS if before is None else FEWEST_AGAIN
    passes = max(passes, math.ceil(fewest / each))
    steps = passes * each
    for step, batch in enumerate(_batches(len(chosen), passes, generator), 1):
        if is_stopped():
            raise StoppedError
        fitter.step(chosen[batch], _rate(step / steps) * (1.0 if before is None else AGAIN_RATE))
    return network


def _begun(questions: Questions, targets: Targets, generator: np.random.Generator) -> Network:
    inside = questions.scripts >= 0
    vectors = questions.vectors
    width = int(vectors.shape[1])
    outputs = len(targets.groups) + 1 + len(targets.rivals)
    units = min(UNITS, max(FEWEST_UNITS, len(questions) // 4))
    return Network(
        targets,
        np.asarray(vectors[inside if inside.any() else slice(None)].mean(axis=0, dtype=np.float32)),
        _drawn(generator, (width, units), math.sqrt(2 / width)),
        np.zeros(units, dtype=np.float32),
        np.zeros((BUCKETS, BAG), dtype=np.float32),
        _drawn(generator, (width + units + BAG, outputs), 0.05),
        np.zeros(outputs, dtype=np.float32),
    )


def _moved(before: Network, targets: Targets, generator: np.random.Generator) -> Network:
    """Return a copy of a network under other targets; what is new begins at random."""
    known = before.targets
    old = len(known.groups) + 1
    places = {known.scripts[place]: old + at for at, place in enumerate(known.rivals)}
    sources = [
        *(known.group_places.get(group, -1) for group in targets.groups),
        old - 1,
        *(places.get(targets.scripts[place], -1) for place in targets.rivals),
    ]
    picked = np.array(sources)
    output = _drawn(generator, (before.output.shape[0], len(picked)), 0.05)
    output[:, picked >= 0] = before.output[:, picked[picked >= 0]]
    bias = np.where(picked >= 0, before.output_bias[picked], 0).astype(np.float32)
    copies = {name: getattr(before, name).copy() for name in ("hidden", "hidden_bias", "bag")}
    return replace(before, targets=targets, output=output, output_bias=bias, **copies)


def _drawn(generator: np.random.Generator, shape: tuple[int, int], spread: float) -> Floats:
    return generator.standard_normal(shape, dtype=np.float32) * np.float32(spread)


def _prior(questions: Questions, targets: Targets) -> Floats:
    """Return for each rival BALANCE times the log of its share of its group's questions."""
    counts = np.bincount(questions.scripts[questions.scripts >= 0], minlength=len(targets.scripts)) + 1e-3
    totals = np.add.reduceat(counts, targets.starts)[targets.group_of]
    return (BALANCE * np.log(counts / totals)).astype(np.float32)[targets.rivals]


def _batches(count: int, passes: int, generator: np.random.Generator) -> Iterator[Ints]:
    for _ in range(passes):
        order = generator.permutation(count)
        yield from (order[start : start + BATCH] for start in range(0, count, BATCH))


def _rate(share: float) -> float:
    if share < WARM:
        return RATE * share / WARM
    return RATE * 0.5 * (1 + math.cos(math.pi * (share - WARM) / (1 - WARM)))


class _Fitter:
    """The moments of AdamW (Loshchilov and Hutter 2019) beside the weights of a network, which it changes."""

    def __init__(self, network: Network, prior: Floats, questions: Questions, generator: np.random.Generator) -> None:
        self._network = network
        self._questions = questions
        self._generator = generator
        self._prior = prior
        targets = network.targets
        self._rival = np.full(len(targets.scripts) + 1, -1)  # the last place is that of no script
        self._rival[targets.rivals] = np.arange(len(targets.rivals))
        self._rival_groups = targets.group_of[targets.rivals]
        # not zeros_like: of what zeros gives, only the pages that are written take memory
        shapes = {name: getattr(network, name).shape for name in _WEIGHTS}
        self._moments = {
            name: (np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32))
            for name, shape in shapes.items()
        }
        self._steps = 0

    def step(self, batch: Ints, rate: float) -> None:
        """Move the weights once, for the questions of one batch."""
        network = self._network
        self._steps += 1
        vectors = centred(self._questions.vectors[batch], network.mean) * np.float32(SCALE)
        grams, used = self._thinned(batch)
        inner = np.maximum(vectors @ network.hidden + network.hidden_bias, 0)
        features = np.concatenate([vectors, inner, grams @ network.bag[used]], axis=1)
        kept = (self._generator.random(features.shape, dtype=np.float32) > DROPOUT) * np.float32(1 / (1 - DROPOUT))
        features *= kept
        errors = self._errors(features @ network.output + network.output_bias, batch)
        back = errors @ network.output.T
        back *= kept
        width = vectors.shape[1]
        hidden = back[:, width:-BAG] * (inner > 0)
        self._update("output", features.T @ errors, rate, DECAY)
        self._update("output_bias", errors.sum(axis=0, dtype=np.float32), rate)
        self._update("hidden", np.asarray(vectors.T @ hidden, dtype=np.float32), rate, DECAY)
        self._update("hidden_bias", hidden.sum(axis=0, dtype=np.float32), rate)
        self._update_rows(used, grams.T @ back[:, -BAG:], rate)

    def _thinned(self, batch: Ints) -> tuple[csr_array, Ints]:
        """Return the grams of a batch, some of them dropped, over the buckets that it uses, and these."""
        grams = self._questions.grams[batch]
        used, places = np.unique(grams.indices, return_inverse=True)
        values = grams.data * (self._generator.random(len(grams.data), dtype=np.float32) > GRAM_DROPOUT)
        values /= np.float32(1 - GRAM_DROPOUT)
        return csr_array((values, places, grams.indptr), shape=(len(batch), len(used))), used

    def _errors(self, scores: Floats, batch: Ints) -> Floats:
        """Return the gradient of the mean cross-entropy of groups and of scripts within their group."""
        count = len(self._network.targets.groups) + 1
        errors = np.zeros_like(scores)
        rows = np.arange(len(batch))
        groups, rivals = self._questions.groups[batch], self._rival[self._questions.scripts[batch]]
        errors[:, :count] = _softmax(scores[:, :count]) - SMOOTHING / count
        errors[rows, groups] -= 1 - SMOOTHING
        inside = np.flatnonzero(rivals >= 0)
        if len(inside):
            beside = self._rival_groups[None, :] == groups[inside, None]
            shares = _softmax(np.where(beside, scores[inside, count:] + self._prior, -1e9))
            shares -= beside * (SMOOTHING / beside.sum(axis=1, keepdims=True))
            shares[np.arange(len(inside)), rivals[inside]] -= 1 - SMOOTHING
            errors[inside, count:] = shares
        errors /= np.float32(len(batch))
        return errors

    def _update(self, name: str, gradient: Floats, rate: float, decay: float = 0.0) -> None:
        weights: Floats = getattr(self._network, name)
        first, second = self._moments[name]
        if weights.ndim == 1:
            self._move(weights, first, second, gradient, rate)
            return
        # a few rows at a time stay in the processor's cache through all the steps of the formula
        step = max(1, _CACHED // weights.shape[1])
        for start in range(0, len(weights), step):
            rows = slice(start, start + step)
            self._move(weights[rows], first[rows], second[rows], gradient[rows], rate, decay)

    def _update_rows(self, rows: Ints, gradient: Floats, rate: float) -> None:
        bag, (first, second) = self._network.bag, self._moments["bag"]
        step = _CACHED // BAG
        for start in range(0, len(rows), step):
            some = rows[start : start + step]
            weights, one, other = bag[some], first[some], second[some]
            self._move(weights, one, other, gradient[start : start + step], rate)
            bag[some], first[some], second[some] = weights, one, other

    def _move(
        self, weights: Floats, first: Floats, second: Floats, gradient: Floats, rate: float, decay: float = 0.0
    ) -> None:
        first *= _FIRST
        first += (1 - _FIRST) * gradient
        second *= _SECOND
        second += (1 - _SECOND) * gradient * gradient
        scaled = np.sqrt(second)
        scaled += _TINY
        correction = math.sqrt(1 - _SECOND**self._steps) / (1 - _FIRST**self._steps)
        np.divide(first, scaled, out=scaled)
        scaled *= np.float32(rate * correction)
        weights -= scaled
        if decay:
            weights *= np.float32(1 - rate * decay)


def _softmax(scores: Floats) -> Floats:
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True), dtype=np.float32)
