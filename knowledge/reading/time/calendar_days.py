"""Days that a text names by the calendar, as days before today: 上周三, 11月8号, 18号, 双十一, last Wednesday.

Works on text in normal form. The festivals of the lunar calendar stand in a table, which ends in 2040.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from knowledge.reading.time.numerals import number

_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_WEEKDAY = re.compile(
    r"(?<![一两二三四五六七八九十每\d半几])(?P<back>上上|大上|上|这|本)?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末])"
)
_WEEK = re.compile(r"[周期拜]")
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENGLISH = re.compile(
    r"(?<![a-z])(?:(?P<back>last|this) ?)?(?P<day>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?day(?![a-z])"
)
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|上个?|这个?|本)月(?:份)?"
_MONTH_DAY = re.compile(rf"{_MONTH}{_DAY}[号日]")
_MONTH_PART = re.compile(rf"{_MONTH}(?P<part>初|中旬|中|底|末)")
_PARTS = {"初": 2, "中": 15, "中旬": 15, "底": 29, "末": 29}
_BARE_DAY = re.compile(
    r"(?<![\d月年第.一二三四五六七八九十])(?P<day>3[01]|[12]\d|[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?)号(?![色楼店线仓链门])"
)
_NUMERIC = re.compile(
    r"(?<![\d.¥/])(?P<month>1[0-2]|0?[1-9])[./](?P<day>3[01]|[12]\d|0?[1-9])(?=号|日|那天|当天|就|刚|才|收|签|到|下单|付|买|拍|拿)(?![\d.])"
)
_NUMERIC_REACH = 90  # 3.5买的 is rather a price than a day long ago
_FIXED = {
    "双十一": (11, 11),
    "双11": (11, 11),
    "光棍节": (11, 11),
    "双十二": (12, 12),
    "双12": (12, 12),
    "618": (6, 18),
    "六一八": (6, 18),
    "国庆": (10, 1),
    "五一": (5, 1),
    "元旦": (1, 1),
    "三八节": (3, 8),
    "妇女节": (3, 8),
    "女神节": (3, 8),
    "女王节": (3, 8),
    "情人节": (2, 14),
    "儿童节": (6, 1),
    "六一": (6, 1),
    "教师节": (9, 10),
    "平安夜": (12, 24),
    "圣诞": (12, 25),
}
_OF_A_WEEKDAY = {  # month, weekday from Monday as 0, which of the month, and how many days after it
    "母亲节": (5, 6, 2, 0),
    "父亲节": (6, 6, 3, 0),
    "感恩节": (11, 3, 4, 0),
    "黑五": (11, 3, 4, 1),
    "黑色星期五": (11, 3, 4, 1),
}
_FIRST_YEAR = 2024
_LUNAR = {
    "春节": "0210 0129 0217 0206 0126 0213 0203 0123 0211 0131 0219 0208 0128 0215 0204 0124 0212",
    "端午": "0610 0531 0619 0609 0528 0616 0605 0624 0612 0601 0620 0610 0530 0618 0607 0527 0614",
    "七夕": "0810 0829 0819 0808 0826 0816 0805 0824 0812 0801 0820 0810 0828 0817 0807 0826 0814",
    "中秋": "0917 1006 0925 0915 1003 0922 0912 1001 0919 0908 0927 0916 1004 0924 0913 1002 0920",
    "重阳": "1011 1029 1018 1008 1026 1016 1005 1024 1012 1001 1020 1009 1027 1017 1007 1026 1014",
}
_BESIDE_SPRING = {"除夕": -1, "大年三十": -1, "年三十": -1, "大年初一": 0, "过年": 0, "元宵": 14}
_YEARS_BACK = {"今年": 0, "去年": 1, "旧年": 1, "前年": 2}
_FESTIVAL = re.compile(
    "(?:"
    + "|".join(sorted((*_FIXED, *_OF_A_WEEKDAY, *_LUNAR, *_BESIDE_SPRING), key=len, reverse=True))
    + ")(?!节?(?:礼|限定|款|套|版|系列))"
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """An expression of time: how many whole days before today, where it stands, and its form.

    A *dated* one is a moment only where what happened stands behind it (11号下单, 中午取的): elsewhere 11号 can be a
    shade and 中午 a habit. `least` is how many days it is at the least: 一个多月 is 38 days, and no less than 30.
    """

    days: int
    start: int
    end: int
    form: Literal["moment", "length", "dated", "just"]
    least: int = 0
    is_nth: bool = False  # 第六天


def named_days(text: str, today: date) -> Iterator[Spoken]:
    """Yield the days that `text` names, in no order; a day that has not come yet is last week's or last year's."""
    if "day" in text:
        for match in _ENGLISH.finditer(text):
            weeks = 1 if match["back"] == "last" else 0
            yield Spoken(_weekday(_ENGLISH_DAYS.index(match["day"]), weeks, today), *match.span(), "moment")
    if _WEEK.search(text):
        for match in _WEEKDAY.finditer(text):
            weeks = {"上上": 2, "大上": 2, "上": 1}.get(match["back"] or "", 0)
            yield Spoken(_weekday(_WEEKDAYS[match["day"]], weeks, today), *match.span(), "moment")
    if "月" in text:
        yield from _in_months(text, today)
    if "号" in text:
        yield from _of_this_month(text, today)
    if "." in text or "/" in text:
        for match in _NUMERIC.finditer(text):
            days = _ago(int(match["month"]), int(match["day"]), today)
            if days is not None and days <= _NUMERIC_REACH:
                yield Spoken(days, *match.span(), "moment")
    for days, start, end in _festivals(text, today):
        yield Spoken(days, start, end, "moment")


def _in_months(text: str, today: date) -> Iterator[Spoken]:
    for pattern in (_MONTH_DAY, _MONTH_PART):
        for match in pattern.finditer(text):
            month = _month(match["month"], today)
            day = number(match["day"]) if pattern is _MONTH_DAY else _PARTS[match["part"]]
            days = None if month is None or day is None else _ago(month, int(day), today)
            if days is not None:
                yield Spoken(days, *match.span(), "moment")


def _month(written: str, today: date) -> int | None:
    """Return the month that 十一, 11, 上个 or 这个 names."""
    if written.startswith("上"):
        return (today.replace(day=1) - timedelta(days=1)).month
    if written[0] in "这本":
        return today.month
    value = number(written)
    return None if value is None else int(value)


def _of_this_month(text: str, today: date) -> Iterator[Spoken]:
    last = today.replace(day=1) - timedelta(days=1)
    for match in _BARE_DAY.finditer(text):
        day = number(match["day"])
        if day is not None:
            days = _ago(today.month if day <= today.day else last.month, int(day), today)
            if days is not None:
                yield Spoken(days, *match.span(), "dated")


def _ago(month: int, day: int, today: date) -> int | None:
    """Return how many days ago the last such day was, or None where the calendar has none."""
    for year in (today.year, today.year - 1):
        try:
            then = date(year, month, day)
        except ValueError:
            return None
        if then <= today:
            return (today - then).days
    return None


def _weekday(day: int, weeks: int, today: date) -> int:
    then = today + timedelta(days=day - today.weekday() - 7 * weeks)
    if then > today:  # a bare 周三 that has not come yet this week was last week's
        then -= timedelta(days=7)
    return (today - then).days


def _festivals(text: str, today: date) -> Iterator[tuple[int, int, int]]:
    """Yield how many days ago each festival was that `text` names, with where it stands; 去年 before it counts."""
    for match in _FESTIVAL.finditer(text):
        start, end = match.span()
        back = _YEARS_BACK.get(text[max(0, start - 2) : start])
        for year in (today.year, today.year - 1) if back is None else (today.year - back,):
            then = _festival(match[0], year)
            if then is not None and then <= today:
                yield (today - then).days, start if back is None else start - 2, end
                break


def _festival(name: str, year: int) -> date | None:
    """Return the day of a festival in a year, or None where the table does not reach."""
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _OF_A_WEEKDAY:
        month, weekday, nth, after = _OF_A_WEEKDAY[name]
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1) + after)
    days = _LUNAR.get(name, _LUNAR["春节"]).split()
    if not 0 <= year - _FIRST_YEAR < len(days):
        return None
    written = days[year - _FIRST_YEAR]
    return date(year, int(written[:2]), int(written[2:])) + timedelta(days=_BESIDE_SPRING.get(name, 0))
