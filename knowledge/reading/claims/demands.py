"""Conditions put on a right: what is granted only to those who show or keep something is refused to the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.reading.claims.arguments import meant
from knowledge.reading.claims.claim import Condition
from knowledge.reading.claims.conditions import NamedCondition
from knowledge.reading.claims.draft import Statement
from knowledge.reading.claims.lexicon import Lexicon, Limit, opposite
from knowledge.reading.claims.polarity import Signs, denies_a_limit, negates
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.stake import Stake
from knowledge.reading.claims.statements import act_statement, turned
from knowledge.reading.claims.tokens import Phrase

_ONLY_THEN = re.compile(r"(?<!刚)(?<!方)才(?!到|刚|知|发现|买|收|用|签|[一二两三四五六七八九十\d])")
_STEPS = re.compile(
    "核实|核查|核对|审核|审批|批准|确认|确定|收到|寄回|寄出|退回|签收|提交|申请|登记|检测|检查|入库|验|扫描|操作|处理|同意|通过"
    "|登录|填|发来|发给|发货|到货|仓库|财务|银行|平台|上传|联系|今|明|刚|完|回来|这样|我们|这边|系统|怎么|如何|什么"
)
_MUST = re.compile(r"必须|务必|一定要|一定得|非得|非要|[得要]有")


_DENIES = (Role.NOT, Role.NOT_NEXT, Role.NOT_AFTER, Role.CANNOT)
_DAY_MINUTES = 1440
_UNKNOWN = 3  # unread characters that make a term


@dataclass(frozen=True, slots=True)
class Demanded:
    """What a sentence demands: a fact of the case (`limit`), or what no fact of ours stands for."""

    sentence: int
    limit: Limit | None
    is_trade: bool = False  # what nobody may ask for


def demanded(phrase: Phrase, mute: Sequence[bool], lexicon: Lexicon, about: str) -> Demanded | None:
    """Return what a clause asks the customer to have, None where nothing, or where it is needless or at hand."""
    if phrase.has(Role.RECEIVED, Role.NEEDLESS, Role.REGARDLESS, Role.IF) or phrase.clause.asks:
        return None
    if not all(mute) and _is_unknown_term(phrase):
        return Demanded(phrase.clause.sentence, None)
    for at, token in enumerate(phrase.tokens):
        if mute[at] or any(negates(phrase.tokens, before) for before in range(max(0, at - 2), at)):
            continue
        known = token.sense.demand
        if known is not None and about not in known.known_in:
            return Demanded(phrase.clause.sentence, None, known.trade)
        if token.sense.paper in lexicon.proofs and not denies_a_limit(phrase.tokens, max(0, at - 1)):
            return Demanded(phrase.clause.sentence, lexicon.proofs[token.sense.paper])
    return None


def _is_unknown_term(phrase: Phrase) -> bool:
    """剩余量超过三分之二才可以退, 满500才开发票: before 才 stands what no fact of ours tells, and no step of ours."""
    found = _ONLY_THEN.search(phrase.text)
    if found is None or phrase.has(Role.LIMIT, Role.PAPER, Role.RHETORICAL):
        return False
    end = phrase.clause.start + found.start()
    earlier = [one for one in phrase.tokens if one.end <= end]
    if any(one.plays(Role.FIXED, Role.OTHERS, Role.NOT, Role.TOLD) for one in earlier):
        return False
    times = [one.duration for one in earlier if one.duration is not None]
    if times:  # 付款半小时内才能取消: too short for any fact of days
        return all(one.side == "within" and one.minutes < _DAY_MINUTES for one in times)
    unread = found.start() - sum(one.end - one.start for one in earlier)
    behind = any(one.start > end and one.plays(Role.ACT) for one in phrase.tokens)
    return behind and unread >= _UNKNOWN and _STEPS.search(phrase.text[: found.start()]) is None


def is_required(phrase: Phrase) -> bool:
    """Say whether what the clause grants is granted on terms alone: 才能退, 必须有…, 前提是…."""
    return phrase.has(Role.ONLY, Role.PROVISO) or any(word.search(phrase.text) for word in (_ONLY_THEN, _MUST))


def on_terms(
    phrase: Phrase, stated: Sequence[Statement], demand: Demanded, lexicon: Lexicon, stake: Stake
) -> tuple[tuple[Statement, ...], tuple[NamedCondition, ...]]:
    """Return what a clause states under a demand, with the conditions that the demand adds.

    What is granted on terms that no fact stands for is refused to those who do not meet them.
    """
    acts = tuple(one for one in stated if one.act)
    if phrase.has(Role.OTHERWISE) and any(not one.is_granted for one in acts):
        return tuple(stated), _limits(demand, acts, is_met=False)
    if phrase.has(Role.OTHERWISE) and not acts and phrase.has(*_DENIES) and demand.limit is None:
        says = stake.says(False)  # 得有开箱视频，不然我们没法处理
        refusal = Statement(says, "", phrase.tokens[0].start, phrase.tokens[-1].end, False)
        return (*stated, refusal) if says else tuple(stated), ()
    if not (demand.is_trade or is_required(phrase)):
        return tuple(stated), ()
    if demand.limit is not None:
        return tuple(stated), _limits(demand, acts, is_met=True)
    if acts or stated:
        return tuple(turned(one, lexicon) if one.is_granted else one for one in stated), ()
    named = [meant(one, phrase, lexicon, stake.about) for one in phrase.tokens if one.plays(Role.ACT)]
    if _is_unknown_term(phrase) and any(named):
        refused = Signs(-1, True, False, phrase.tokens[0].start, phrase.tokens[-1].end)
        return tuple(act_statement(lexicon, name, refused) for name in named if name), ()
    says = stake.says(False) if _MUST.search(phrase.text) else {}
    refusal = Statement(says, "", phrase.tokens[0].start, phrase.tokens[-1].end, False)
    return (refusal,) if says else (), ()


def _limits(demand: Demanded, acts: Sequence[Statement], *, is_met: bool) -> tuple[NamedCondition, ...]:
    outcomes = tuple(outcome for one in acts for outcome in one.says)
    if demand.limit is None or not outcomes:
        return ()
    when = demand.limit.when if is_met else opposite(demand.limit.when)
    return (NamedCondition(Condition(when, True), outcomes, acts[0].start, is_met),)
