"""What speaks for each target, as rows of features: nearness, learned scores, names and phrases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from indexer.names import NameHit
from indexer.ranker.layout import Floats, Layout
from indexer.ranker.targets import ISSUE, Target
from knowledge.reading.facts.phrasebook import Mention

KINDS = (ISSUE, "ingredient", "skin", "product", "guide", "statute", "policy")
CANDIDATES = 28  # targets with the nearest questions that are looked at; fewer of every other evidence

Features = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Heard:
    """What was read from one message before anything was searched."""

    text: str  # in normal form
    names: tuple[NameHit, ...]
    mentions: tuple[Mention, ...]  # of the subject


@dataclass(frozen=True, slots=True)
class Signals:
    """A score for every target from each source; higher speaks for it."""

    nearest: Floats  # centred cosine of the nearest question, title or name
    answer: Floats  # the same of the nearest answer
    denied: Floats  # the same of the nearest question that it must not answer
    letters: Floats  # BM25 of the nearest question, as a share of the best target's
    votes: Floats  # share of the ten nearest questions
    learned: Floats  # regression on the likeness to all questions; zeros where nothing was learned
    outside: float  # the same for "none of these"
    overlap: float  # BM25 of the best question for each character of the message


def signals(layout: Layout, cosines: Floats, letters: Floats, size: int) -> Signals:
    """Return the signals that need no learning from a score a row; the learned ones are zeros."""
    count = len(layout.targets)
    nearest = layout.asked.best(cosines, count, -1.0)
    lexical = layout.asked.best(letters, count, 0.0)
    best = float(lexical.max()) if count else 0.0
    return Signals(
        nearest=nearest,
        answer=layout.answered.best(cosines, count, -1.0),
        denied=layout.denied.best(cosines, count, -1.0),
        letters=lexical / best if best > 0 else lexical,
        votes=_votes(layout, cosines, count),
        learned=np.zeros(count, dtype=np.float32),
        outside=0.0,
        overlap=best / max(1, size),
    )


def _votes(layout: Layout, cosines: Floats, count: int, voters: int = 10, sharpness: float = 8.0) -> Floats:
    votes = np.zeros(count, dtype=np.float32)
    scores = cosines[layout.asked.rows]
    if not len(scores):
        return votes
    top = np.argpartition(-scores, min(voters, len(scores) - 1))[:voters]
    shares = np.exp(sharpness * (scores[top] - scores[top].max()))
    np.add.at(votes, layout.row_targets[layout.asked.rows[top]], shares)
    return np.asarray(votes / votes.sum(), dtype=np.float32)


def candidates(found: Signals, heard: Heard, layout: Layout) -> list[int]:
    """Return the targets worth looking at: the best of each signal, every name and every issue that was mentioned."""
    chosen: set[int] = set()
    for scores, wanted in ((found.nearest, CANDIDATES), (found.letters, 12), (found.answer, 6)):
        best = np.argpartition(-scores, min(wanted, len(scores) - 1))[:wanted]
        chosen.update(best.tolist())
    for target in (*(hit.key for hit in heard.names), *((ISSUE, str(mention.value)) for mention in heard.mentions)):
        if target in layout.places:
            chosen.add(layout.places[target])
    return sorted(chosen)


def with_learned(found: Signals, chosen: Sequence[int], scores: Floats, outside: float) -> Signals:
    """Return the signals with the learned scores of the candidates; every other target has the least of theirs."""
    learned = np.full(len(found.nearest), float(scores.min(initial=0.0)), dtype=np.float32)
    learned[list(chosen)] = scores
    return replace(found, learned=learned, outside=outside)


def candidate_features(
    found: Signals, heard: Heard, layout: Layout, chosen: Sequence[int], urgency: Sequence[str]
) -> Features:
    """Return one row a candidate."""
    names = _by_name(heard)
    phrases = _by_phrase(heard, urgency)
    any_name = any(hit.key[0] == "ingredient" and hit.certainty > 0.8 for hit in heard.names)
    any_phrase = any(state[0] for state in phrases.values())
    best = _Best.of(found)
    rows = []
    for place in chosen:
        target = layout.targets[place]
        rows.append(
            [
                *_scores(found, place, best),
                *_named(names.get(target), target, any_name),
                *_phrased(phrases.get(target[1]) if target[0] == ISSUE else None, target, any_phrase),
                *(float(target[0] == kind) for kind in KINDS),
            ]
        )
    return np.asarray(rows, dtype=np.float64)


def none_features(found: Signals, heard: Heard) -> Features:
    """Return what speaks for "none of these"."""
    size = len(heard.text)
    certain = max((hit.certainty for hit in heard.names), default=0.0)
    mentioned = sum(not mention.is_denied and not mention.is_wondered for mention in heard.mentions)
    nearest = float(found.nearest.max(initial=-1.0))
    return np.asarray(
        [
            1.0,
            nearest,
            max(0.0, nearest - 0.6),
            float(found.learned.max(initial=0.0)),
            found.outside,
            max(0.0, found.outside - 0.4),
            found.overlap,
            float(found.answer.max(initial=-1.0)),
            certain,
            float(mentioned > 0),
            min(mentioned, 3) / 3,
            math.log1p(size) / 4,
            float(size <= 2),
        ]
    )


@dataclass(frozen=True, slots=True)
class _Best:
    """The best score of each signal, over all targets."""

    nearest: float
    learned: float
    answer: float

    @classmethod
    def of(cls, found: Signals) -> _Best:
        return cls(float(found.nearest.max()), float(found.learned.max()), float(found.answer.max()))


def _scores(found: Signals, place: int, best: _Best) -> list[float]:
    nearest, learned, denied = float(found.nearest[place]), float(found.learned[place]), float(found.denied[place])
    letters = float(found.letters[place])
    return [
        nearest,
        nearest - best.nearest,
        max(0.0, nearest - 0.7),
        learned,
        learned - best.learned,
        max(0.0, learned - 0.5),
        float(learned >= best.learned),
        float(found.answer[place]) - best.answer,
        letters,
        float(letters >= 1.0),
        float(found.votes[place]),
        max(0.0, denied - nearest),
        max(0.0, denied - 0.6) if denied > nearest else 0.0,
    ]


@dataclass(frozen=True, slots=True)
class _Name:
    certainty: float
    share: float  # of the message's characters
    order: int  # among the names of the message


def _by_name(heard: Heard) -> dict[Target, _Name]:
    names: dict[Target, _Name] = {}
    starts = sorted({hit.start for hit in heard.names})
    for hit in heard.names:
        name = _Name(hit.certainty, (hit.end - hit.start) / max(1, len(heard.text)), starts.index(hit.start))
        known = names.get(hit.key)
        if known is None or (name.certainty, name.share) > (known.certainty, known.share):
            names[hit.key] = _Name(name.certainty, name.share, min(name.order, known.order) if known else name.order)
    return names


def _named(name: _Name | None, target: Target, any_name: bool) -> list[float]:
    is_ingredient = target[0] == "ingredient"
    if name is None:
        return [0.0, 0.0, 0.0, 0.0, 0.0, float(any_name and is_ingredient), 0.0, 0.0]
    sure = name.certainty >= 1.0
    return [
        float(sure and is_ingredient),
        float(sure and not is_ingredient),
        float(not sure) * name.certainty,
        name.share,
        float(name.order == 0),
        0.0,
        float(target[0] == "skin") * name.certainty,
        float(target[0] == "product") * name.certainty,
    ]


def _by_phrase(heard: Heard, urgency: Sequence[str]) -> dict[str, tuple[int, int, bool]]:
    """Return for each issue how often it is stated, how often denied or wondered about, and whether it leads."""
    stated: dict[str, int] = {}
    doubted: dict[str, int] = {}
    for mention in heard.mentions:
        into = doubted if mention.is_denied or mention.is_wondered else stated
        into[str(mention.value)] = into.get(str(mention.value), 0) + 1
    leading = next((issue for issue in urgency if issue in stated), None)
    return {issue: (stated.get(issue, 0), doubted.get(issue, 0), issue == leading) for issue in {*stated, *doubted}}


def _phrased(phrase: tuple[int, int, bool] | None, target: Target, any_phrase: bool) -> list[float]:
    if phrase is None:
        return [0.0, 0.0, 0.0, 0.0, float(any_phrase and target[0] == ISSUE), float(any_phrase and target[0] != ISSUE)]
    stated, doubted, leads = phrase
    return [
        float(stated > 0),
        float(min(stated, 3) - 1) if stated else 0.0,
        float(doubted > 0 and not stated),
        float(leads),
        0.0,
        0.0,
    ]
