"""How the two readers of replies are weighed, settled on what both found in replies that neither had seen."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from evaluation.claims.school import FOLDS, SEED
from evaluation.claims.trusting import LESSONS, Read, crossed, is_late, sure_bound, trusted, worth_of
from indexer.claims.weighing import Weighed, Weights, value_chances, verdict_chances

PRIOR = 2.0  # replies that the network's own probability of what is not named counts for
_MORE = (1.0, 1.1, 1.2, 1.3, 1.4)  # how much more the grammar, which grows, may count than its first readings bear out
_PRECISE = 0.98  # share of contradictions that must be right

_FITTED = ("heard", "spoken", "bias", "implicit", "implicit_bias", "mute")


Floats = npt.NDArray[np.float64]


def settled(read: Sequence[Read]) -> Weights:
    """Return the weights under which the right verdicts are likeliest, with the bounds that they bear out."""
    start = Weights()
    worths = [worth_of(one) for one in read]

    def loss(point: Floats) -> float:
        weights = replace(start, **dict(zip(_FITTED, point.tolist(), strict=True)))
        chances = (
            (worth, verdict_chances(value_chances(one.values, weights))[one.right])
            for worth, one in zip(worths, read, strict=True)
        )
        held = PRIOR * ((point[3] - 1) ** 2 + point[4] ** 2)  # few replies name nothing and state something
        return (float(held) - sum(worth * math.log(max(1e-4, chance)) for worth, chance in chances)) / len(read)

    found = minimize(
        loss, [0.7, 1.8, 0.0, 1.0, 0.0, 0.0], method="Nelder-Mead", options={"maxiter": 400, "xatol": 0.02}
    ).x
    weights = replace(start, **dict(zip(_FITTED, found.tolist(), strict=True)))
    late = [one for one in read if is_late(one)]
    weights = max((replace(weights, spoken=weights.spoken * more) for more in _MORE), key=lambda one: _right(late, one))
    weights = replace(weights, contradicts=_contradiction_bound(late, weights))
    bound = sure_bound(crossed(read, weights))
    return replace(trusted(read, weights), sure=bound)


def _right(read: Sequence[Read], weights: Weights) -> int:
    return sum(one.weighed(weights).verdict == one.right for one in read)


def _contradiction_bound(read: Sequence[Read], weights: Weights) -> float:
    """Return the least probability from which contradictions are precise, of those that cost no right verdict."""
    best, most = weights.contradicts, -1
    for bound in (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.86, 0.87, 0.88, 0.89, 0.9, 0.92):
        verdicts = [(one.right, one.weighed(replace(weights, contradicts=bound)).verdict) for one in read]
        said = [right for right, verdict in verdicts if verdict == "contradicts"]
        if said.count("contradicts") >= _PRECISE * len(said):
            return bound
        rightly = sum(right == verdict for right, verdict in verdicts)
        if rightly > most:
            best, most = bound, rightly
    return best


def figures(judged: Sequence[tuple[Read, Weighed]]) -> Mapping[str, float]:
    """Return how often each reading alone, both weighed, and the sure ones are right."""
    both = [(one.right, found) for one, found in judged]
    sure = [found.verdict == right for right, found in both if found.is_sure]
    said = [(right, found.is_sure) for right, found in both if found.verdict == "contradicts"]
    bad = [found.verdict for right, found in both if right == "contradicts"]
    return {
        "replies": len(both),
        "grammar alone": _mean([found.spoken == right for right, found in both]),
        "learned alone": _mean([found.heard == right for right, found in both]),
        "both": _mean([found.verdict == right for right, found in both]),
        "sure": len(sure) / len(both),
        "sure and right": _mean(sure),
        "contradictions precision": _mean([right == "contradicts" for right, _ in said]),
        "contradictions recall": _mean([verdict == "contradicts" for verdict in bad]),
        "sure contradictions precision": _mean([right == "contradicts" for right, is_sure in said if is_sure]),
    }


def _mean(right: Sequence[bool]) -> float:
    return sum(right) / max(1, len(right))


def write(read: Sequence[Read], weights: Path) -> None:
    """Settle how the readings are weighed, write it, and print what it comes to."""
    found = settled(read)
    judged = [
        (one, replace(weighed, is_sure=weighed.probability >= found.sure)) for one, weighed in crossed(read, found)
    ]
    late = [(one, weighed) for one, weighed in judged if is_late(one)]
    told = {
        "held out": figures(judged),
        "late rounds": figures(late),
        "lessons": figures([(one, weighed) for one, weighed in judged if one.round in LESSONS]),
        "unseen": figures([(one, weighed) for one, weighed in judged if one.is_unseen]),
    }
    rounded = {name: {key: round(value, 4) for key, value in one.items()} for name, one in told.items()}
    settled_to = {name: value if name == "trust" else round(value, 4) for name, value in asdict(found).items()}
    written = {"weights": settled_to, **rounded}
    weights.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    for name, one in rounded.items():
        for key, value in one.items():
            print(f"{name}: {key:26} {value:.4g} | {FOLDS} folds by situation, seed:{SEED}")
