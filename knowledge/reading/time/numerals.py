"""Numbers as people write them: 7, 十五, 两三, 十五六, 半, 两个半; where two are named the upper one counts."""

from __future__ import annotations

import re
from functools import lru_cache

import cn2an

HAN = "零一二两三四五六七八九十百千"
NUMERAL = rf"\d+(?:\.\d+)?|[{HAN}俩仨]+"

_DIGIT = "一二三四五六七八九"
_FEW = {"一两": 2, "两三": 3, "三五": 5, **{_DIGIT[at : at + 2]: at + 2 for at in range(len(_DIGIT) - 1)}}
_PAIR = re.compile(rf"(?:(?P<tens>[{_DIGIT}]?)十)?(?P<pair>{'|'.join(_FEW)})")
_OTHER_SIGNS = str.maketrans({"俩": "两", "仨": "三", "〇": "零"})


@lru_cache(maxsize=4096)
def number(text: str) -> float | None:
    """Return the number that `text` writes, or None; of a pair the upper one: 两三 is 3, 十五六 is 16."""
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    if text == "半":
        return 0.5
    half = 0.5 if text.endswith("半") else 0.0
    text = text.removesuffix("半").translate(_OTHER_SIGNS)
    few = _PAIR.fullmatch(text)
    if few:
        tens = 0 if few["tens"] is None else 10 * (_DIGIT.find(few["tens"] or "一") + 1)
        return float(tens + _FEW[few["pair"]]) + half
    try:
        return float(cn2an.cn2an(text, "smart")) + half
    except (ValueError, KeyError):  # KeyError: what 零十一 ends in
        return None
