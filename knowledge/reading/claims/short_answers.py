"""A short reply that states something only as the answer to what was asked: 不行的哈, 三天内, 您这边出."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.reading.claims.arguments import meant
from knowledge.reading.claims.discourse import Discourse
from knowledge.reading.claims.lexicon import Lexicon
from knowledge.reading.claims.mood import is_question
from knowledge.reading.claims.payment import is_of_another, payment
from knowledge.reading.claims.polarity import NOTHING, own
from knowledge.reading.claims.reply_times import Promise, ReplyTimes
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.stake import Stake, asks_when
from knowledge.reading.claims.statements import act_statement
from knowledge.reading.claims.tokens import Phrase


def answer(said: Discourse, times: ReplyTimes, phrases: Sequence[Phrase], stake: Stake) -> None:
    """Add to a reply that states nothing by itself what its first clause that answers the question states."""
    asked = stake.questions
    topics = [phrase.has(Role.TIME) for phrase in phrases]
    for phrase, is_after_time in zip(phrases, [False, *topics], strict=False):
        if not is_question(phrase) and not phrase.has(Role.TOLD) and not is_of_another(phrase):
            if not is_after_time:  # 到账时间看银行, 一般三天
                _answer_when(said, times, phrase, asked)
            if not said.drafts:
                _answer_who_pays(said, times.lexicon, phrase, asked)
            if not said.drafts:
                _answer_whether(said, stake, phrase)
            if not said.drafts and phrase is phrases[0] and stake.asked:
                _answer_by_act(said, stake, phrase)
        if said.drafts:
            return


def _answer_when(said: Discourse, times: ReplyTimes, phrase: Phrase, asked: Sequence[Phrase]) -> None:
    token = next((token for token in phrase.tokens if token.duration is not None), None)
    if token is None or token.duration is None or phrase.bare > 1 or phrase.has(Role.ACT, Role.TIME):
        return
    for question in asked:
        host = times.host_in(question, token) if asks_when(question) else None
        if host is not None and host.outcome:
            said.state(phrase, (Promise(token.duration, host, token.start, token.end),))
            return


def _answer_who_pays(said: Discourse, lexicon: Lexicon, phrase: Phrase, asked: Sequence[Phrase]) -> None:
    costs = [token.sense.cost for question in asked for token in question.tokens if token.plays(Role.COST)]
    cost = next((name for name in costs if lexicon.costs[name].says), "")
    if cost and phrase.bare <= 1:
        said.state(phrase, paid=payment(phrase, True), cost=cost)


def _answer_whether(said: Discourse, stake: Stake, phrase: Phrase) -> None:
    signs = own(phrase)
    if phrase.bare or not signs.is_licensed or phrase.has(Role.ACT, Role.COST, Role.PAPER, Role.TIME):
        return
    for act in stake.acts_asked_for:
        said.state(phrase, stated=(act_statement(stake.lexicon, act, signs),))


def _answer_by_act(said: Discourse, stake: Stake, phrase: Phrase) -> None:
    """换, to one who got the wrong thing, and 补 for what was left out: the act alone is the answer."""
    token = phrase.tokens[0] if phrase.tokens else None
    if token is None or len(phrase.tokens) > 1 or phrase.bare or not token.plays(Role.ACT):
        return
    act = meant(token, phrase, stake.lexicon, stake.about)
    if act in stake.acts:
        said.state(phrase, stated=(act_statement(stake.lexicon, act, replace(NOTHING, is_licensed=True)),))
