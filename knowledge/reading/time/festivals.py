"""Festivals and days of sales that a text names, as days before today: 双十一, 中秋那天, 母亲节.

Works on text in normal form. The days of the lunar calendar stand in a table, which ends in 2040.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

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
_NAME = re.compile(
    "(?:"
    + "|".join(sorted((*_FIXED, *_OF_A_WEEKDAY, *_LUNAR, *_BESIDE_SPRING), key=len, reverse=True))
    + ")(?!节?(?:礼|限定|款|套|版|系列))"
)


def festive_days(text: str, today: date) -> Iterator[tuple[int, int, int]]:
    """Yield how many days ago each festival was that `text` names, with where it stands; 去年 before it counts."""
    for match in _NAME.finditer(text):
        start, end = match.span()
        back = _YEARS_BACK.get(text[max(0, start - 2) : start])
        for year in (today.year, today.year - 1) if back is None else (today.year - back,):
            then = _day(match[0], year)
            if then is not None and then <= today:
                yield (today - then).days, start if back is None else start - 2, end
                break


def _day(name: str, year: int) -> date | None:
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
