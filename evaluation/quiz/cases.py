"""Questions about cases: which reply fits, and whether a reply contradicts; the replies are texts of the base."""

from __future__ import annotations

from evaluation.quiz.deck import Deck
from evaluation.quiz.item import Item
from evaluation.quiz.places import Places
from evaluation.quiz.teaching import Teaching
from evaluation.quiz.told import Told
from knowledge.deciding.verdict import JudgedClaim

_OPTIONS = 4
_FEWEST_WRONG = 2
_YES_NO = ("一致，可以发送", "矛盾，不能发送")


def which_reply(teaching: Teaching, deck: Deck, places: Places) -> Item | None:
    """Return a question for the reply that fits; every other option is of the same issue and contradicts the case."""

    def make(case: Told) -> Item | None:
        if _contradicts(teaching, case, case.reply):
            return None
        near = dict.fromkeys([case.other_reply, *deck.neighbours(case)])
        wrong = [reply for reply in near if reply != case.reply and _contradicts(teaching, case, reply)]
        if len(wrong) < _FEWEST_WRONG:
            return None
        options, answer = places.placed(case.reply, wrong[: _OPTIONS - 1])
        question = f"{_situation(teaching, case)}\n应当发送哪一条回复？"
        return Item("", "reply", question, options, answer, _decided(teaching, case), (case.policy,))

    return deck.draw("reply", make)


def contradiction(teaching: Teaching, deck: Deck, places: Places) -> Item | None:
    """Return a reply that is right or wrong for its case, as often the one as the other."""
    answer = places.next(len(_YES_NO))

    def make(case: Told) -> Item | None:
        is_wrong = answer == 1
        reply = case.other_reply if is_wrong else case.reply
        found = teaching.judged(reply, case.channel, case.facts)
        if found.verdict != ("contradicts" if is_wrong else "consistent"):
            return None
        wrong = "；".join(
            f"回复说{teaching.value_in_words(one.claim.outcome, one.claim.value)}，应为{_right(teaching, one)}"
            for one in found.findings
            if one.kind == "outcome"
        )
        question = f"{_situation(teaching, case)}\n客服拟回复：「{reply}」\n这条回复与规定是否一致？"
        because = wrong if is_wrong else _decided(teaching, case)
        return Item("", "contradiction", question, _YES_NO, answer, because, (case.policy,))

    item = deck.draw(f"contradiction {answer}", make)
    if item is not None:
        places.take(len(_YES_NO), answer)
    return item


def _right(teaching: Teaching, finding: JudgedClaim) -> str:
    values = (teaching.value_in_words(finding.claim.outcome, value) for value in finding.decided)
    return "或".join(values) or "不作此承诺"


def _contradicts(teaching: Teaching, case: Told, reply: str) -> bool:
    return teaching.judged(reply, case.channel, case.facts).verdict == "contradicts"


def _situation(teaching: Teaching, case: Told) -> str:
    channel = teaching.assistant.base.channels[case.channel].name
    return f"【{channel}】顾客：「{case.text}」\n已知：{teaching.facts_in_words(case.facts)}"


def _decided(teaching: Teaching, case: Told) -> str:
    values = "，".join(teaching.value_in_words(name, value) for name, value in case.decision.items())
    return f"{teaching.assistant.base.policies[case.policy].title}：{values}"
