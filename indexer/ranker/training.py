"""Teaches a ranker from the questions of a base: a regression, and how to weigh all evidence on held-out questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from indexer.encoder import Vectors
from indexer.ranker import choice, ridge
from indexer.ranker.evidence import Heard, candidate_features, candidates, none_features, signals, with_learned
from indexer.ranker.kernel import Examples
from indexer.ranker.layout import Floats, Layout
from indexer.ranker.learned import Learned
from knowledge.reading.normal import normalise

FOLDS = 5
SEED = 7
MAX_QUESTIONS = 16_000  # the regression solves for a matrix of them by them: 1 GB; above, the nearest one is enough
MAX_WEIGHED = 3_000  # questions that the weights of the evidence are settled on
_RIDGE = 0.05
PRIOR = 1.0  # precision of the weights' Gaussian prior

_NOTHING: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)

Hear = Callable[[str], Heard]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is learned from: the layout of an index, the questions' rows in it, and questions that nothing answers."""

    layout: Layout
    rows: npt.NDArray[np.int64]  # rows of the index that are `asks`
    outside: Sequence[str]
    outside_vectors: Vectors
    pairs: Sequence[tuple[int, int]]  # rows of two asks of different issues that together make one message
    pair_vectors: Vectors
    hear: Hear
    urgency: Sequence[str]


def teach(lesson: Lesson, settled: choice.Choice | None = None) -> Learned:
    """Return what the questions teach; the same lesson teaches the same.

    With `settled` weights of the evidence only the regression is fitted; without them, or with too many questions for
    a regression, the weights are fitted too.
    """
    if settled is None or len(lesson.rows) > MAX_QUESTIONS:
        learned, made = rehearse(lesson)
        return replace(learned, choice=choice.fit(made, PRIOR)) if made else learned
    if not len(lesson.rows):
        return replace(Learned.nothing(lesson.layout), choice=settled)
    examples, goals, count = _examples(lesson)
    weights = ridge.solve(examples.kernel(), goals, count, _RIDGE)
    return Learned(lesson.layout.targets, examples, weights, settled)


def rehearse(lesson: Lesson) -> tuple[Learned, list[choice.Situation]]:
    """Return what the questions teach without weights, and the situations that weights can be fitted to.

    Each question of the base is met as if the questions of its fold did not stand in the base.
    """
    if not len(lesson.rows):
        return Learned.nothing(lesson.layout), []
    folds = np.random.default_rng(SEED).integers(0, FOLDS, len(lesson.rows) + len(lesson.outside))
    learned, held_out = Learned.nothing(lesson.layout), None
    if len(lesson.rows) <= MAX_QUESTIONS:
        examples, goals, count = _examples(lesson)
        fitted = ridge.fit(examples.kernel(), goals, count, folds, _RIDGE)
        learned, held_out = Learned(lesson.layout.targets, examples, fitted.weights, None), fitted.held_out
    return learned, list(_situations(lesson, folds, held_out, learned))


def _examples(lesson: Lesson) -> tuple[Examples, npt.NDArray[np.int64], int]:
    """Return all questions, what each is assigned to, and how many targets there are; the last one is none of them."""
    layout = lesson.layout
    texts = [normalise(layout.index.passages[row].text) for row in lesson.rows]
    outside = [normalise(text) for text in lesson.outside]
    vectors = np.vstack([layout.index.vectors.take(lesson.rows.tolist()), lesson.outside_vectors])
    count = len(layout.targets) + 1
    goals = np.concatenate([layout.row_targets[lesson.rows], np.full(len(outside), count - 1)])
    return Examples.of([*texts, *outside], vectors, layout.mean), goals, count


def _situations(
    lesson: Lesson, folds: npt.NDArray[np.int64], held_out: Floats | None, learned: Learned
) -> Iterator[choice.Situation]:
    """Yield what the weights of the evidence are fitted to: held-out questions, what nothing answers, and pairs."""
    layout = lesson.layout
    count = len(lesson.rows)
    some = np.random.default_rng(SEED).permutation(count)[:MAX_WEIGHED]
    for place in some:
        row = int(lesson.rows[place])
        text = normalise(layout.index.passages[row].text)
        query = layout.index.vectors.take([row])[0]
        hidden = lesson.rows[folds[:count] == folds[place]]
        held = None if held_out is None else held_out[place]
        right = int(layout.row_targets[row])
        yield situation(met(lesson, text, query, hidden, held, right), right)
    for place, (outside, query) in enumerate(zip(lesson.outside, lesson.outside_vectors, strict=True), count):
        held = None if held_out is None else held_out[place]
        yield situation(met(lesson, normalise(outside), query, _NOTHING, held), -1)
    yield from _pairs(lesson, learned)


@dataclass(frozen=True, slots=True)
class Met:
    """A message as the weights meet it: its candidates and what speaks for them."""

    chosen: list[int]
    candidates: npt.NDArray[np.float64]
    none: npt.NDArray[np.float64]


def met(
    lesson: Lesson, text: str, query: Vectors, hidden: npt.NDArray[np.int64], scores: Floats | None, right: int = -1
) -> Met:
    """Return how a message is met as if the `hidden` rows did not stand in the base.

    `scores` are learned ones of every target and, last, of none; `right` is looked at in any case.
    """
    layout = lesson.layout
    heard = lesson.hear(text)
    queries = query[None, :]
    cosines = layout.centred(queries, layout.index.vectors.similarities(queries))[0]
    letters = layout.index.lexical_scores([text])[0]
    cosines[hidden], letters[hidden] = -1.0, 0.0
    found = signals(layout, cosines, letters, len(text))
    chosen = sorted({*candidates(found, heard, layout), *([right] if right >= 0 else [])})
    if scores is not None:
        found = with_learned(found, chosen, scores[chosen], float(scores[-1]))
    features = candidate_features(found, heard, layout, chosen, lesson.urgency)
    return Met(chosen, features, none_features(found, heard))


def learned_scores(lesson: Lesson, learned: Learned, text: str, query: Vectors) -> Floats | None:
    """Return the learned scores of every target and, last, of none, for a message that stands in no base."""
    if learned.examples is None or learned.weights is None:
        return None
    near = learned.examples.cosines(query[None, :])
    found: Floats = learned.examples.likeness([text], near)[0] @ learned.weights
    return found


def _pairs(lesson: Lesson, learned: Learned) -> Iterator[choice.Situation]:
    """Yield messages of two matters; the more urgent one is meant."""
    layout = lesson.layout
    ranks = {issue: rank for rank, issue in enumerate(lesson.urgency)}
    for (one, other), query in zip(lesson.pairs, lesson.pair_vectors, strict=True):
        text = normalise(pair_text(layout, one, other))
        first, second = (layout.targets[layout.row_targets[row]] for row in (one, other))
        right = layout.places[min(first, second, key=lambda target: ranks.get(target[1], len(ranks)))]
        scores = learned_scores(lesson, learned, text, query)
        yield situation(met(lesson, text, query, _NOTHING, scores, right), right)


def pair_text(layout: Layout, one: int, other: int) -> str:
    """Return the message that two questions of the base make together."""
    return f"{layout.index.passages[one].text}，{layout.index.passages[other].text}"


def situation(found: Met, right: int) -> choice.Situation:
    """Return a message with what is right, a target of the layout or -1 for none."""
    return choice.Situation(found.candidates, found.none, found.chosen.index(right) if right >= 0 else -1)
