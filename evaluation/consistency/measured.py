"""A suite and a base to a run: every agreement that must hold, measured and listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from random import Random
from typing import Any

from evaluation.answering import Remembering, answers_of
from evaluation.boundaries import boundaries
from evaluation.consistency.agreement import Agreement, Clash, Result
from evaluation.consistency.behaviours import Direction, Invariance
from evaluation.consistency.direction import Directing, direction_of, invariance_of
from evaluation.consistency.variants import spellings
from evaluation.consistency.views import OPEN, AnswerView, Looking, Wording
from evaluation.firsts import first_of_each
from evaluation.labels import labels_of
from evaluation.misses import Disagreeing, Miss
from evaluation.run import CaseLine, Measure, Run, mean_measure
from evaluation.suite import Question, Suite
from knowledge.reading.claims.reader import ClaimsReader
from service.answers.assistant import Assistant

_SHOWN = 40
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Examined:
    """What is tested, and on what."""

    assistant: Assistant
    suite: Suite
    behaviours: Sequence[Direction | Invariance]
    on: date
    seed: int


def consistency(tested: Examined, conditions: Mapping[str, Any], progress: Progress) -> Run:
    """Ask everything in every way and say where the answers part."""
    results = list(_results(tested, progress))
    lines = tuple(one.line for one in results)
    clashes = sorted((one.clash for one in results if one.clash), key=lambda one: -len(one.outcomes))
    details = {
        "clashes": [_clash(one) for one in _distinct(clashes)[:_SHOWN]],
        "labels": labels_of(tested.assistant.base),
    }
    return Run("consistency", {**conditions, "cases": len(lines)}, tuple(_measures(lines, tested.seed)), lines, details)


def _results(tested: Examined, progress: Progress) -> Iterator[Result]:
    assistant = tested.assistant
    looking = Looking(assistant.base, Remembering(answers_of(assistant, tested.on)))
    agreement = Agreement(looking, Wording(assistant.decider, ClaimsReader.of(assistant.base), tested.on))
    questions = tested.suite.questions
    for number, question in enumerate(questions):
        progress("over all channels", number / len(questions))
        yield from agreement.over_channels(question)
    for group, members in _groups(questions).items():
        yield from agreement.over_wordings(group, members)
    ways = spellings(assistant.base)
    for number, question in enumerate(questions):
        progress("spelled otherwise", number / len(questions))
        for name, spell in ways.items():
            spelled = spell(question.text, Random(f"{tested.seed}:{name}:{question.id}"))
            if spelled != question.text:
                yield agreement.over_spelling(question, name, spelled)
    yield from _directions(tested, looking, progress)


def _directions(tested: Examined, looking: Looking, progress: Progress) -> Iterator[Result]:
    directing = Directing(tested.assistant, looking, tested.on)
    found = boundaries(tested.assistant.base, tested.assistant.decider, tested.on)
    for number, boundary in enumerate(found):
        progress("across bounds", number / len(found))
        yield directing.given(boundary)
        stated = directing.stated(boundary)
        if stated is not None:
            yield stated
    for line in tested.behaviours:
        yield direction_of(line, looking) if isinstance(line, Direction) else invariance_of(line, looking)


def _groups(questions: Sequence[Question]) -> Mapping[str, Sequence[Question]]:
    found: dict[str, list[Question]] = {}
    for question in questions:
        found.setdefault(question.family, []).append(question)
    return {group: members for group, members in found.items() if len(members) > 1}


def _measures(lines: Sequence[CaseLine], seed: int) -> Iterator[Measure]:
    by_name: dict[str, list[CaseLine]] = {}
    for line in lines:
        for name in line.scores:
            by_name.setdefault(name, []).append(line)
    for name, held in by_name.items():
        yield mean_measure(name, [one.scores[name] for one in held], [one.group for one in held], seed)
    for name in ("same_decision", "paraphrase_decision"):
        held = by_name.get(name, [])
        for issue in sorted({str(one.about["issue"]) for one in held}):
            mine = [one for one in held if one.about["issue"] == issue]
            yield mean_measure(
                f"{name}/issue:{issue}", [one.scores[name] for one in mine], [one.group for one in mine], seed
            )


def _distinct(clashes: Sequence[Clash]) -> list[Clash]:
    """Keep one clash for each pair of entries and kind of miss."""
    return first_of_each(clashes, lambda one: (one.left.entry, one.right.entry, _of_kind(one.miss)))


def _of_kind(miss: Miss) -> tuple[str, str]:
    return miss.is_a, miss.over if isinstance(miss, Disagreeing) else ""


def _clash(clash: Clash) -> dict[str, Any]:
    return {
        "issue": clash.left.issue or clash.right.issue or "-",
        "channels": [clash.left.channel, clash.right.channel],
        "said": [_said(view, clash.outcomes) for view in (clash.left, clash.right)],
        "replies": [_shown(view) for view in (clash.left, clash.right)],
        "outcomes": list(clash.outcomes),
        "miss": asdict(clash.miss),
    }


def _said(view: AnswerView, outcomes: Sequence[str]) -> Mapping[str, str]:
    return {name: view.decision[name] for name in outcomes if view.decision.get(name, OPEN) != OPEN}


def _shown(view: AnswerView) -> str:
    return f"问「{view.text}」答：{view.reply or '（没有建议）'}"
