"""A short reply that states something only as the answer to what was asked: 不行的哈, 三天内, 您这边出."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.reading.claims.arguments import meant
from knowledge.reading.claims.discourse import Reply
from knowledge.reading.claims.mood import is_offer, is_question
from knowledge.reading.claims.payment import is_of_another
from knowledge.reading.claims.polarity import own
from knowledge.reading.claims.reply_times import Promise
from knowledge.reading.claims.tokens import Phrase

_ASKING_ENDS = ("不", "吧", "吗", "么", "没", "嘛")


def answer(reply: Reply, phrases: Sequence[Phrase], asked: Sequence[Phrase]) -> None:
    """Add to a reply that states nothing by itself what its first clause that answers the question states."""
    topics = [phrase.has("time") for phrase in phrases]
    for phrase, is_told_of in zip(phrases, [False, *topics], strict=False):
        if not is_question(phrase) and not phrase.has("told") and not is_of_another(phrase):
            _answer(reply, phrase, asked, is_timed=not is_told_of)  # 到账时间看银行, 一般三天
        if reply.drafts:
            return


def _answer(reply: Reply, phrase: Phrase, asked: Sequence[Phrase], *, is_timed: bool) -> None:
    time = next((token for token in phrase.tokens if token.duration is not None), None)
    if is_timed and time is not None and phrase.bare <= 1 and not phrase.has("act", "time"):
        for question in asked:
            found = reply.timing.answered(phrase, time, question)
            if found is not None and found.outcome and time.duration is not None:
                reply.timing.promises = [Promise(time.duration, found, time.start, time.end)]
                reply.keep(phrase, (), None, "", ())
                return
    costs = [token.sense.cost for question in asked for token in question.tokens if token.plays("cost")]
    cost = next((name for name in costs if reply.lexicon.costs[name].says), "")
    if cost and phrase.bare <= 1:
        reply.answer_cost(phrase, cost)
    signs = own(phrase)
    if reply.drafts or phrase.bare or not signs.is_licensed or phrase.has("act", "cost", "paper", "time"):
        return
    for act in _asked_acts(reply, asked):
        reply.answer_act(phrase, act, signs)


def _asked_acts(reply: Reply, asked: Sequence[Phrase]) -> tuple[str, ...]:
    """Return the acts that the customer asks to be granted: 能退吗, 可不可以换."""
    found = []
    for phrase in asked:
        asks = phrase.clause.asks or phrase.has("whether", "asks", "either-asks") or phrase.text.endswith(_ASKING_ENDS)
        offered = is_offer(phrase)  # 过两天再退可以吗
        for at, token in enumerate(phrase.tokens):
            granting = any(one.plays("may", "whether", "may-next", "not") for one in phrase.tokens[:at])
            granting = granting or token.plays("either-asks")
            if token.plays("act") and asks and (granting or offered):
                found.append(meant(token, phrase, reply.lexicon, reply.about))
    return tuple(dict.fromkeys(filter(None, found)))
