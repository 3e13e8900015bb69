"""Settles how the ranker weighs its evidence and what its probabilities are worth: `python -m evaluation.calibrate`.

The weights are fitted to the held-out questions of the embedded base and, weighed up, to the development half of
`suites/questions.jsonl`; power and bounds to probabilities for the development half that come from fits without them.
The other half is only reported.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluation.measures import calibration_error, reliability
from indexer.encoder import family, open_encoder
from indexer.index import Index, Segment, embedding
from indexer.learning import lesson as lesson_of
from indexer.passages import PassageMemory
from indexer.ranker import choice
from indexer.ranker.calibration import SETTLED, Calibration
from indexer.ranker.learned import Learned
from indexer.ranker.targets import ISSUE, Target
from indexer.ranker.training import PRIOR, SEED, Lesson, learned_scores, met, rehearse
from knowledge.loading.load import load
from knowledge.model.base import Base
from knowledge.reading.normal import normalise
from service.settings import Settings

SUITE = Path(__file__).parent / "suites" / "questions.jsonl"
WEIGHT = 8.0  # of a question of the suite beside one of the base
FOLDS = 5
SILENCE = 0.96  # share of out-of-scope questions of the development half that must be met with silence

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the suite as the ranker meets it; no place is `right` where its entry is not a candidate."""

    situation: choice.Situation
    right: frozenset[int]
    is_outside: bool
    is_dev: bool

    @property
    def is_usable(self) -> bool:
        return self.is_outside or bool(self.right)


def main() -> None:
    """Settle for one encoder, write it and print what it comes to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", default=Settings().encoder)
    parser.add_argument("--out", type=Path, default=SETTLED)
    wanted = parser.parse_args()
    settings = Settings()
    base = load(settings.base).require()
    encoder = open_encoder(wanted.encoder, settings.cache / "encoders")
    passages = PassageMemory().of(base)
    segment = Segment.of(passages, embedding(encoder, normalise)(passages), normalise)
    lesson = lesson_of(base, Index.of(segment), encoder)
    learned, situations = rehearse(lesson)
    items = [json.loads(line) for line in SUITE.read_text(encoding="utf-8").splitlines()]
    items = [item for item in items if base.subject not in item["facts"]]
    vectors = encoder.encode_queries([normalise(item["text"]) for item in items])
    asked = [_asked(base, lesson, learned, item, query) for item, query in zip(items, vectors, strict=True)]
    found, calibration = _settle(situations, [one for one in asked if one.is_dev])
    known = json.loads(wanted.out.read_text(encoding="utf-8")) if wanted.out.is_file() else {}
    known[family(encoder.name)] = {
        "calibration": asdict(calibration),
        "candidate": np.round(found.candidate, 4).tolist(),
        "none": np.round(found.none, 4).tolist(),
    }
    wanted.out.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    for half in (True, False):
        report = _report(found, calibration, [one for one in asked if one.is_dev == half])
        print(
            "development" if half else "test",
            report,
            f"| base:{base.fingerprint[:8]} | encoder:{encoder.name} | seed:{SEED}",
        )


def _asked(
    base: Base, lesson: Lesson, learned: Learned, item: Mapping[str, Any], query: npt.NDArray[np.float32]
) -> Asked:
    layout, text = lesson.layout, normalise(item["text"])
    found = met(lesson, text, query, np.zeros(0, dtype=np.int64), learned_scores(lesson, learned, text, query))
    wanted = _targets(base, item["expect"])
    right = frozenset(place for place, target in enumerate(found.chosen) if layout.targets[target] in wanted)
    is_outside = bool(item["expect"].get("none"))
    first = -1 if is_outside else min(right, default=0)
    return Asked(choice.Situation(found.candidates, found.none, first), right, is_outside, item["split"] == "dev")


def _targets(base: Base, expect: Mapping[str, Any]) -> frozenset[Target]:
    """Return what the suite accepts, as targets of the ranker."""
    wanted: set[Target] = set()
    for one in expect.get("any", [expect]):
        match one.get("kind"):
            case "policy":
                wanted.add((ISSUE, one["issue"]))
            case "ingredient" | "skin" as kind:
                ids = one["id"] if isinstance(one["id"], list) else [one["id"]]
                wanted.update((kind, key) for key in ids)
            case "guide":
                for key, guide in base.guides.items():
                    text = guide.title + "".join(guide.say.values())
                    if any(word in text for word in one.get("words", [])):
                        wanted.add(("guide", key))
            case _:
                pass
    return frozenset(wanted)


def _settle(situations: Sequence[choice.Situation], dev: Sequence[Asked]) -> tuple[choice.Choice, Calibration]:
    usable = [one for one in dev if one.is_usable]
    folds = np.random.default_rng(SEED).integers(0, FOLDS, len(usable))
    held_out: list[tuple[Asked, Floats]] = []
    for fold in range(FOLDS):
        fitted = _fit(situations, [one for one, own in zip(usable, folds, strict=True) if own != fold])
        for one, own in zip(usable, folds, strict=True):
            if own == fold:
                held_out.append((one, fitted.probabilities(one.situation.candidates, one.situation.none)))
    calibration = Calibration(power=_power(held_out))
    outside = sorted(1 - float(calibration.applied(found)[-1]) for one, found in held_out if one.is_outside)
    scope = outside[min(len(outside) - 1, int(np.ceil(SILENCE * len(outside))))]
    return _fit(situations, usable), replace(calibration, scope=round(min(0.95, scope + 0.005), 3))


def _fit(situations: Sequence[choice.Situation], asked: Sequence[Asked]) -> choice.Choice:
    weights = [1.0] * len(situations) + [WEIGHT] * len(asked)
    return choice.fit([*situations, *(one.situation for one in asked)], PRIOR, weights)


def _power(held_out: Sequence[tuple[Asked, Floats]]) -> float:
    """Return the power under which what was right is likeliest."""

    def loss(power: float) -> float:
        calibration = Calibration(power=power)
        total = 0.0
        for one, found in held_out:
            raised = calibration.applied(found)
            total -= float(
                np.log(max(1e-9, raised[-1] if one.is_outside else sum(raised[place] for place in one.right)))
            )
        return total

    return min((round(0.5 + step * 0.05, 2) for step in range(21)), key=loss)


def _report(found: choice.Choice, calibration: Calibration, asked: Sequence[Asked]) -> str:
    first = three = silent = inside = outside = high = 0
    scores: list[float] = []
    hits: list[bool] = []
    for one in asked:
        probabilities = calibration.applied(found.probabilities(one.situation.candidates, one.situation.none))
        order = np.argsort(-probabilities[:-1])
        is_quiet = calibration.is_silent(float(probabilities[order[0]]), float(probabilities[-1]))
        inside, outside = inside + (not one.is_outside), outside + one.is_outside
        if one.is_outside:
            silent += is_quiet
            high += not is_quiet and calibration.level(float(probabilities[order[0]])).value == "high"
        else:
            first += not is_quiet and int(order[0]) in one.right
            three += not is_quiet and any(int(place) in one.right for place in order[:3])
        if not is_quiet:
            scores.append(float(probabilities[order[0]]))
            hits.append(int(order[0]) in one.right)
    error = calibration_error(reliability(scores, hits))
    return (
        f"top-1 {first / inside:.3f} top-3 {three / inside:.3f} silence {silent / outside:.3f} high outside {high} "
        f"calibration error {error:.3f} | questions:{len(asked)} | {asdict(calibration)}"
    )


if __name__ == "__main__":
    main()
