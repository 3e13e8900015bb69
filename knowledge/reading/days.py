"""Expressions of time in a message, as whole days before today: 昨天, 上周三, 半个月前, 用了两周, 8月3号.

Works on text in normal form. A *moment* says when something was (三天前, 昨天); a *length* says for how long (半个月).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from knowledge.reading.numerals import NUMERAL, number

_UNIT_DAYS = {
    "天": 1,
    "日": 1,
    "周": 7,
    "星期": 7,
    "礼拜": 7,
    "个星期": 7,
    "个礼拜": 7,
    "个月": 30,
    "月": 30,
    "年": 365,
}
_MORE = 1.25  # 一个多月 is read as a quarter more
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_WORDS_OF_DAYS = {
    0: "今天 今儿 今日 今早 今晚 刚刚 刚才",
    1: "昨天 昨儿 昨日 昨晚 昨个 昨夜 琴日 寻日 这两天 次日 隔天",
    2: "前天 前日 前儿 前两天 头两天 这几天",
    3: "大前天",
    4: "前几天 头几天",
    6: "前些天",
    7: "上周 上星期 上个星期 上礼拜 上个礼拜",
    14: "上上周 上上个星期",
    15: "上旬",
    20: "前阵子 前段时间",
    30: "上个月 上月",
    60: "上上个月",
    182: "半年前",
    200: "年初",
    365: "去年",
    730: "前年",
}
_WORDS = {word: days for days, words in _WORDS_OF_DAYS.items() for word in words.split()}
_LENGTH = re.compile(
    rf"(?P<under>不到|没到|还没到|未满|不足|快要|快到|快|将近|近)?(?P<over>超过|过了|已过|过去|满了|足足|都|大概|差不多|大约|有)?(?P<number>{NUMERAL}|半|好几|几)(?P<more1>多|来|几)?"
    r"(?P<unit>个半月|个半星期|个月|个多月|个多星期|个星期|个礼拜|星期|礼拜|周|天|日|年|(?<=[俩仨两])月)(?P<more2>多|有余|出头)?(?P<ago>之前|以前|前)?"
)
_RULE = re.compile(r"(?:无理由|内|之内|以内|保质期|有效期|就过期|到期|就到期|质保)")
_WEEKDAY = re.compile(r"(?P<back>上上|上|这|本)?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末])")
_MONTH_DAY = re.compile(
    r"(?:(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?)(?P<day>3[01]|[12]\d|0?[1-9]|三十[一]?|二?十[一二三四五六七八九]?|[一二三四五六七八九])[号日]"
)
_LAST_MONTH_DAY = re.compile(r"(?P<which>上个?月|这个?月|本月)(?P<day>3[01]|[12]\d|0?[1-9])[号日]")
_FESTIVALS = {
    "双十一": (11, 11),
    "双11": (11, 11),
    "双十二": (12, 12),
    "双12": (12, 12),
    "618": (6, 18),
    "六一八": (6, 18),
    "国庆": (10, 1),
    "五一": (5, 1),
    "元旦": (1, 1),
}
_NTH = re.compile(rf"第(?P<number>{NUMERAL})[天日]")
_JUST = re.compile(r"刚(?=到|收|签|拿|取|下单|下的|付|买|拍|送|寄|拆|入手)")


@dataclass(frozen=True, slots=True)
class Spoken:
    """An expression of time: how many whole days before today, where it stands, and its form."""

    days: int
    start: int
    end: int
    form: Literal["moment", "length"]


def spoken_times(text: str, today: date) -> tuple[Spoken, ...]:
    """Return the expressions of time in `text` in order; of two that overlap the longer one stands."""
    found = sorted(_all(text, today), key=lambda item: (item.start - item.end, item.start))
    taken: list[Spoken] = []
    for item in found:
        if not any(item.start < other.end and other.start < item.end for other in taken):
            taken.append(item)
    return tuple(sorted(taken, key=lambda item: item.start))


def _all(text: str, today: date) -> Iterator[Spoken]:
    yield from _dated(text, today)
    for word, days in _WORDS.items():
        at = text.find(word)
        while at >= 0:
            yield Spoken(days, at, at + len(word), "moment")
            at = text.find(word, at + len(word))
    for match in _JUST.finditer(text):
        yield Spoken(0, match.start(), match.end(), "moment")
    for match in _NTH.finditer(text):
        value = number(match["number"])
        if value is not None:
            yield Spoken(int(value), match.start(), match.end(), "length")
    for match in _LENGTH.finditer(text):
        spoken = _length(match, text)
        if spoken is not None:
            yield spoken


def _dated(text: str, today: date) -> Iterator[Spoken]:
    for match in _WEEKDAY.finditer(text):
        yield Spoken(_weekday(match, today), match.start(), match.end(), "moment")
    for match in _MONTH_DAY.finditer(text):
        month, day = number(match["month"]), number(match["day"])
        if month is not None and day is not None:
            yield from _on(int(month), int(day), match.start(), match.end(), today)
    for match in _LAST_MONTH_DAY.finditer(text):
        first = today.replace(day=1)
        month = (first - timedelta(days=1)).month if match["which"].startswith("上") else today.month
        yield from _on(month, int(match["day"]), match.start(), match.end(), today)
    for name, (month, day) in _FESTIVALS.items():
        at = text.find(name)
        if at >= 0:
            yield from _on(month, day, at, at + len(name), today)


def _on(month: int, day: int, start: int, end: int, today: date) -> Iterator[Spoken]:
    for year in (today.year, today.year - 1):
        try:
            then = date(year, month, day)
        except ValueError:
            return
        if then <= today:
            yield Spoken((today - then).days, start, end, "moment")
            return


def _weekday(match: re.Match[str], today: date) -> int:
    monday = today - timedelta(days=today.weekday())
    weeks = {"上上": 2, "上": 1}.get(match["back"] or "", 0)
    then = monday + timedelta(days=_WEEKDAYS[match["day"]] - 7 * weeks)
    if then > today:  # a bare 周三 that has not come yet this week was last week's
        then -= timedelta(days=7)
    return (today - then).days


def _length(match: re.Match[str], text: str) -> Spoken | None:
    if _RULE.match(text, match.end()) or text[max(0, match.start() - 3) : match.start()].endswith(
        ("保质期", "有效期", "剩", "还有", "只有", "第")
    ):
        return None
    days = _days(match)
    if days is None:
        return None
    return Spoken(days, match.start(), match.end(), "moment" if match["ago"] else "length")


def _days(match: re.Match[str]) -> int | None:
    unit = match["unit"]
    if match["number"] == "半":
        days: float = {"个月": 15, "年": 182, "天": 0}.get(unit, -1)
        if days < 0:
            return None
    else:
        value = 4.0 if match["number"] in ("几", "好几") else number(match["number"])
        if value is None:
            return None
        extra = unit in ("个多月", "个多星期") or bool(match["more2"])
        days = value * _UNIT_DAYS.get(unit.replace("多", ""), {"个半月": 30, "个半星期": 7}.get(unit, 0))
        if unit.startswith("个半"):
            days += 15 if unit == "个半月" else 4
        if match["more1"] == "几" or (match["more1"] == "多" and value >= 10):
            days += 3
        elif match["more1"] == "多" or (extra and unit not in ("天", "日")):
            days *= _MORE
        elif extra:
            days += 1
    if match["under"]:
        days -= 1
    elif match["over"] in ("超过", "过了", "已过"):
        days += 1
    return max(0, int(days + 0.5))
