"""The conditions inside a sentence: which facts a clause limits its claims to, and how strictly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.model.conditions import Not
from knowledge.reading.claims.claim import Condition
from knowledge.reading.claims.lexicon import Limit, opposite
from knowledge.reading.claims.polarity import denies_a_limit
from knowledge.reading.claims.reply_times import DayLimit
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.tokens import Phrase, Token

_ONLY_THEN = re.compile("才(?:能|可|给|支持|会|予|受理|处理|办|认|管|补|退|换|开|保|有效)")
_IF = (Role.IF, Role.IF_END, Role.IF_ACT, Role.ONLY, Role.UNLESS)


@dataclass(frozen=True, slots=True)
class NamedCondition:
    """A condition that a clause names; `outcomes` limits it to claims of these, empty for all."""

    condition: Condition
    outcomes: tuple[str, ...]
    start: int
    is_only: bool


def conditions(
    phrase: Phrase, mute: Sequence[bool], subject: str, times: Sequence[DayLimit]
) -> tuple[NamedCondition, ...]:
    """Return the conditions of a clause; `subject` is the subject's fact, `times` are its limits in days."""
    supposed = phrase.has(*_IF)
    only = _is_only(phrase, times)
    from_here = next((one.start for one in phrase.tokens if one.plays(Role.ONLY_CAN)), phrase.clause.end)
    regardless = phrase.has(Role.REGARDLESS)  # 不管拆没拆: what it names limits nothing, the subject apart
    found = []
    for at, token in enumerate(phrase.tokens):
        limit = token.sense.limit
        if limit is None or mute[at] or (subject not in limit.when if regardless else _is_compound(phrase, at)):
            continue
        found.append(
            NamedCondition(
                _condition(phrase, at, limit, subject, supposed),
                limit.outcomes,
                token.start,
                only or token.start > from_here,
            )
        )
    for time in () if regardless else times:
        told = _is_told_of_this_case(phrase, time.token) or not _is_bounded(time.token)
        matcher = Not(time.matcher) if phrase.has(Role.UNLESS) else time.matcher
        is_only = only or time.is_only or time.token.start > from_here
        is_strict = supposed or not told or time.is_only
        found.append(NamedCondition(Condition({time.fact: matcher}, is_strict), (), time.token.start, is_only))
    return tuple(found)


def turned_over(one: NamedCondition) -> NamedCondition:
    """Return the condition of the other cases."""
    return replace(one, condition=Condition(opposite(one.condition.when), True), is_only=False)


def is_behind(phrase: Phrase, goes_on: bool) -> bool:
    """Say whether a clause with conditions limits what stands before it: 前提是没拆, 只要没拆就行, 除非没拆."""
    if phrase.has(Role.ACT, Role.COST, Role.PAPER, Role.FIXED, Role.NOT_AFTER, Role.OTHERWISE):
        return False
    if phrase.has(Role.PROVISO, Role.ONLY, Role.UNLESS) or (phrase.has(Role.BUT) and phrase.has(Role.NEED)):
        return True
    is_last = not goes_on and phrase.bare <= 1 and not phrase.has(Role.BRAND, Role.TIME)  # 有质量问题您随时找我
    ends = bool(phrase.tokens) and is_last and phrase.tokens[-1].plays(Role.IF_END)  # 能退, 收到十五天以内的话
    return (ends or phrase.has(Role.IF)) and not phrase.has(Role.BUT) and (phrase.has(Role.GOOD) or is_last)


def _is_only(phrase: Phrase, times: Sequence[DayLimit]) -> bool:
    """只有没拆的才能退 and 7天内才能退 exclude the other cases."""
    first = next((one for one in phrase.tokens if one.plays(Role.ONLY_CAN, Role.LIMIT, Role.DURATION)), None)
    if phrase.has(Role.ONLY) or (first is not None and first.plays(Role.ONLY_CAN)):
        return True  # 仅接受七天内未拆封的退货
    ends = _ONLY_THEN.search(phrase.text) is not None
    bounded = any(_is_bounded(one.token) and not _is_after(one.token) for one in times)  # 两天后才能发 excludes nothing
    return ends and not phrase.has(Role.REGARDLESS) and (phrase.has(Role.LIMIT) or bounded)


def _is_bounded(token: Token) -> bool:
    return token.duration is not None and token.duration.side != "none"


def _is_after(token: Token) -> bool:
    return token.duration is not None and token.duration.side == "after"


def _condition(phrase: Phrase, at: int, limit: Limit, subject: str, supposed: bool) -> Condition:
    token = phrase.tokens[at]
    asserted = _is_told_of_this_case(phrase, token)
    strict = supposed or not asserted
    if not limit.standing and subject in limit.when and not supposed:
        strict = False
    denied_here = _is_denied(phrase, at)
    if denied_here and not supposed:
        strict = False  # 不算质量问题 tells of this case
    is_denied = denied_here != phrase.has(Role.UNLESS)
    return Condition(opposite(limit.when) if is_denied else limit.when, strict)


def _is_told_of_this_case(phrase: Phrase, token: Token) -> bool:
    """已经拆封 and 拆封了 tell of this case; 拆封了就 does not."""
    if any(one.plays(Role.ASSERTED) and one.start < token.end for one in phrase.tokens):
        return True
    rest = phrase.text[token.end - phrase.clause.start :]
    ended = phrase.text[: token.end - phrase.clause.start].endswith("了") or rest.startswith(("了", "啦"))
    return ended and not any(mark in rest for mark in ("就", "的话", "才", "都"))


def _is_denied(phrase: Phrase, at: int) -> bool:
    for before in range(at - 1, max(-1, at - 4), -1):
        if phrase.tokens[before].plays(Role.LIMIT):
            return False  # 不是质量问题的话拆封不能退
        if denies_a_limit(phrase.tokens, before):
            return True
    return False


def _is_compound(phrase: Phrase, at: int) -> bool:
    """七天无理由期限 names a period, not a condition."""
    token = phrase.tokens[at]
    if at + 1 == len(phrase.tokens):
        return False
    following = phrase.tokens[at + 1]
    text = phrase.text[following.start - phrase.clause.start :]
    return following.start == token.end and following.plays(Role.NOUN_TAIL) and not text.startswith(("问题", "的"))
