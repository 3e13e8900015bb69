"""Times in a text: durations in digits and characters, working days and days of the calendar, each with its place.

A range counts with its upper end, a working day as a day with two more for every five begun, and the days of the
calendar from today: 当天 is one day, 明天 two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from knowledge.reading.time.numerals import HAN, number

Side = Literal["within", "over", "after", "past", "none"]

_MINUTE, _HOUR, _DAY = 1, 60, 1440
_WEEK, _MONTH, _YEAR = 7 * _DAY, 30 * _DAY, 365 * _DAY
_UNITS = {
    **dict.fromkeys(("分钟", "分", "min", "mins"), _MINUTE),
    **dict.fromkeys(("小时", "钟头", "点钟", "钟", "h"), _HOUR),
    **dict.fromkeys(("天", "日", "晚", "day", "days", "d", "工作日", "工作天", "自然日"), _DAY),
    **dict.fromkeys(("周", "星期", "礼拜"), _WEEK),
    "刻钟": 15,
    "月": _MONTH,
    "年": _YEAR,
}
_CALENDAR = {
    1: ("当天", "当日", "今天", "今日", "今晚", "今夜", "今儿", "即日", "下班前"),
    2: ("明天", "明日", "明早", "明晚", "明儿", "次日", "隔天", "隔日", "第二天", "今明两天", "今明两日"),
    3: ("后天",),
    4: ("大后天",),
    14: ("下周", "下星期", "下礼拜", "下个星期", "下个礼拜"),
    7: ("本周", "这周", "这个星期", "本星期", "这个礼拜", "这礼拜", "周内"),
}
_DAYS_OF = {word: days for days, words in _CALENDAR.items() for word in words}

_NUMBER = rf"(?:\d+(?:\.\d+)?|[{HAN}〇半]+)"
_UNIT = (
    r"(?:工作日|工作天|自然日|分钟|小时|钟头|刻钟|点钟|星期|礼拜|days?|mins?"
    r"|天|日|周|晚|钟|分|月|年|h(?![a-z])|d(?![a-z]))"
)
_SPAN = re.compile(
    rf"(?<![第\d.月])(?:(?P<low>{_NUMBER})\s*(?:个|到|至|-|~|或|、)\s*)?(?P<high>{_NUMBER})\s*(?P<more>多|来)?\s*个?\s*(?P<half>半)?\s*"
    rf"(?P<unit>{_UNIT})(?P<tail>半)?"
)
_NO_WEEKDAY = "(?![一二三四五六日天末])"  # 下周一 is a day of the week
_WORD = re.compile(
    "|".join(
        re.escape(word) + (_NO_WEEKDAY if _DAYS_OF[word] == 2 * 7 else "")
        for word in sorted(_DAYS_OF, key=len, reverse=True)
    )
)
_OVER = re.compile(r"(?:超过|超出|超|超了|过了|已过|过|逾|满|大于|多于|晚于|不止)(?:了|签收|收货)?$")
_NOT_OVER = re.compile(
    r"(?:不超过|未超过|没超过|没有超过|不超|没过|未过|没超|不满|未满|没满|没有满|不足|还没过|没有过|不到|没到)了?$"
)
_WITHIN = re.compile(
    r"(?:左右|上下|的时间|时间)?(?:之|以)?(?:里面|里边|[内里])(?!层|封|膜|包装|容|外)|(?:之|以)前|期限内|期内|前(?!台)"
)
_AFTER = re.compile(r"(?:左右)?(?:之|以)后|(?:左右)?后(?!天)|以上|开外|以外|之外|过后|往后")
_NOT_MINUTES = frozenset("之享别层装期批开数子次")
_EXCLUDED_AFTER = re.compile(r"(?:号|元|块|折|倍|次|片|支|瓶|盒|%|点\d|无理由|保价|价保|质保|包退|包换|有效期|保质期)")


@dataclass(frozen=True, slots=True)
class Duration:
    """A time in a text, in minutes; `side` says on which side of it the text speaks."""

    start: int
    end: int  # what says the side is part of it
    minutes: int
    side: Side
    is_calendar: bool = False

    @property
    def days(self) -> int:
        return max(1, self.minutes // _DAY)

    @property
    def written(self) -> str:
        """The duration as the base writes it."""
        if self.minutes % _DAY == 0:
            return f"{self.minutes // _DAY}d"
        return f"{self.minutes // _HOUR}h" if self.minutes % _HOUR == 0 else f"{self.minutes}m"


def durations(text: str) -> tuple[Duration, ...]:
    """Return the times in a text in normal form, in order."""
    found = [one for match in _SPAN.finditer(text) if (one := _measured(text, match)) is not None]
    taken = [(one.start, one.end) for one in found]
    for match in _WORD.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            found.append(_with_side(text, match.start(), match.end(), _DAYS_OF[match.group()] * _DAY, is_calendar=True))
    return tuple(sorted(found, key=lambda one: one.start))


def _measured(text: str, match: re.Match[str]) -> Duration | None:
    unit = match["unit"]
    amount = number(match["high"])
    if amount == 1 and text[: match.start()].endswith("最后"):
        return None  # 最后一天
    if amount is None or _is_other_unit(text, match) or (match["more"] and amount >= 10):  # 十来分钟 says no time
        return None
    if match["low"] and match["high"] == "半":  # 一个半小时
        whole = number(match["low"])
        if whole is None:
            return None
        amount += whole
    if match["half"] or match["tail"]:
        amount += 0.5
    minutes = _working(round(amount)) * _DAY if unit in ("工作日", "工作天") else round(amount * _UNITS[unit])
    return _with_side(text, match.start(), match.end(), minutes) if minutes > 0 else None


def _is_other_unit(text: str, match: re.Match[str]) -> bool:
    """三分之一, 7天无理由, 3月 and 8点钟 are no lengths of time."""
    unit, following = match["unit"], text[match.end() : match.end() + 1]
    if unit == "分" and following in _NOT_MINUTES:
        return True
    if unit == "点钟" or (unit == "月" and "个" not in match.group()) or (unit in ("月", "日") and following.isdigit()):
        return True
    return _EXCLUDED_AFTER.match(text, match.end()) is not None


def _with_side(text: str, start: int, end: int, minutes: int, *, is_calendar: bool = False) -> Duration:
    before = text[max(0, start - 8) : start]
    if not is_calendar:
        if (found := _NOT_OVER.search(before)) is not None:
            return Duration(start - len(found.group()), end, minutes, "within")
        if (found := _OVER.search(before)) is not None:
            return Duration(start - len(found.group()), end, minutes, "over")
    if (found := _AFTER.match(text, end)) is not None:
        return Duration(start, found.end(), minutes, "after")
    if (found := _WITHIN.match(text, end)) is not None:
        side: Side = "past" if found.group() in ("前", "以前") and not is_calendar and minutes >= _DAY else "within"
        return Duration(start, found.end(), minutes, side)
    return Duration(start, end, minutes, "none", is_calendar)


def _working(days: int) -> int:
    return days + 2 * -(-days // 5)
