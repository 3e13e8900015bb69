"""What a value was meant to be that is written as one writes on a chat or in a spreadsheet: 7天, ≤7, 是, 2026/1/31."""

from __future__ import annotations

import re
import unicodedata

KEYS = {  # what Chinese names of keys mean, by themselves
    "标题": "title",
    "名称": "name",
    "条件": "when",
    "适用": "when",
    "情形": "when",
    "决定": "decide",
    "依据": "basis",
    "来源": "sources",
    "优先于": "over",
    "渠道": "channels",
    "问法": "asks",
    "步骤": "steps",
    "话术": "say",
    "类型": "type",
    "取值": "values",
    "政策": "policies",
    "指南": "guides",
    "成分": "ingredients",
    "肤质": "skins",
    "法规": "statutes",
    "商品": "products",
    "事实": "facts",
}
_QUOTES = "\"'“”‘’「」"
_DAYS = r"(?:个?(?:自然)?(?:天|日)|d|days?)"
_SIGNS = {"≤": "<=", "≥": ">=", "=<": "<=", "=>": ">=", "不超过": "<=", "至少": ">=", "超过": ">", "少于": "<"}
_BETWEEN = re.compile(r"(?<=\d)(?:~|-|—+|–|至|到|\.{3,}|…+)(?=\d)")
_AROUND = (
    (r"(\d+)(?:以内|之内|内)", r"<=\1"),
    (r"(\d+)(?:及?以上)", r">=\1"),
    (r"(\d+)(?:以后|之后|后|以外|外)", r">\1"),
)
_RANGE = re.compile(r"(?:<=|>=|<|>)\d+|\d+\.\.\d+|\d+")
_FLAGS = {
    "true": ["yes", "y", "是", "对", "有", "真", "on", "√"],
    "false": ["no", "n", "否", "不", "没有", "无", "假", "off", "×"],
}
_LENGTH = re.compile(r"(\d+)个?(分钟?|小时|钟头|天|日|min(?:ute)?s?|hours?|hrs?|days?|[mhd])", re.IGNORECASE)
_UNIT = {"分": "m", "小": "h", "钟": "h", "天": "d", "日": "d"}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def whole_numbers(text: str) -> str | None:
    """Return the number or range that was meant, in the words of a condition, None where it is not plain."""
    plain = _plain(text)
    for sign, meant in _SIGNS.items():
        plain = plain.replace(sign, meant)
    plain = _BETWEEN.sub("..", re.sub(rf"(?<=\d){_DAYS}", "", plain))
    for words, meant in _AROUND:
        plain = re.sub(f"^{words}$", meant, plain)
    return plain if _RANGE.fullmatch(plain) and plain != text else None


def flag(text: str) -> str | None:
    """Return `true` or `false`."""
    plain = _plain(text).lower()
    return next((meant for meant, words in _FLAGS.items() if plain == meant or plain in words), None)


def duration(text: str) -> str | None:
    """Return the duration as 10m, 48h or 3d."""
    found = _LENGTH.fullmatch(_plain(text))
    return None if found is None else found[1] + _UNIT.get(found[2][0], found[2][0].lower())


def day(text: str) -> str | None:
    """Return the day as 2026-01-31."""
    found = _DATE.fullmatch(_plain(text))
    return None if found is None else f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"


def hint(meant: str | None, otherwise: str) -> str:
    """Return the mend: what was meant where that is plain, else what to write."""
    return otherwise if meant is None else f"did you mean {meant!r}?"


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).strip(_QUOTES)
