"""The evidence for each candidate, and for none of them, as the rows of features that the conditional logit weighs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from indexer.ranker.applicability import Fit
from indexer.ranker.evidence import Evidence, Heard
from indexer.ranker.target_rows import TargetRows
from indexer.ranker.targets import Target

_LEAST = -12.0  # log probabilities are not told apart below it

_NAMES, _PHRASES, _FITS = 8, 6, 6  # features of a candidate beside its scores and its kind

Features = npt.NDArray[np.float64]
Row = tuple[float, ...]


def candidate_features(
    found: Evidence,
    heard: Heard,
    rows: TargetRows,
    chosen: npt.NDArray[np.int64],
    fits: Sequence[Fit],
    urgency: Sequence[str],
) -> Features:
    """Return one row a candidate."""
    targets = rows.targets
    names = _by_name(heard)
    phrases = _by_phrase(heard, urgency)
    any_name = any(hit.key[0] == "ingredient" and hit.certainty > 0.8 for hit in heard.names)
    any_phrase = any(state[0] for state in phrases.values())
    places = chosen.tolist()
    own = [(targets.scripts[place], targets.issues[place]) for place in places]
    named = np.asarray([_named(names.get(target), target[0], any_name) for target, _ in own], dtype=np.float64)
    phrased = [_phrased(phrases.get(issue) if issue else None, issue is not None, any_phrase) for _, issue in own]
    return np.hstack(
        [
            _scores(found, chosen),
            named.reshape(len(own), _NAMES),
            np.asarray(phrased, dtype=np.float64).reshape(len(own), _PHRASES),
            np.asarray([_fitted(fit) for fit in fits], dtype=np.float64).reshape(len(own), _FITS),
            targets.kinds[chosen],
        ]
    )


def none_features(found: Evidence, heard: Heard) -> Features:
    """Return what speaks for "none of these"."""
    size = len(heard.text)
    certain = max((hit.certainty for hit in heard.names), default=0.0)
    mentioned = sum(not mention.is_denied and not mention.is_wondered for mention in heard.mentions)
    nearest = float(found.nearest.max(initial=-1.0))
    return np.asarray(
        [
            1.0,
            max(_LEAST, found.none),
            math.exp(found.none),
            nearest,
            max(0.0, nearest - 0.6),
            float(found.letters.max(initial=0.0)),
            float(found.answer.max(initial=-1.0)),
            certain,
            float(mentioned > 0),
            min(mentioned, 3) / 3,
            math.log1p(size) / 4,
            float(size <= 2),
            float(len(heard.facts) > 0),
        ]
    )


def _scores(found: Evidence, chosen: npt.NDArray[np.int64]) -> Features:
    """Return the scores of the candidates, each beside the best over all scripts: a row a candidate."""
    nearest, letters, denied = (
        scores[chosen].astype(np.float64) for scores in (found.nearest, found.letters, found.denied)
    )
    group = found.group[chosen].astype(np.float64)
    both = (found.group + found.within).astype(np.float64)
    learned = both[chosen]
    return np.stack(
        [
            np.maximum(_LEAST, group),
            np.maximum(_LEAST, found.within[chosen]),
            np.exp(learned),
            learned >= both.max(initial=-math.inf),
            group >= found.group.max(initial=-math.inf),
            nearest,
            nearest - found.nearest.max(initial=-1.0),
            np.maximum(0.0, nearest - 0.7),
            nearest >= found.nearest.max(initial=-1.0),
            letters,
            letters - found.letters.max(initial=0.0),
            np.maximum(0.0, letters - 0.6),
            found.votes[chosen],
            found.answer[chosen] - float(found.answer.max(initial=-1.0)),
            np.maximum(0.0, denied - nearest),
            np.where(denied > nearest, np.maximum(0.0, denied - 0.6), 0.0),
        ],
        axis=1,
        dtype=np.float64,
        casting="unsafe",
    )


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


def _named(name: _Name | None, kind: str, any_name: bool) -> Row:
    is_ingredient = kind == "ingredient"
    if name is None:
        return (0.0, 0.0, 0.0, 0.0, 0.0, float(any_name and is_ingredient), 0.0, 0.0)
    sure = name.certainty >= 1.0
    return (
        float(sure and is_ingredient),
        float(sure and not is_ingredient),
        float(not sure) * name.certainty,
        name.share,
        float(name.order == 0),
        0.0,
        float(kind == "skin") * name.certainty,
        float(kind == "product") * name.certainty,
    )


Phrase = tuple[int, int, bool]  # how often an issue is stated, how often denied or wondered about, whether it leads


def _by_phrase(heard: Heard, urgency: Sequence[str]) -> Mapping[str, Phrase]:
    stated: dict[str, int] = {}
    doubted: dict[str, int] = {}
    for mention in heard.mentions:
        into = doubted if mention.is_denied or mention.is_wondered else stated
        into[str(mention.value)] = into.get(str(mention.value), 0) + 1
    leading = next((issue for issue in urgency if issue in stated), None)
    return {issue: (stated.get(issue, 0), doubted.get(issue, 0), issue == leading) for issue in {*stated, *doubted}}


def _phrased(phrase: Phrase | None, is_issue: bool, any_phrase: bool) -> Row:
    if phrase is None:
        return (0.0, 0.0, 0.0, 0.0, float(any_phrase and is_issue), float(any_phrase and not is_issue))
    stated, doubted, leads = phrase
    return (
        float(stated > 0),
        float(min(stated, 3) - 1) if stated else 0.0,
        float(doubted > 0 and not stated),
        float(leads),
        0.0,
        0.0,
    )


@cache  # few fits are told apart
def _fitted(fit: Fit) -> Row:
    applies = fit.holds is True
    return (
        min(fit.known, 3) / 3 if applies else 0.0,
        float(applies and fit.known > 0 and fit.decides > 0),
        min(fit.open, 3) / 3,
        float(fit.open > 0),
        float(fit.known > 0 and fit.open > 0),
        float(fit.decides > 0),
    )
