"""What one message got on one channel, and how two of them differ, outcome by outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from evaluation.answering import Answers
from evaluation.fitting import issue_of
from knowledge.deciding.decide import Decider
from knowledge.deciding.resolution import plain
from knowledge.deciding.verdict import Judgement, judge
from knowledge.model.base import Base
from knowledge.model.case import Case
from knowledge.model.facts import Value
from knowledge.reading.claims.reader import ClaimsReader

OPEN = "?"  # the value of an outcome that is open in a view


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The first suggestion for a message on a channel; `entry` is None for silence."""

    text: str
    channel: str | None
    entry: tuple[str, str] | None
    issue: str
    decision: Mapping[str, str]  # in one writing for one value; OPEN where it is open
    policies: Mapping[str, tuple[str, ...]]
    reply: str
    facts: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Looking:
    """Takes views with one way of answering."""

    base: Base
    answers: Answers

    def view(self, text: str, channel: str | None, facts: Mapping[str, Value]) -> AnswerView:
        answer = self.answers(text, channel, facts)
        known = {name: read.value for name, read in answer.facts.items()}
        if not answer.suggestions:
            return AnswerView(text, channel, None, "", {}, {}, "", known)
        first = answer.suggestions[0]
        decision = {name: plain(self.base.outcomes[name], value) for name, value in first.decision.items()}
        decision |= dict.fromkeys(first.open, OPEN)
        issue = issue_of(first, answer, self.base) if first.kind == "policy" else ""
        return AnswerView(
            text,
            channel,
            (first.kind, first.id),
            issue or "",
            decision,
            first.why.policies,
            first.reply,
            {**known, **first.case},
        )


def differences(left: AnswerView, right: AnswerView) -> tuple[str, ...]:
    """Return the outcomes that two views decide differently."""
    names = sorted(left.decision.keys() | right.decision.keys())
    return tuple(name for name in names if left.decision.get(name) != right.decision.get(name))


def is_excused(left: AnswerView, right: AnswerView, outcomes: Sequence[str], base: Base, on: date) -> bool:
    """Say whether every difference is declared with `differs`, until that day or longer, by the policies behind it."""
    return all(_declared(left.policies.get(name, ()), right.policies.get(name, ()), base, on) for name in outcomes)


def _declared(left: Sequence[str], right: Sequence[str], base: Base, on: date) -> bool:
    pairs = [(one, other) for one in left for other in right if one != other]
    return bool(pairs) and all(_names(one, other, base, on) or _names(other, one, base, on) for one, other in pairs)


def _names(one: str, other: str, base: Base, on: date) -> bool:
    differs = base.policies[one].differs
    return differs is not None and other in differs.from_ and differs.holds(on)


@dataclass(frozen=True, slots=True)
class Wording:
    """Reads what replies state and holds it against the decision of their case."""

    decider: Decider
    reader: ClaimsReader
    on: date

    def judged(self, view: AnswerView) -> Judgement:
        claims = self.reader.read(view.reply, view.issue)
        return judge(self.decider, Case(view.channel, self.on, view.facts), claims)

    def said(self, view: AnswerView) -> Mapping[str, frozenset[str]]:
        """Return the values that the text states of each outcome in this case."""
        found: dict[str, set[str]] = {}
        for one in self.judged(view).findings:
            outcome = self.decider.base.outcomes[one.claim.outcome]
            found.setdefault(one.claim.outcome, set()).add(plain(outcome, one.claim.value))
        return {name: frozenset(values) for name, values in found.items()}


def clashing_outcomes(left: Mapping[str, frozenset[str]], right: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Return the outcomes of which two texts state nothing in common."""
    return tuple(sorted(name for name in left.keys() & right.keys() if not left[name] & right[name]))
