"""Fits the network to labelled questions: AdamW over shuffled batches, the rows of the bag that a batch touches alone.

The cost of a pass is linear in the questions, and memory in the buckets and targets, so nothing has to be dropped at
any size. What was learned before is where a fit begins, so after an edit a few passes settle it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from indexer.grams import BUCKETS
from indexer.ranker.network import BAG, SCALE, Floats, Network, centred
from indexer.ranker.targets import Targets

Ints = npt.NDArray[np.int64]

BATCH = 256
UNITS, FEWEST_UNITS = 1024, 64  # hidden units: as many as a quarter of the questions between these bounds
FEWEST_STEPS = 150  # of a fit from nothing: one pass over a small base moves little
RATE = 0.003  # peak of one cycle (Smith and Topin 2019): a quarter up, then a half cosine down
WARM = 0.25
DROPOUT, GRAM_DROPOUT = 0.3, 0.2
SMOOTHING = 0.1  # of labels (Szegedy et al. 2016)
DECAY = 1e-4
BALANCE = 0.5  # how far the share of a script among the questions of its group is taken off (Menon et al. 2021)
_FIRST, _SECOND, _TINY = 0.9, 0.99, 1e-8


class StoppedError(Exception):
    """A fit was told to stop; what stood before it stands."""


@dataclass(frozen=True, slots=True)
class Questions:
    """Labelled questions: vectors (a row each, unit length), grams (unit rows), and what each is assigned to."""

    vectors: Floats
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
) -> Network:
    """Return a network after `passes` over the questions; the same questions and seed give the same network.

    It begins from `before` where there is one: what it knew of targets that stand is kept. Raises StoppedError.
    """
    generator = np.random.default_rng(seed)
    network = _begun(questions, targets, generator) if before is None else _moved(before, targets, generator)
    fitter = _Fitter(network, _prior(questions, targets), questions, generator)
    each = math.ceil(len(questions) / BATCH)
    passes = passes if before is not None else max(passes, math.ceil(FEWEST_STEPS / each))
    steps = passes * each
    for step, batch in enumerate(_batches(len(questions), passes, generator), 1):
        if is_stopped():
            raise StoppedError
        fitter.step(batch, _rate(step / steps) * (1.0 if before is None else 0.3))
    return network


def _begun(questions: Questions, targets: Targets, generator: np.random.Generator) -> Network:
    inside = questions.scripts >= 0
    vectors = questions.vectors
    width = int(vectors.shape[1])
    outputs = len(targets.groups) + 1 + len(targets.scripts)
    units = min(UNITS, max(FEWEST_UNITS, len(questions) // 4))
    return Network(
        targets,
        np.asarray(vectors[inside if inside.any() else slice(None)].mean(axis=0), dtype=np.float32),
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
    sources = [
        *(known.group_places.get(group, -1) for group in targets.groups),
        old - 1,
        *(old + known.places[one] if one in known.places else -1 for one in targets.scripts),
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
    """Return for each script BALANCE times the log of its share of its group's questions."""
    counts = np.bincount(questions.scripts[questions.scripts >= 0], minlength=len(targets.scripts)) + 1e-3
    totals = np.add.reduceat(counts, targets.starts)[targets.group_of]
    return (BALANCE * np.log(counts / totals)).astype(np.float32)


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
        self._prior = prior
        self._questions = questions
        self._generator = generator
        self._vectors = centred(questions.vectors, network.mean) * np.float32(SCALE)
        names = ("hidden", "hidden_bias", "output", "output_bias", "bag")
        self._moments = {
            name: (np.zeros_like(getattr(network, name)), np.zeros_like(getattr(network, name))) for name in names
        }
        self._steps = 0

    def step(self, batch: Ints, rate: float) -> None:
        """Move the weights once, for the questions of one batch."""
        network = self._network
        self._steps += 1
        vectors, grams = self._vectors[batch], self._thinned(batch)
        inner = np.maximum(vectors @ network.hidden + network.hidden_bias, 0)
        features = np.concatenate([vectors, inner, grams @ network.bag], axis=1)
        kept = (self._generator.random(features.shape, dtype=np.float32) > DROPOUT) / np.float32(1 - DROPOUT)
        features *= kept
        errors = self._errors(features @ network.output + network.output_bias, batch)
        back = (errors @ network.output.T) * kept
        width = vectors.shape[1]
        hidden = back[:, width:-BAG] * (inner > 0)
        used = np.unique(grams.indices)
        self._update("output", features.T @ errors, rate, DECAY)
        self._update("output_bias", errors.sum(axis=0, dtype=np.float32), rate)
        self._update("hidden", np.asarray(vectors.T @ hidden, dtype=np.float32), rate, DECAY)
        self._update("hidden_bias", hidden.sum(axis=0, dtype=np.float32), rate)
        self._update_rows(used, grams[:, used].T @ back[:, -BAG:], rate)

    def _thinned(self, batch: Ints) -> csr_array:
        grams = self._questions.grams[batch]
        kept = self._generator.random(len(grams.data), dtype=np.float32) > GRAM_DROPOUT
        values = grams.data * kept / np.float32(1 - GRAM_DROPOUT)
        return csr_array((values, grams.indices, grams.indptr), shape=grams.shape)

    def _errors(self, scores: Floats, batch: Ints) -> Floats:
        """Return the gradient of the mean cross-entropy of groups and of scripts within their group."""
        targets = self._network.targets
        count = len(targets.groups) + 1
        errors = np.zeros_like(scores)
        rows = np.arange(len(batch))
        groups, scripts = self._questions.groups[batch], self._questions.scripts[batch]
        errors[:, :count] = _softmax(scores[:, :count]) - SMOOTHING / count
        errors[rows, groups] -= 1 - SMOOTHING
        inside = np.flatnonzero(scripts >= 0)
        beside = targets.group_of[None, :] == groups[inside, None]
        shares = _softmax(np.where(beside, scores[inside, count:] + self._prior, -1e9))
        shares -= beside * (SMOOTHING / beside.sum(axis=1, keepdims=True))
        shares[np.arange(len(inside)), scripts[inside]] -= 1 - SMOOTHING
        errors[inside, count:] = shares
        return np.asarray(errors / np.float32(len(batch)), dtype=np.float32)

    def _update(self, name: str, gradient: Floats, rate: float, decay: float = 0.0) -> None:
        weights: Floats = getattr(self._network, name)
        first, second = self._moments[name]
        first *= _FIRST
        first += (1 - _FIRST) * gradient
        second *= _SECOND
        second += (1 - _SECOND) * gradient * gradient
        weights -= self._move(first, second, rate)
        if decay:
            weights *= np.float32(1 - rate * decay)

    def _update_rows(self, rows: Sequence[int] | Ints, gradient: Floats, rate: float) -> None:
        first, second = self._moments["bag"]
        first[rows] = _FIRST * first[rows] + (1 - _FIRST) * gradient
        second[rows] = _SECOND * second[rows] + (1 - _SECOND) * gradient * gradient
        self._network.bag[rows] -= self._move(first[rows], second[rows], rate)

    def _move(self, first: Floats, second: Floats, rate: float) -> Floats:
        scaled = np.sqrt(second / np.float32(1 - _SECOND**self._steps))
        scaled += _TINY
        return np.asarray(np.float32(rate / (1 - _FIRST**self._steps)) * first / scaled, dtype=np.float32)


def _softmax(scores: Floats) -> Floats:
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True), dtype=np.float32)
