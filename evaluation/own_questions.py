"""A base tried on its own questions, each met by a ranker that was not shown it: no suite is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluation.labels import labels_of
from evaluation.measures import calibration_error, recall_at, reciprocal_rank, reliability
from evaluation.misses import FirstOffer, Miss, NotSilent, Silent, Wanted, WrongFirst
from evaluation.own_scripts import Asked, as_details, script_figures, script_measures
from evaluation.run import CaseLine, Measure, Run, mean_measure
from indexer.learning import lesson as lesson_of
from indexer.ranker.calibration import Calibration, Confidence
from indexer.ranker.conditional_logit import ConditionalLogit
from indexer.ranker.expectation import Tried
from indexer.ranker.lesson import Lesson
from indexer.ranker.targets import ISSUE, Target
from indexer.ranker.training import MAX_WEIGHED, rehearse
from service.answers.assistant import Assistant

Progress = Callable[[str, float], None]
_SHOWN = 3  # scripts that came, in the line of a case


@dataclass(frozen=True, slots=True)
class Met:
    """One of the base's own texts, and what a ranker offered that had not seen it; nothing where it was silent."""

    place: int  # of the text in the lesson
    text: str
    right: Target | None  # None for a message that nothing answers
    group: tuple[str, str] | None
    offered: tuple[tuple[Target, tuple[str, str], float], ...]  # script, group, probability; the likeliest first
    confidence: Confidence

    @property
    def rank(self) -> int | None:
        """The place of the right script among those offered, from 1."""
        return next((place for place, one in enumerate(self.offered, 1) if one[0] == self.right), None)

    @property
    def is_right(self) -> bool:
        return not self.offered if self.right is None else self.rank == 1


def own_questions(
    assistant: Assistant,
    conditions: Mapping[str, Any],
    seed: int,
    *,
    every: bool = False,
    progress: Progress = lambda _what, _share: None,
) -> Run:
    """Leave the questions of a base out in turn, and measure what rankers find that learned from the others.

    Of a large base some questions are drawn; with `every` all are asked, and each script gets a figure of its own.
    """
    lesson = lesson_of(assistant.base, assistant.opened.index, assistant.workshop.encoder)
    is_whole = every or len(lesson.texts) <= MAX_WEIGHED
    most = len(lesson.texts) if is_whole else MAX_WEIGHED
    found = []
    progress("leaving the questions out in turn", 0.0)
    for one in _meet(lesson, assistant, most):
        found.append(one)
        progress("leaving the questions out in turn", min(1.0, len(found) / most))
    figures = script_figures(_asked(lesson, found)) if is_whole else ()
    spoken = [one for one in found if one.offered]
    bins = reliability([one.offered[0][2] for one in spoken], [one.is_right for one in spoken])
    told = {"suite": "own questions", "split": "left out in turn", "questions": len(found)}
    return Run(
        "retrieval",
        {**conditions, **told},
        (*_measures(found, calibration_error(bins), seed), *script_measures(figures, seed)),
        tuple(_line(number, one) for number, one in enumerate(found, 1)),
        {
            "reliability": [[one.low, one.high, one.count, one.score, one.right] for one in bins],
            "confidence": _by_confidence(spoken),
            "scripts": as_details(figures),
            "labels": labels_of(assistant.base),
        },
    )


def _asked(lesson: Lesson, found: Sequence[Met]) -> Iterator[Asked]:
    """Yield every question of the lesson with what came first; where facts close its script it was not met."""
    for one in found:
        if one.right is not None:
            yield Asked(one.right, one.offered[0][0] if one.offered else None)
    met = {one.place for one in found}
    for place, script in enumerate(lesson.scripts.tolist()):
        if script >= 0 and place not in met:
            yield Asked(lesson.rows.targets.scripts[script], None, is_closed=True)


def _meet(lesson: Lesson, assistant: Assistant, most: int) -> Iterator[Met]:
    weights, calibration = assistant.retriever.weights, assistant.retriever.calibration
    if weights is None:
        return
    for one in rehearse(lesson, most=most):
        yield _met(lesson, one, weights, calibration)


def _met(lesson: Lesson, one: Tried, weights: ConditionalLogit, calibration: Calibration) -> Met:
    targets = lesson.rows.targets
    shares = calibration.applied(weights.probabilities(one.weighed.candidates, one.weighed.none))
    order = np.argsort(-shares[:-1], kind="stable").tolist()
    places = one.weighed.chosen
    offered = tuple(
        (targets.scripts[places[at]], targets.groups[targets.group_of[places[at]]], float(shares[at])) for at in order
    )
    best = offered[0][2] if offered else 0.0
    right = int(lesson.scripts[one.text])
    return Met(
        one.text,
        lesson.texts[one.text],
        targets.scripts[right] if right >= 0 else None,
        targets.groups[targets.group_of[right]] if right >= 0 else None,
        () if calibration.is_silent(best, float(shares[-1])) else offered,
        calibration.level(best),
    )


def _measures(found: Sequence[Met], error: float, seed: int) -> Iterator[Measure]:
    inside = [one for one in found if one.right is not None]
    outside = [one for one in found if one.right is None]
    yield from _ranks("", inside, seed)
    if outside:
        yield _mean("silence", outside, [not one.offered for one in outside], seed)
        yield _mean("high_out_of_scope", outside, [_is_high(one) for one in outside], seed)
    if inside:
        yield _mean("answered", inside, [bool(one.offered) for one in inside], seed)
    yield Measure("calibration_error", error, sum(bool(one.offered) for one in found))
    if found:
        yield _mean("confidently_wrong", found, [_is_high(one) and not one.is_right for one in found], seed)
    for kind in sorted({one.right[0] for one in inside if one.right}):
        yield from _ranks(f"/kind:{kind}", [one for one in inside if one.right and one.right[0] == kind], seed)


def _ranks(slice_: str, inside: Sequence[Met], seed: int) -> Iterator[Measure]:
    if not inside:
        return
    ranks = [one.rank for one in inside]
    yield _mean(f"script@1{slice_}", inside, recall_at(1, ranks), seed)
    yield _mean(f"script@3{slice_}", inside, recall_at(3, ranks), seed)
    yield _mean(
        f"issue@1{slice_}", inside, [bool(one.offered) and one.offered[0][1] == one.group for one in inside], seed
    )


def _mean(name: str, found: Sequence[Met], values: Sequence[float], seed: int) -> Measure:
    return mean_measure(name, [float(one) for one in values], [str(number) for number in range(len(found))], seed)


def _is_high(one: Met) -> bool:
    return bool(one.offered) and one.confidence is Confidence.HIGH


def _by_confidence(spoken: Sequence[Met]) -> dict[str, list[int]]:
    counts: dict[str, list[int]] = {}
    for one in spoken:
        count = counts.setdefault(str(one.confidence), [0, 0])
        count[0] += one.is_right
        count[1] += 1
    return counts


def _line(number: int, one: Met) -> CaseLine:
    kind, key = one.right or ("none", "")
    scores = {"right": float(one.is_right)} | ({"rr": reciprocal_rank(one.rank)} if one.right else {})
    about = {
        "text": one.text,
        "kind": kind,
        "entry": key,
        "issue": one.group[1] if one.group and one.group[0] == ISSUE else "",
        "rank": one.rank,
        "came": [
            {"kind": script[0], "id": script[1], "title": script[1], "score": round(score, 4), "matched": None}
            for script, _, score in one.offered[:_SHOWN]
        ],
    }
    return CaseLine(f"own-{number}", one.is_right, "", scores, None if one.is_right else _miss(one), about)


def _miss(one: Met) -> Miss:
    wanted = (Wanted(*one.right),) if one.right else ()
    if not one.offered:
        return Silent(wanted)
    (kind, key), _, score = one.offered[0]
    offer = FirstOffer(kind, key, round(score, 4), one.confidence.value, "")
    return WrongFirst(offer, (), one.rank, wanted) if wanted else NotSilent(offer)
