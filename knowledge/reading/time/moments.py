"""Expressions of time in a message, as whole days before today: 昨天, 上周三, 半个月前, 用了两周, 8月3号, 3 days ago.

Works on text in normal form. A *moment* says when something was (三天前, 昨天); a *length* says for how long (半个月).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from knowledge.reading.time.calendar_days import Spoken, named_days
from knowledge.reading.time.numerals import NUMERAL, number

_UNIT_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "年": 365}
_MORE = 1.25  # 一个多月 is read as a quarter more
_HALVES = {"月": 15, "年": 182, "天": 0}
_HALF_MORE = {"月": 15, "星期": 4, "礼拜": 4}
_WORDS_OF_DAYS = {
    0: "今天 今儿 今日 今早 今晚 今朝 今晨 today",
    1: "昨天 昨儿 昨日 昨晚 昨个 昨夜 昨朝 昨早 琴日 琴晚 寻日 寻晚 㖊日 㖊晚 这两天 次日 隔天 yesterday",
    2: "前天 前日 前儿 前晚 前两天 前两日 头两天 这几天",
    3: "大前天 大前日 大前儿 前三天",
    4: "前几天 前几日 头几天 大大前天",
    6: "前些天 前些日子",
    7: "上周 上星期 上个星期 上礼拜 上个礼拜 上个周 上一周",
    14: "上上周 上上个星期 上上星期 上上礼拜 上上个礼拜 大上周",
    15: "上旬",
    20: "前阵子 前段时间 前一阵 前段日子",
    30: "上个月 上月",
    60: "上上个月 上上月",
    182: "半年前",
    200: "年初",
    365: "去年",
    730: "前年",
}
_WORDS = {
    **{word: days for days, words in _WORDS_OF_DAYS.items() for word in words.split()},
    "day before yesterday": 2,
    "last week": 7,
    "last month": 30,
}
_STRETCHES = {"个把月": 30, "成个月": 30, "大半个月": 20, "小半个月": 12, "半拉月": 15, "个把星期": 7, "个把礼拜": 7}
_WORD = re.compile("|".join(sorted(map(re.escape, (*_WORDS, *_STRETCHES)), key=len, reverse=True)))
_UP_TO_NOW = re.compile(r"(?:到|至|截止|直到)$")  # 收到货到今天第六天
_LENGTH = re.compile(
    rf"(?P<under>不到|没到|还没到|未满|不足|快要|快到|快|将近|近)?(?P<over>超过|过了|已过|过去|已逾|逾|满了|足足|都|大概|差不多|大约|有)?(?P<number>{NUMERAL}|半|好几|几)(?P<more1>多|来|几)?"
    r"(?P<piece>个)?(?P<half>半(?=月|星期|礼拜))?(?P<more2>多|来|几)?(?P<unit>月|星期|礼拜|周|天|日|年)(?P<more3>多|有余|出头)?"
    rf"(?:(?:零|又|外加|另加|加|带)(?P<rest>{NUMERAL})个?(?P<rest_unit>天|日|周|星期|礼拜))?(?P<ago>之前|以前|前)?"
)
_ENGLISH_NUMBERS = ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ENGLISH_LENGTH = re.compile(
    rf"(?<![a-z\d])(?P<number>\d{{1,3}}|{'|'.join(_ENGLISH_NUMBERS)}) ?(?P<unit>day|week|month)s?"
    r"(?P<ago> ago)?(?![a-z])"
)
_UNIT = re.compile(r"[月期拜周天日年]")
_ENGLISH_DAYS = {"day": 1, "week": 7, "month": 30}
_RULE = re.compile(r"(?:无理由|内|之内|以内|保质期|有效期|就过期|到期|就到期|质保)")
_NTH = re.compile(rf"第(?P<number>{NUMERAL})[天日]")
_PART_OF_TODAY = re.compile(  # 中午才拿到的; 昨天中午 and 每天中午 are not today's
    r"(?<![天日号昨前每早晚那周期拜一二三四五六节末儿个夜])(?:一大早|大清早|大早上|清早|早上|早晨|上午|晌午|中午|午后|下午|傍晚)"
)
_HOURS = re.compile(rf"(?:{NUMERAL}|半|几)个?半?(?:多|来)?个?(?P<unit>小时|钟头|分钟)(?:之前|以前|前)")
_JUST = re.compile(
    r"刚刚|刚才|刚(?=到|收|签|拿|取|下单|下的|付|买|拍|送|寄|拆|入手)(?!.{0,6}(?:没多久|不久|没几天|没两天))"
)


def spoken_times(text: str, today: date) -> tuple[Spoken, ...]:
    """Return the expressions of time in `text` in order; of two that overlap the longer one stands."""
    found = sorted(_all(text, today), key=lambda item: (item.start - item.end, item.start))
    taken: list[Spoken] = []
    for item in found:
        if not any(item.start < other.end and other.start < item.end for other in taken):
            taken.append(item)
    return tuple(sorted(taken, key=lambda item: item.start))


def _all(text: str, today: date) -> Iterator[Spoken]:
    yield from named_days(text, today)
    for match in _WORD.finditer(text):
        if match[0] in _STRETCHES:
            yield Spoken(_STRETCHES[match[0]], *match.span(), "length", _STRETCHES[match[0]] // 2)
        elif _WORDS[match[0]] or not _UP_TO_NOW.search(text[max(0, match.start() - 2) : match.start()]):
            yield Spoken(_WORDS[match[0]], *match.span(), "moment")
    for match in _HOURS.finditer(text):
        yield Spoken(0, *match.span(), "moment")
    for match in _JUST.finditer(text):
        yield Spoken(0, *match.span(), "just")
    for match in _PART_OF_TODAY.finditer(text):
        yield Spoken(0, *match.span(), "dated")
    for match in _NTH.finditer(text):
        value = number(match["number"])
        if value is not None:
            yield Spoken(int(value), *match.span(), "length", int(value) - 1, is_nth=True)
    for match in _LENGTH.finditer(text) if _UNIT.search(text) else ():
        spoken = _length(match, text)
        if spoken is not None:
            yield spoken
    for match in _ENGLISH_LENGTH.finditer(text) if any(unit in text for unit in _ENGLISH_DAYS) else ():
        written = match["number"]
        count = int(written) if written.isdigit() else max(1, _ENGLISH_NUMBERS.index(written))
        yield Spoken(count * _ENGLISH_DAYS[match["unit"]], *match.span(), "moment" if match["ago"] else "length")


def _length(match: re.Match[str], text: str) -> Spoken | None:
    if _RULE.match(text, match.end()) or text[max(0, match.start() - 3) : match.start()].endswith(
        ("保质期", "有效期", "剩", "还有", "只有", "第")
    ):
        return None
    days = _days(match)
    if days is None:
        return None
    return Spoken(days, *match.span(), "moment" if match["ago"] else "length", _least(match, days))


def _least(match: re.Match[str], days: int) -> int:
    """Return the fewest days that a length can be: 几天 are two, 一个多月 one month, 不到两天 none."""
    if match["under"]:
        return 0 if match["under"] in ("不到", "没到", "还没到", "未满", "不足") else days * 3 // 4
    if match["number"] in ("几", "好几"):
        return 2 * _UNIT_DAYS[match["unit"]]
    return int(days / _MORE) if match["more1"] or match["more2"] or match["more3"] else days


def _days(match: re.Match[str]) -> int | None:
    """Return the whole days that a length says, or None where it is no length: 十一月 is a month's name."""
    unit = match["unit"]
    if unit == "月" and not (match["piece"] or match["half"] or match["number"] in ("俩", "仨", "两", "半")):
        return None
    if match["number"] == "半":
        days: float = _HALVES.get(unit, -1)
        if days < 0 or (match["piece"] and unit != "月"):
            return None
    else:
        value = 4.0 if match["number"] in ("几", "好几") else number(match["number"])
        if value is None:
            return None
        days = value * _UNIT_DAYS[unit] + (_HALF_MORE[unit] if match["half"] else 0)
        days += _more(match, value, days)
    if match["rest"]:
        days += (number(match["rest"]) or 0) * _UNIT_DAYS[match["rest_unit"]]
    if match["under"]:
        days -= 1
    elif match["over"] in ("超过", "过了", "已过"):
        days += 1
    return max(0, int(days + 0.5))


def _more(match: re.Match[str], value: float, days: float) -> float:
    """Return what 多, 来 and 几 add: three days to tens of them and to weeks, a day to days, a quarter to months."""
    few = {"天": 1, "日": 1, "周": 3, "星期": 3, "礼拜": 3}.get(match["unit"], days * (_MORE - 1))
    if match["more1"] == "几" or (match["more1"] == "多" and value >= 10):
        return 3
    if match["more1"] == "多":
        return days * (_MORE - 1)
    return few if match["more2"] in ("多", "几") or match["more3"] else 0
