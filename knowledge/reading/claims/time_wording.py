"""How a clause words one of its times: whether it tells what has been, names a day, or says how often."""

from __future__ import annotations

import re

from knowledge.reading.claims.polarity import negates
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.time_hosts import Host
from knowledge.reading.claims.tokens import Phrase, Token
from knowledge.reading.time.durations import Duration

DAY_MINUTES = 1440
_MONTH_MINUTES = 30 * DAY_MINUTES
_ELAPSED = re.compile(r"(?:还)?(?:没有?|未)(?:超过?|过|满)|不满|不到|(?:还)?没到")
_SO_FAR = re.compile(r"买了$|(?:买|收|收到|到手|拿到手?)了?(?:才|刚|不过)$|(?:才|刚刚?)(?:用|买|收到?|到手?)?了?$")
_NAMED = re.compile(r"(?:刚好|正好|已经|才|就|还|也)?(?:是|算)?(?:最后|第|到期|签收|收到)")
_ONLY_SO_FAR = ("才", "刚", "才刚", "也才", "也就", "刚刚")
_PARTICLES = "呀啊嘛呢哈哦嘞的 "
_PASSED = ("了", "啦", "咯", "喽")


def has_passed(phrase: Phrase, token: Token, time: Duration) -> bool:
    """十二天啦 tells how long it has been; 要三天了 does not."""
    behind = phrase.text[token.end - phrase.clause.start :]
    lead = phrase.text[: token.start - phrase.clause.start]
    is_bare = time.side == "none" and not time.is_calendar and time.minutes >= DAY_MINUTES
    is_over = behind.startswith(_PASSED) or (lead.endswith(_ONLY_SO_FAR) and behind.strip(_PARTICLES) == "")  # 才三天呀
    return is_bare and is_over and not any(mark in lead for mark in ("要", "需", "得", "再"))


def has_not_passed(phrase: Phrase, token: Token) -> bool:
    """只要没过三天，磕坏的给换 tells how long it has been."""
    return _ELAPSED.match(phrase.text, token.start - phrase.clause.start) is not None


def is_how_often(time: Duration) -> bool:
    """三个月换滤芯 tells how often: whoever promises months says 内."""
    return time.side == "none" and time.minutes >= _MONTH_MINUTES


def is_the_day(phrase: Phrase, token: Token, time: Duration) -> bool:
    """今天刚好最后一天 names the day."""
    return time.is_calendar and _NAMED.match(phrase.text, token.end - phrase.clause.start) is not None


def is_supposed(phrase: Phrase, token: Token) -> bool:
    """两天的话 tells of a case."""
    return any(one.plays(Role.IF_END) and one.start == token.end for one in phrase.tokens)


def is_of_use(phrase: Phrase, token: Token) -> bool:
    """用了半年 and 买了才两天 tell how long ago it was."""
    lead = phrase.text[: token.start - phrase.clause.start]
    if token.duration is not None and token.duration.side == "none" and _SO_FAR.search(lead):
        return True
    return lead.endswith(("用了", "用过", "使用了", "使用", "开封了", "保存了", "放了"))


def allows(phrase: Phrase, token: Token) -> bool:
    """7天可以退 is a window, 7天不能退 a day."""
    behind = [one for one in phrase.tokens if one.start >= token.end]
    return bool(behind) and behind[0].plays(Role.MAY) and not any(negates(behind, at) for at in range(len(behind)))


def is_lapse(phrase: Phrase, token: Token) -> bool:
    """过两天回访 says when; 过了两天 says too late."""
    text = phrase.text[token.start - phrase.clause.start : token.end - phrase.clause.start]
    return text.startswith("过") and not text.startswith("过了")


def is_set_off(found: Host, time: Duration, following: Phrase | None) -> bool:
    """15天内给退，超过就不退了: a time that is held against what lies outside it limits the cases."""
    if following is None or not found.act or time.side != "within" or time.minutes < DAY_MINUTES:
        return False
    outside = following.has(Role.BEYOND) or any(
        one.duration is not None and one.duration.side in ("over", "after") for one in following.tokens
    )
    return outside and following.has(Role.NOT, Role.NOT_NEXT, Role.NOT_AFTER, Role.CANNOT, Role.ONLY_CAN)
