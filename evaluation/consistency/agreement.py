"""Whether views that must agree do: one question over all channels, a group's questions over all its wordings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.consistency.views import OPEN, AnswerView, Looking, Wording, clashing_outcomes, differences, is_excused
from evaluation.misses import AnswerSide, Difference, Disagreeing, Miss, Parting, WrongWording
from evaluation.run import CaseLine
from evaluation.suite import Question, typed
from knowledge.model.facts import Value

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two views that should agree and do not; the worst pair of a case."""

    left: AnswerView
    right: AnswerView
    outcomes: tuple[str, ...]
    miss: Miss


@dataclass(frozen=True, slots=True)
class Result:
    """A case of the run, with its worst pair where it fails."""

    line: CaseLine
    clash: Clash | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Compares the views of a suite."""

    looking: Looking
    wording: Wording

    def over_channels(self, question: Question) -> tuple[Result, ...]:
        """Ask one question on every channel: entry, decision and wording."""
        base = self.looking.base
        facts = typed(question.facts, base)
        views = [self.looking.view(question.text, channel, facts) for channel in base.channels]
        pairs = [(left, right) for place, left in enumerate(views) for right in views[place + 1 :]]
        entries = _worst(pairs, lambda left, right: left.entry != right.entry, "entries")
        decisions = _worst(pairs, self._undeclared, "decisions")
        about = {"text": question.text, "issue": _issue(question, views), "agree": _agreement(views)}
        found = [
            _result(f"channels/{question.id}/entry", question, "same_entry", entries, about),
            _result(f"channels/{question.id}/decision", question, "same_decision", decisions, {**about, "agree": {}}),
        ]
        worded = [view for view in views if view.issue]
        if worded:
            found += self._wordings(question, worded)
        return tuple(found)

    def over_wordings(self, group: str, questions: Sequence[Question]) -> Iterator[Result]:
        """Ask every wording of one case on every channel; questions with other facts are another case."""
        base = self.looking.base
        for number, members in enumerate(_cases(questions)):
            views = [
                self.looking.view(one.text, channel, typed(one.facts, base))
                for one in members
                for channel in base.channels
            ]
            first = {view.text: view for view in views}.values()  # channels are compared elsewhere
            pairs = [(left, right) for place, left in enumerate(first) for right in list(first)[place + 1 :]]
            entries = _worst(pairs, lambda left, right: left.entry != right.entry, "paraphrase_entries")
            decisions = _worst(pairs, lambda left, right: bool(differences(left, right)), "paraphrase_decisions")
            about = {"text": " / ".join(one.text for one in members), "issue": _issue(members[0], views)}
            name = f"paraphrase/{group}" + (f".{number}" if number else "")
            yield _result(f"{name}/entry", members[0], "paraphrase_entry", entries, about)
            yield _result(
                f"{name}/decision", members[0], "paraphrase_decision", decisions, {**about, "agree": _agreement(views)}
            )

    def over_spelling(self, question: Question, name: str, spelled: str) -> Result:
        """Ask a question as it is and spelled otherwise."""
        facts = typed(question.facts, self.looking.base)
        left = self.looking.view(question.text, question.channel, facts)
        right = self.looking.view(spelled, question.channel, facts)
        changed = left.entry != right.entry or bool(differences(left, right))
        clash = disagreement("spelling", left, right, differences(left, right)) if changed else None
        about = {"text": f"{question.text} → {spelled}", "issue": left.issue}
        return _result(f"invariance/{name}/{question.id}", question, name, clash, about)

    def _undeclared(self, left: AnswerView, right: AnswerView) -> bool:
        outcomes = differences(left, right)
        return bool(outcomes) and not is_excused(left, right, outcomes, self.looking.base, self.wording.on)

    def _wordings(self, question: Question, views: Sequence[AnswerView]) -> Iterator[Result]:
        """Hold each channel's text against its own decision, then the texts against each other."""
        wrong = None
        for view in views:
            found = self.wording.judged(view)
            if found.verdict in ("contradicts", "unsupported"):
                outcomes = tuple(one.claim.outcome for one in found.faults)
                wrong = Clash(view, view, outcomes, WrongWording(found.verdict, view.channel, outcomes, view.reply))
                break
        about = {"text": question.text, "issue": views[0].issue}
        yield _result(f"wording/{question.id}", question, "wording", wrong, about)
        said = [(view, self.wording.said(view)) for view in views]
        between = None
        for place, (left, mine) in enumerate(said):
            for right, other in said[place + 1 :]:
                outcomes = clashing_outcomes(mine, other)
                if outcomes and not is_excused(left, right, outcomes, self.looking.base, self.wording.on):
                    between = between or disagreement("wording_between", left, right, outcomes)
        yield _result(f"wording-between/{question.id}", question, "wording_between", between, about)


def _worst(
    pairs: Sequence[tuple[AnswerView, AnswerView]], disagree: Callable[[AnswerView, AnswerView], bool], over: Parting
) -> Clash | None:
    """Return the pair that disagrees in most outcomes."""
    bad = [(left, right) for left, right in pairs if disagree(left, right)]
    if not bad:
        return None
    left, right = max(bad, key=lambda pair: len(differences(*pair)))
    return disagreement(over, left, right, differences(left, right))


def _result(id: str, question: Question, measure: str, clash: Clash | None, about: Mapping[str, Any]) -> Result:
    miss = None if clash is None else clash.miss
    line = CaseLine(id, clash is None, question.family, {measure: float(clash is None)}, miss, about)
    return Result(line, clash)


def disagreement(over: Parting, left: AnswerView, right: AnswerView, outcomes: tuple[str, ...]) -> Clash:
    """Return two views that part in some outcomes."""
    sides = [AnswerSide(view.channel, view.text, view.entry) for view in (left, right)]
    found = tuple(Difference(name, *(_value(view.decision.get(name)) for view in (left, right))) for name in outcomes)
    return Clash(left, right, outcomes, Disagreeing(over, sides[0], sides[1], found))


def _value(value: str | None) -> str | None:
    return "open" if value == OPEN else value


def _cases(questions: Sequence[Question]) -> list[list[Question]]:
    """Return the questions by the facts that they give and state, those with company only."""
    found: dict[tuple[Any, ...], list[Question]] = {}
    for one in questions:
        facts: Mapping[str, Value] = {**one.text_facts, **one.facts}
        found.setdefault(tuple(sorted((name, str(value)) for name, value in facts.items())), []).append(one)
    return [members for members in found.values() if len(members) > 1]


def _agreement(views: Sequence[AnswerView]) -> dict[str, list[int]]:
    """Return for each channel how many of its views are as most views are, and how many there are."""
    seen = Counter(_signature(view) for view in views)
    usual = seen.most_common(1)[0][0]
    found: dict[str, list[int]] = {}
    for view in views:
        counts = found.setdefault(view.channel or "", [0, 0])
        counts[0] += _signature(view) == usual
        counts[1] += 1
    return found


def _signature(view: AnswerView) -> tuple[Any, ...]:
    return (view.entry, tuple(sorted(view.decision.items())))


def _issue(question: Question, views: Sequence[AnswerView]) -> str:
    expected = next((getattr(one, "issue", None) for one in question.wanted if getattr(one, "issue", None)), None)
    return expected or next((view.issue for view in views if view.issue), "") or question.kind
