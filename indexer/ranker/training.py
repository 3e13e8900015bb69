"""Teaches a ranker from the questions of a base: a regression, and how to weigh all evidence on held-out questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from indexer.encoder import Vectors
from indexer.ranker import choice, ridge
from indexer.ranker.evidence import Heard, Signals, candidate_features, candidates, none_features, signals
from indexer.ranker.kernel import Examples
from indexer.ranker.layout import Floats, Layout
from indexer.ranker.learned import Learned
from indexer.ranker.targets import ISSUE
from knowledge.reading.normal import normalise

FOLDS = 5
SEED = 7
MAX_QUESTIONS = (
    9_000  # the regressions invert a matrix of questions by questions; above, the nearest question is enough
)
MAX_WEIGHED = 3_000  # questions that the weights of the evidence are settled on
_RIDGE = 0.05
PRIOR = 1.0  # precision of the weights' Gaussian prior

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
        found = _held_out_signals(lesson, text, query, folds[:count] == folds[place])
        yield situation(lesson, _added(found, held_out, place), lesson.hear(text), int(layout.row_targets[row]))
    for place, (outside, query) in enumerate(zip(lesson.outside, lesson.outside_vectors, strict=True), count):
        text = normalise(outside)
        index = layout.index
        found = signals(layout, index.vectors.similarities(query), index.lexical_scores(text), query, len(text))
        yield situation(lesson, _added(found, held_out, place), lesson.hear(text), -1)
    yield from _pairs(lesson, learned)


def _added(found: Signals, held_out: Floats | None, place: int) -> Signals:
    if held_out is None:
        return found
    return replace(found, learned=held_out[place][:-1], outside=float(held_out[place][-1]))


def _held_out_signals(lesson: Lesson, text: str, query: Vectors, own_fold: npt.NDArray[np.bool_]) -> Signals:
    """Return the signals of a question as if the questions of its fold did not stand in the base."""
    layout = lesson.layout
    hidden = lesson.rows[own_fold]
    similarities = layout.index.vectors.similarities(query)
    similarities[hidden] = -1.0
    letters = layout.index.lexical_scores(text)
    letters[hidden] = 0.0
    return signals(layout, similarities, letters, query, len(text))


def _pairs(lesson: Lesson, learned: Learned) -> Iterator[choice.Situation]:
    """Yield messages of two matters; the more urgent one is meant."""
    layout = lesson.layout
    for (one, other), query in zip(lesson.pairs, lesson.pair_vectors, strict=True):
        text = normalise(pair_text(layout, one, other))
        ranks = {issue: rank for rank, issue in enumerate(lesson.urgency)}
        first, second = (layout.targets[layout.row_targets[row]] for row in (one, other))
        right = min(
            first, second, key=lambda target: ranks.get(target[1], len(ranks)) if target[0] == ISSUE else len(ranks) + 1
        )
        yield situation(lesson, _signals(lesson, learned, text, query), lesson.hear(text), layout.places[right])


def pair_text(layout: Layout, one: int, other: int) -> str:
    """Return the message that two questions of the base make together."""
    return f"{layout.index.passages[one].text}，{layout.index.passages[other].text}"


def _signals(lesson: Lesson, learned: Learned, text: str, query: Vectors) -> Signals:
    index = lesson.layout.index
    found = signals(lesson.layout, index.vectors.similarities(query), index.lexical_scores(text), query, len(text))
    return learned.added_to(found, text, query, lesson.layout)


def situation(lesson: Lesson, found: Signals, heard: Heard, right: int) -> choice.Situation:
    chosen = candidates(found, heard, lesson.layout)
    if right >= 0 and right not in chosen:
        chosen = sorted([*chosen, right])
    features = candidate_features(found, heard, lesson.layout, chosen, lesson.urgency)
    return choice.Situation(features, none_features(found, heard), chosen.index(right) if right >= 0 else -1)
