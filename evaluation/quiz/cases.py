"""Questions about cases: which reply fits, and whether a reply contradicts; the replies are texts of the base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from evaluation.boundaries import Boundary, boundaries
from evaluation.quiz.item import Item
from evaluation.quiz.teaching import Teaching
from knowledge.deciding.verdict import JudgedClaim
from knowledge.model.facts import Value

_OPTIONS = 4
_YES_NO = ("一致，可以发送", "矛盾，不能发送")


@dataclass(frozen=True, slots=True)
class Told:
    """A case as a customer brings it, and the reply that the base gives."""

    policy: str
    channel: str
    text: str
    facts: Mapping[str, Value]
    reply: str
    decision: Mapping[str, str]
    outcomes: tuple[str, ...]  # decided differently on the two sides of the bound
    other_reply: str  # the reply on the other side of the bound


def told_cases(teaching: Teaching, random: Random) -> list[Told]:
    """Return both sides of every bound of the base for which the base has two different replies."""
    base = teaching.assistant.base
    found = []
    for one in boundaries(base, teaching.assistant.decider, teaching.on):
        asks = [
            ask for key in (one.policy, *teaching.assistant.policies_of(one.issue)) for ask in base.policies[key].asks
        ]
        asks = [ask for ask in asks if not teaching.assistant.reader.read(ask, teaching.on).facts]
        if not asks:
            continue
        text = random.choice(asks)
        here, there = (_side(teaching, one, is_inside, text) for is_inside in (True, False))
        if here is not None and there is not None and here.reply != there.reply:
            found += [replace(here, other_reply=there.reply), replace(there, other_reply=here.reply)]
    return found


def _side(teaching: Teaching, boundary: Boundary, is_inside: bool, text: str) -> Told | None:
    facts, channel = boundary.side(is_inside), boundary.channel
    found = teaching.scripted(channel, facts, boundary.changes)
    if found is None:
        return None
    return Told(
        found[0], channel, text, facts, found[1], teaching.decided(channel, facts).decided, tuple(boundary.changes), ""
    )


def which_reply(teaching: Teaching, cases: Sequence[Told], random: Random) -> Iterator[Item]:
    """Yield questions for the reply that fits; every other option contradicts the case."""
    for case in cases:
        wrong = [case.other_reply, *replies_of_others(teaching, case, random.sample(cases, len(cases)))]
        wrong = [reply for reply in dict.fromkeys(wrong) if reply != case.reply and _contradicts(teaching, case, reply)]
        if len(wrong) < 2 or _contradicts(teaching, case, case.reply):
            continue
        options = [case.reply, *wrong[: _OPTIONS - 1]]
        random.shuffle(options)
        question = f"{_situation(teaching, case)}\n应当发送哪一条回复？"
        yield Item(
            "", "reply", question, tuple(options), options.index(case.reply), _decided(teaching, case), (case.policy,)
        )


def replies_of_others(teaching: Teaching, case: Told, others: Sequence[Told]) -> Iterator[str]:
    """Yield what is said in other cases on this channel, those of the same issue first: hard to tell apart."""
    subject = teaching.assistant.base.subject
    for one in sorted(others, key=lambda one: one.facts[subject] != case.facts[subject]):
        found = teaching.scripted(case.channel, one.facts, one.outcomes)
        if found is not None:
            yield found[1]


def contradictions(teaching: Teaching, cases: Sequence[Told], random: Random) -> Iterator[Item]:
    """Yield replies of which about half contradict the decision of their case."""
    for case in cases:
        is_wrong = random.random() < 0.5
        reply = case.other_reply if is_wrong else case.reply
        found = teaching.judged(reply, case.channel, case.facts)
        if found.verdict != ("contradicts" if is_wrong else "consistent"):
            continue
        wrong = "；".join(
            f"回复说{teaching.value_in_words(one.claim.outcome, one.claim.value)}，应为{_right(teaching, one)}"
            for one in found.findings
            if one.kind == "outcome"
        )
        question = f"{_situation(teaching, case)}\n客服拟回复：「{reply}」\n这条回复与规定是否一致？"
        because = wrong if is_wrong else _decided(teaching, case)
        yield Item("", "contradiction", question, _YES_NO, int(is_wrong), because, (case.policy,))


def _right(teaching: Teaching, finding: JudgedClaim) -> str:
    values = (teaching.value_in_words(finding.claim.outcome, value) for value in finding.decided)
    return "或".join(values) or "不作此承诺"


def _contradicts(teaching: Teaching, case: Told, reply: str) -> bool:
    return teaching.judged(reply, case.channel, case.facts).verdict == "contradicts"


def _situation(teaching: Teaching, case: Told) -> str:
    channel = teaching.assistant.base.channels[case.channel].name
    return f"【{channel}】顾客：「{case.text}」\n已知：{teaching.facts_in_words(case.facts)}"


def _decided(teaching: Teaching, case: Told) -> str:
    told = "，".join(teaching.value_in_words(name, value) for name, value in case.decision.items())
    return f"{teaching.assistant.base.policies[case.policy].title}：{told}"
