"""Numbers as customers write them: 7, 十五, 两三, 二十, 十来; where two are named the upper one counts."""

from __future__ import annotations

import re

import cn2an

NUMERAL = r"\d+(?:\.\d+)?|[零一二两三四五六七八九十百千俩仨]+"

_PAIR = re.compile(r"([一二两三四五六七八九])([二两三四五六七八九])")
_TENS_PAIR = re.compile(r"(十|[二三四五六七八九]十)([一二两三四五六七八九])([二三四五六七八九])")
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


def number(text: str) -> float | None:
    """Return the number that `text` writes, the upper of a pair (两三 is 3), or None where it writes none."""
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    text = text.replace("俩", "两").replace("仨", "三")
    pair = _PAIR.fullmatch(text)
    if pair:
        return float(_DIGITS[pair[2]])
    tens = _TENS_PAIR.fullmatch(text)
    if tens:
        return float(number(tens[1]) or 0) + _DIGITS[tens[3]]
    try:
        return float(cn2an.cn2an(text, "smart"))
    except ValueError:
        return None
