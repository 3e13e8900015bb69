"""Settles how the ranker weighs its evidence and what its probabilities are worth: `python -m evaluation.calibrate`.

The weights are fitted to held-out questions of the embedded base and, weighed up, to the development half of
`suites/questions.jsonl`; power and bounds to probabilities for the development half that come from fits without them.
The other half is never looked at here. What a score is worth is settled last, on what the service answers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Annotated

import numpy as np
import numpy.typing as npt
import typer

from evaluation.measures import calibration_error, reliability
from evaluation.score_calibration import ON, SUITE, is_right, settle_scores, weights_of, write_settled
from evaluation.suite import Question, read_suite
from indexer.encoder import Encoder, family, open_encoder
from indexer.index import Index, Segment, embedding
from indexer.learning import lesson as lesson_of
from indexer.passages import PassageMemory
from indexer.ranker import conditional_logit
from indexer.ranker.calibration import SETTLED, Calibration, fitted_power
from indexer.ranker.conditional_logit import ConditionalLogit, Situation
from indexer.ranker.hearing import Hearer, Read
from indexer.ranker.lesson import Lesson
from indexer.ranker.training import PRIOR, SEED, rehearse, whole_network
from knowledge.loading.load import load
from knowledge.model.base import Base
from knowledge.reading.facts.reader import FactReader
from knowledge.reading.spellings import Spellings
from service.settings import Settings

_WEIGHT = 8.0  # of a question of the suite beside one of the base
FOLDS = 5
# share of out-of-scope questions of the development half that must be met with silence: on sets that nobody had looked
# at, the near ones were met with it 0.05 to 0.2 less often
_SILENCE = 0.92
SURE = 0.99  # share of the suggestions above the bound of high that are right

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the suite as the ranker meets it; nothing is `right` where its script is not a candidate."""

    situation: Situation
    is_outside: bool
    named: bool  # whether its scripts are named, and not only its issue

    @property
    def is_usable(self) -> bool:
        return self.is_outside or bool(self.situation.right)


def main(
    encoder: Annotated[str, typer.Option(help="Name of the encoder to settle for.")] = "",
    scores: Annotated[
        bool, typer.Option("--scores", help="Settle what a score is worth, with the weights there.")
    ] = False,
) -> None:
    """Settle for one encoder, write it and print what it comes to."""
    settings = Settings() if not encoder else Settings(encoder=encoder)
    if not scores:
        _settle_weights(settings)
    settle_scores(settings, family(_opened(settings).name))


def _settle_weights(settings: Settings) -> None:
    base = load(settings.base).require()
    opened = _opened(settings)
    normalise = Spellings(base.terms.spellings).normalise
    passages = PassageMemory().of(base)
    segment = Segment.of(passages, embedding(opened, normalise)(passages), normalise)
    lesson = lesson_of(base, Index.of(segment), opened)
    situations = [one.situation for one in rehearse(lesson)]
    questions = [one for one in read_suite(SUITE, base, "dev").questions if base.subject not in one.facts]
    vectors = opened.encode_queries([normalise(one.text) for one in questions])
    asked = _asked(base, lesson, questions, vectors)
    found, calibration, held_out = _settle(situations, asked)
    known = json.loads(SETTLED.read_text(encoding="utf-8"))
    known[family(opened.name)] = {
        "calibration": asdict(calibration),
        **weights_of(found),
    }
    write_settled(known)
    print(_report(held_out, calibration), f"| base:{base.fingerprint[:8]} | encoder:{opened.name} | seed:{SEED}")


def _opened(settings: Settings) -> Encoder:
    return open_encoder(settings.encoder, settings.cache / "encoders", precision=settings.precision)


def _asked(base: Base, lesson: Lesson, questions: Sequence[Question], vectors: npt.NDArray[np.float32]) -> list[Asked]:
    scales = lesson.scales(whole_network(lesson))
    hearer, reader, spellings = Hearer(base), FactReader.of(base), Spellings(base.terms.spellings)
    found = []
    for start in range(0, len(questions), 64):
        some, queries = questions[start : start + 64], vectors[start : start + 64]
        texts = [spellings.normalise(one.text) for one in some]
        nearby, grams = scales.near(texts, queries)
        for question, text, evidence in zip(some, texts, scales.evidence(nearby, queries, grams), strict=True):
            reading = reader.read(question.text, ON)
            facts = {**{name: fact.value for name, fact in reading.facts.items()}, **question.facts}
            heard = hearer.hear(text, Read(reading.subject, facts))
            weighed = scales.weigh(evidence, heard)
            scripts = lesson.rows.targets.scripts
            right = tuple(at for at, place in enumerate(weighed.chosen) if is_right(base, question, scripts[place]))
            found.append(
                Asked(
                    Situation(weighed.candidates, weighed.none, right),
                    not question.wanted,
                    bool(question.accept) or question.kind != "policy",
                )
            )
    return found


HeldOut = Sequence[tuple[Asked, Floats]]


def _settle(situations: Sequence[Situation], dev: Sequence[Asked]) -> tuple[ConditionalLogit, Calibration, HeldOut]:
    usable = [one for one in dev if one.is_usable]
    folds = np.random.default_rng(SEED).integers(0, FOLDS, len(usable))
    held_out: list[tuple[Asked, Floats]] = []
    for fold in range(FOLDS):
        fitted = _fit(situations, [one for one, own in zip(usable, folds, strict=True) if own != fold])
        for one, own in zip(usable, folds, strict=True):
            if own == fold:
                held_out.append((one, fitted.probabilities(one.situation.candidates, one.situation.none)))
    named = [(one, found) for one, found in held_out if one.named]
    power = fitted_power([found for _, found in named], [one.situation.right for one, _ in named], 1.0)
    calibration = Calibration(power=power)
    outside = sorted(1 - float(calibration.applied(found)[-1]) for one, found in held_out if one.is_outside)
    scope = outside[min(len(outside) - 1, int(np.ceil(_SILENCE * len(outside))))]
    calibration = replace(calibration, scope=round(min(0.95, scope + 0.005), 3))
    return _fit(situations, usable), replace(calibration, high=_high(named, calibration)), held_out


def _high(held_out: HeldOut, calibration: Calibration) -> float:
    """Return the least probability above which SURE of the first scripts are right."""
    firsts = sorted(_first(one, found, calibration) for one, found in held_out)
    right = np.cumsum([is_right for _, is_right in firsts][::-1])[::-1]
    share = right / np.arange(len(firsts), 0, -1)
    low = [score for (score, _), good in zip(firsts, share, strict=True) if good >= SURE]
    return round(min([*low, 0.99]), 3)


def _first(one: Asked, found: Floats, calibration: Calibration) -> tuple[float, bool]:
    applied = calibration.applied(found)[:-1]
    best = int(np.argmax(applied))
    return float(applied[best]), best in one.situation.right


def _fit(situations: Sequence[Situation], asked: Sequence[Asked]) -> ConditionalLogit:
    weights = [1.0] * len(situations) + [_WEIGHT] * len(asked)
    return conditional_logit.fit([*situations, *(one.situation for one in asked)], PRIOR, weights)


def _report(held_out: HeldOut, calibration: Calibration) -> str:
    first = three = silent = inside = outside = high = wrong = 0
    scores: list[float] = []
    hits: list[bool] = []
    for one, found in held_out:
        applied = calibration.applied(found)
        order = np.argsort(-applied[:-1])
        best = float(applied[order[0]])
        is_quiet = calibration.is_silent(best, float(applied[-1]))
        is_good = not is_quiet and int(order[0]) in one.situation.right
        inside, outside = inside + (not one.is_outside), outside + one.is_outside
        silent += one.is_outside and is_quiet
        first += is_good
        three += not is_quiet and any(int(place) in one.situation.right for place in order[:3])
        if not is_quiet:
            scores.append(best)
            hits.append(is_good)
            is_high = calibration.level(best).value == "high"
            high += is_high
            wrong += is_high and not is_good
    error = calibration_error(reliability(scores, hits))
    return (
        f"held out: first {first / inside:.3f} three {three / inside:.3f} silence {silent / max(1, outside):.3f} "
        f"high {high} wrong {wrong} calibration error {error:.3f} | questions:{len(held_out)} | {asdict(calibration)}"
    )


if __name__ == "__main__":
    typer.run(main)
