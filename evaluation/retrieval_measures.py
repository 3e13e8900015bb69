"""The measures of what questions found: ranks, scripts, silence, calibration, groups and facts, by kind and by tag."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluation.answering import Suggestions
from evaluation.fitting import issue_of
from evaluation.measures import BINS, calibration_error, ndcg_of_rank, recall_at, reciprocal_rank, reliability
from evaluation.run import Measure, mean_measure
from evaluation.significance import Floats, statistic_interval
from evaluation.suite import ExpectPolicy, Question, typed
from indexer.retriever import Confidence
from knowledge.model.base import Base
from knowledge.model.facts import Value

_NEAR_DAYS = 2  # a number read from a text may be off by so much


@dataclass(frozen=True, slots=True)
class Found:
    """What a question found."""

    question: Question
    answer: Suggestions
    rank: int | None  # place of the first right suggestion, from 1
    script_rank: int | None  # place of the first script that may stand first, where scripts are named

    @property
    def is_right(self) -> bool:
        """Right at the first place, or silent where silence is right."""
        return not self.answer.suggestions if not self.question.wanted else self.rank == 1

    @property
    def is_acceptable(self) -> bool:
        """Right, and with one of the scripts that may stand first where they are named."""
        return self.script_rank == 1 if self.question.accept else self.is_right


def measures(found: Sequence[Found], base: Base, seed: int) -> Iterator[Measure]:
    answerable = [one for one in found if one.question.wanted]
    silent = [one for one in found if not one.question.wanted]
    yield from _ranks("", answerable, seed)
    if silent:
        yield _mean("silence", silent, lambda one: not one.answer.suggestions, seed)
        yield _mean("high_out_of_scope", silent, _is_high, seed)
    if answerable:
        yield _mean("answered", answerable, lambda one: bool(one.answer.suggestions), seed)
    yield from _calibration([one for one in found if one.answer.suggestions], seed)
    yield from _scripts("", found, seed)
    yield from _groups([one for one in found if one.question.wanted], seed)
    yield from _facts(found, base, seed)
    for kind in sorted({one.question.kind for one in answerable}):
        yield from _ranks(f"/kind:{kind}", [one for one in answerable if one.question.kind == kind], seed)
    for source in sorted({one.question.source for one in found} - {""}):
        yield from _scripts(f"/source:{source}", [one for one in found if one.question.source == source], seed)
    for tag in sorted({tag for one in answerable for tag in one.question.tags}):
        yield from _scripts(f"/tag:{tag}", [one for one in answerable if tag in one.question.tags], seed)
        yield from _ranks(f"/tag:{tag}", [one for one in answerable if tag in one.question.tags], seed)


def _scripts(slice_: str, found: Sequence[Found], seed: int) -> Iterator[Measure]:
    """Yield what an agent gets: the script that stands first, and how often it is wrong and called high."""
    named = [one for one in found if one.question.accept]
    if named:
        yield _mean(f"script@1{slice_}", named, lambda one: one.script_rank == 1, seed)
        yield _mean(f"script@3{slice_}", named, lambda one: one.script_rank is not None and one.script_rank <= 3, seed)
        yield _mean(f"best_script@1{slice_}", named, _is_best, seed)
        yield _mean(f"harmful@1{slice_}", named, _is_harmful, seed)
    if found:
        yield _mean(f"confidently_wrong{slice_}", found, lambda one: _is_high(one) and not one.is_acceptable, seed)


def _is_best(found: Found) -> bool:
    return bool(found.answer.suggestions) and found.answer.suggestions[0].id == found.question.accept[0]


def _is_harmful(found: Found) -> bool:
    return bool(found.answer.suggestions) and found.answer.suggestions[0].id in found.question.must_not


def _ranks(slice_: str, found: Sequence[Found], seed: int) -> Iterator[Measure]:
    if not found:
        return
    groups = [one.question.family for one in found]
    ranks = [one.rank for one in found]
    for k in (1, 3, 5):
        yield mean_measure(f"recall@{k}{slice_}", recall_at(k, ranks), groups, seed)
    yield mean_measure(f"MRR@10{slice_}", [reciprocal_rank(rank) for rank in ranks], groups, seed)
    yield mean_measure(f"nDCG@10{slice_}", [ndcg_of_rank(rank) for rank in ranks], groups, seed)


def _mean(name: str, found: Sequence[Found], holds: Callable[[Found], bool], seed: int) -> Measure:
    return mean_measure(name, [float(holds(one)) for one in found], [one.question.family for one in found], seed)


def _is_high(found: Found) -> bool:
    return bool(found.answer.suggestions) and found.answer.suggestions[0].confidence is Confidence.HIGH


def bins_of(found: Sequence[Found]) -> Any:
    spoken = [one for one in found if one.answer.suggestions]
    return reliability([_score(one) for one in spoken], [one.is_acceptable for one in spoken])


def _score(found: Found) -> float:
    return float(found.answer.suggestions[0].score)


def _calibration(spoken: Sequence[Found], seed: int) -> Iterator[Measure]:
    if not spoken:
        return
    bins = bins_of(spoken)
    rows = np.zeros((len(spoken), 2 * BINS))
    for row, one in zip(rows, spoken, strict=True):
        place = min(BINS - 1, max(0, int(_score(one) * BINS)))
        row[place] = _score(one) - one.is_acceptable
        row[BINS + place] = 1

    def error(sums: Floats) -> Floats:
        return np.asarray(np.abs(sums[:, :BINS]).sum(axis=1) / sums[:, BINS:].sum(axis=1))

    interval = statistic_interval(rows, [one.question.family for one in spoken], error, seed)
    yield Measure("calibration_error", calibration_error(bins), len(spoken), interval.low, interval.high)


def _groups(answerable: Sequence[Found], seed: int) -> Iterator[Measure]:
    """Paraphrases that lead to one entry: the share of groups with more than one question."""
    members: dict[str, list[Found]] = {}
    for one in answerable:
        members.setdefault(one.question.family, []).append(one)
    several = {group: found for group, found in members.items() if len(found) > 1}
    if several:
        same = [float(len({_entry(one) for one in found}) == 1) for found in several.values()]
        yield mean_measure("groups_with_one_entry", same, list(several), seed)


def _entry(found: Found) -> tuple[str, str] | None:
    first = found.answer.suggestions[:1]
    return (first[0].kind, first[0].id) if first else None


def _facts(found: Sequence[Found], base: Base, seed: int) -> Iterator[Measure]:
    read = [
        (one, float(_is_read(one.answer, name, value)))
        for one in found
        for name, value in typed(one.question.text_facts, base).items()
    ]
    if read:
        yield mean_measure("facts_read", [right for _, right in read], [one.question.family for one, _ in read], seed)
    asking = [one for one in found if one.question.ask]
    if asking:
        yield _mean(
            "right_fact_asked", asking, lambda one: any(ask.fact in one.question.ask for ask in one.answer.ask), seed
        )
    policies = [
        one for one in found if any(isinstance(want, ExpectPolicy) and want.issue for want in one.question.wanted)
    ]
    if policies:
        yield _mean("issue_read", policies, lambda one: _issue_right(one, base), seed)


def _is_read(answer: Suggestions, name: str, value: Value) -> bool:
    read = answer.facts.get(name)
    if read is None or read.origin == "assumed":
        return False
    if isinstance(value, int) and not isinstance(value, bool) and isinstance(read.value, int):
        return abs(read.value - value) <= _NEAR_DAYS
    return read.value == value


def _issue_right(found: Found, base: Base) -> bool:
    first = found.answer.suggestions[:1]
    wanted = {getattr(one, "issue", None) for one in found.question.wanted}
    return bool(first) and issue_of(first[0], found.answer, base) in wanted


def by_confidence(found: Sequence[Found]) -> dict[str, list[int]]:
    """Return for each level how many first suggestions were right, and how many there were."""
    counts: dict[str, list[int]] = {}
    for one in found:
        if one.answer.suggestions:
            count = counts.setdefault(str(one.answer.suggestions[0].confidence), [0, 0])
            count[0] += one.is_acceptable
            count[1] += 1
    return counts
