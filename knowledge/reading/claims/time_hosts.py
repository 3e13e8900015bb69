"""What a time belongs to: the verb by which it is a promise, or the act whose cases it limits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.lexicons.own_words import OWN
from knowledge.model.conditions import Between, Matcher, OneOf
from knowledge.reading.claims.lexicon import Lexicon
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.tokens import Phrase, Token
from knowledge.reading.time.durations import Duration

_OURS = re.compile(r"退|寄|您的|照片|申请|资料")  # 收到退货后 is our receipt, not the customer's
_THEN_ONLY = re.compile("内才[给能可补保退换管认受有]")
_OVER = re.compile("(已经?|都)?[过满到]")
_ABLE = (Role.MAY, Role.GOOD, Role.MAY_NEXT, Role.NOT, Role.NOT_NEXT, Role.NOT_AFTER, Role.CANNOT)
_DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Host:
    """The word that a time belongs to; no `outcome` where a time with it promises nothing."""

    token: Token
    outcome: str = ""
    act: str = ""  # empty for a word of time
    is_shipping: bool = False
    sent_in: tuple[str, ...] = ()
    is_first: bool = False
    is_span: bool = False  # a time of the base's own that is called 期: 保修期一年 lasts, and is no 三个月换滤芯


def host(phrase: Phrase, time: Token, lexicon: Lexicon, act_of: Mapping[int, str]) -> Host | None:
    """Return the nearest host after the time in its clause, else the nearest before it; `act_of`: start -> act."""
    hosts = [found for token in phrase.tokens if (found := _host(phrase, token, lexicon, act_of)) is not None]
    leading = next((one for one in hosts if one.is_first), None)
    if leading is not None:
        return leading
    later = [one for one in hosts if one.token.start >= time.end]
    if not later:
        return hosts[-1] if hosts else None
    first = next((one for one in later if not one.token.plays(Role.WEAK_HOST)), later[0])
    if not first.act:
        return first
    return next((one for one in later if one.outcome and not one.act), first)


def _host(phrase: Phrase, token: Token, lexicon: Lexicon, act_of: Mapping[int, str]) -> Host | None:
    if token.plays(Role.TIME):
        timed = lexicon.times[token.sense.time]
        outcome = (
            timed.by_person
            if timed.by_person and phrase.has(Role.MENTION, Role.PERSON)
            else lexicon.outcome(token.sense.time)
        )
        is_span = token.sense.time.startswith(OWN) and _is_span(phrase, token)
        return Host(token, outcome, "", timed.ships, timed.sent_in, timed.first, is_span)
    name = act_of.get(token.start, "")
    return Host(token, lexicon.acts[name].within, name) if name else None


def _is_span(phrase: Phrase, token: Token) -> bool:
    end = token.end - phrase.clause.start
    return phrase.text[:end].endswith("期") and _OVER.match(phrase.text, end) is None


def is_limit(phrase: Phrase, found: Host, time: Duration, lexicon: Lexicon) -> bool:
    """Say whether the time limits the cases: with 可以 or a denial, and for most acts never with 给您."""
    if time.side == "over" or (time.side == "within" and _THEN_ONLY.search(phrase.text)):
        return True  # 7天内才保价
    if not found.act or (time.side == "none" and "才" in phrase.text):
        return False
    act = lexicon.acts[found.act]
    if not act.within or (act.able and phrase.has(Role.DEADLINE)):
        return True
    if act.able and time.side == "within" and phrase.has(Role.LIMIT) and not phrase.has(Role.ABOUT_CUSTOMER):
        return time.minutes >= _DAY_MINUTES  # 七天内没拆都退
    able = phrase.has(*_ABLE)
    return able and (act.able or (not phrase.has(Role.ABOUT_CUSTOMER) and time.minutes >= _DAY_MINUTES))


def limit(time: Duration, low: int, high: int) -> Matcher | None:
    """Return the days that a time stands for on a fact from `low` to `high`; None where it says nothing of them."""
    days = time.days
    if not low <= days < high or time.side == "past":
        return None
    match time.side:
        case "over" | "after":
            return Between(days + 1, high)
        case "within":
            return Between(low, days)
        case _:
            return OneOf((days,))


def anchor(phrase: Phrase, time: Token, anchors: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    """Return the fact that a word beside the time ties it to, empty where none does."""
    at = time.start - phrase.clause.start
    end = time.end - phrase.clause.start
    sides = (phrase.text[max(0, at - 6) : at], phrase.text[end : end + 6])
    near = [side for side in sides if not _OURS.search(side)]
    return next((fact for fact, words in anchors if any(word in side for word in words for side in near)), "")
