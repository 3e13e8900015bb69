"""Teaches a ranker from the questions of a base: regressions, and how to weigh all evidence, each on held-out questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from indexer.encoder import Vectors
from indexer.ranker import choice, ridge
from indexer.ranker.evidence import Heard, Signals, candidate_features, candidates, none_features, signals
from indexer.ranker.layout import Floats, Layout
from indexer.ranker.learned import Learned
from indexer.ranker.targets import ISSUE
from indexer.ranker.terms import terms_of
from knowledge.reading.normal import normalise

FOLDS = 5
SEED = 7
MAX_QUESTIONS = (
    9_000  # the regressions invert a matrix of questions by questions; above, the nearest question is enough
)
MAX_WEIGHED = 3_000  # questions that the weights of the evidence are settled on
_RIDGE_VECTORS, _RIDGE_TERMS = 0.3, 0.3
_PRIOR = 1.0  # precision of the weights' Gaussian prior

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


def teach(lesson: Lesson) -> Learned:
    """Return what the questions teach; the same lesson teaches the same."""
    generator = np.random.default_rng(SEED)
    folds = generator.integers(0, FOLDS, len(lesson.rows))
    layout = lesson.layout
    texts = [normalise(layout.index.passages[row].text) for row in lesson.rows]
    targets = layout.row_targets[lesson.rows]
    learned = Learned.nothing(layout)
    held_out: tuple[Floats, Floats] | None = None
    if 0 < len(texts) <= MAX_QUESTIONS:
        vectors = _centred(layout.index.vectors.take(lesson.rows.tolist()), layout.mean)
        terms = terms_of(texts)
        by_vector = ridge.fit(vectors @ vectors.T, targets, len(layout.targets), folds, _RIDGE_VECTORS)
        kernel = np.asarray((terms.rows @ terms.rows.T).todense(), dtype=np.float32)
        by_terms = ridge.fit(kernel, targets, len(layout.targets), folds, _RIDGE_TERMS)
        learned = replace(learned, vectors=(vectors.T @ by_vector.weights), terms=terms, term_weights=by_terms.weights)
        held_out = (by_vector.held_out, by_terms.held_out)
    situations = list(_situations(lesson, folds, targets, texts, held_out, learned, generator))
    return replace(learned, choice=choice.fit(situations, _PRIOR))


def _situations(
    lesson: Lesson,
    folds: npt.NDArray[np.int64],
    targets: npt.NDArray[np.int64],
    texts: Sequence[str],
    held_out: tuple[Floats, Floats] | None,
    learned: Learned,
    generator: np.random.Generator,
) -> Iterator[choice.Situation]:
    layout = lesson.layout
    some = generator.permutation(len(texts))[:MAX_WEIGHED]
    for place in some:
        query = layout.index.vectors.take([int(lesson.rows[place])])[0]
        found = _held_out_signals(lesson, texts[place], query, folds == folds[place])
        if held_out is not None:
            found = replace(found, learned=held_out[0][place], spelled=held_out[1][place])
        yield _situation(lesson, found, lesson.hear(texts[place]), int(targets[place]))
    yield from _outside(lesson, learned)
    yield from _pairs(lesson, learned)


def _held_out_signals(lesson: Lesson, text: str, query: Vectors, own_fold: npt.NDArray[np.bool_]) -> Signals:
    """Return the signals of a question as if the questions of its fold did not stand in the base."""
    layout = lesson.layout
    hidden = lesson.rows[own_fold]
    similarities = layout.index.vectors.similarities(query)
    similarities[hidden] = -1.0
    letters = layout.index.lexical_scores(text)
    letters[hidden] = 0.0
    return signals(layout, similarities, letters, query, len(text))


def _outside(lesson: Lesson, learned: Learned) -> Iterator[choice.Situation]:
    for text, query in zip(lesson.outside, lesson.outside_vectors, strict=True):
        normal = normalise(text)
        yield _situation(lesson, _signals(lesson, learned, normal, query), lesson.hear(normal), -1)


def _pairs(lesson: Lesson, learned: Learned) -> Iterator[choice.Situation]:
    """Two matters in one message: the more urgent one is meant. Both questions stand in the base, so their nearness is hidden."""
    layout = lesson.layout
    for (one, other), query in zip(lesson.pairs, lesson.pair_vectors, strict=True):
        text = normalise(pair_text(layout, one, other))
        ranks = {issue: rank for rank, issue in enumerate(lesson.urgency)}
        first, second = (layout.targets[layout.row_targets[row]] for row in (one, other))
        right = min(
            first, second, key=lambda target: ranks.get(target[1], len(ranks)) if target[0] == ISSUE else len(ranks) + 1
        )
        yield _situation(lesson, _signals(lesson, learned, text, query), lesson.hear(text), layout.places[right])


def pair_text(layout: Layout, one: int, other: int) -> str:
    """Return the message that two questions of the base make together."""
    return f"{layout.index.passages[one].text}，{layout.index.passages[other].text}"


def _signals(lesson: Lesson, learned: Learned, text: str, query: Vectors) -> Signals:
    index = lesson.layout.index
    found = signals(lesson.layout, index.vectors.similarities(query), index.lexical_scores(text), query, len(text))
    return learned.added_to(found, text, query, lesson.layout)


def _situation(lesson: Lesson, found: Signals, heard: Heard, right: int) -> choice.Situation:
    chosen = candidates(found, heard, lesson.layout)
    if right >= 0 and right not in chosen:
        chosen = sorted([*chosen, right])
    features = candidate_features(found, heard, lesson.layout, chosen, lesson.urgency)
    return choice.Situation(features, none_features(found, heard), chosen.index(right) if right >= 0 else -1)


def _centred(vectors: Vectors, mean: Vectors) -> Vectors:
    moved = vectors - mean
    return np.asarray(moved / np.maximum(1e-6, np.linalg.norm(moved, axis=1, keepdims=True)), dtype=np.float32)
