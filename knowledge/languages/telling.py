"""A problem in words: as it was found, or in Chinese where the base or its reader asks for that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from knowledge.problem import Problem, Severity

_TABLE = Path(__file__).parent / "chinese.txt"
_MARKS = {Severity.ERROR: "", Severity.WARNING: "提醒：", Severity.NOTICE: "提示："}
_KINDS = {
    "channel": "渠道",
    "fact": "事实",
    "outcome": "决定",
    "policy": "政策",
    "statute": "法规",
    "ingredient": "成分",
    "skin": "肤质",
    "a mapping": "一组键值",
    "a list": "一个列表",
}


def is_chinese(language: str) -> bool:
    """Say whether a locale is Chinese."""
    return language.lower().startswith("zh")


def told(problem: Problem, language: str) -> str:
    """Return the problem on one line, in Chinese for a Chinese language and as found for any other."""
    if not is_chinese(language):
        return str(problem)
    where = ": ".join(part for part in (str(problem.location), problem.entry, problem.path) if part)
    message, mend = in_chinese(problem.message), in_chinese(problem.mend)
    return f"{where}: {_MARKS[problem.severity]}{message}；{mend}（{problem.code}）"


def in_chinese(text: str, *more: Path) -> str:
    """Return a message or a mend in Chinese, by the rows of the base's faults and of more tables.

    What no row knows stays as it is.
    """
    for pattern, chinese in _rows(more):
        found = pattern.fullmatch(text)
        if found is not None and not _is_prose(pattern, found.groups()):
            return _filled(chinese, found.groups(), more)
    return text


def _is_prose(pattern: re.Pattern[str], found: Sequence[str]) -> bool:
    """Say whether the row of a bare `write {}` would leave an English sentence in the middle of a Chinese one."""
    return pattern.pattern == r"write\ (.+?)" and re.search(r"(?<![\w'])[a-z]{2,} [a-z]{2,}", found[0]) is not None


def _filled(chinese: str, found: Sequence[str], more: tuple[Path, ...]) -> str:
    """Put what was found where the row wants it: `{}` in order, or by number."""
    values = [_KINDS.get(one) or (in_chinese(one, *more) if " " in one else one) for one in found]
    order = iter(range(len(values)))
    return re.sub(r"\{(\d?)\}", lambda slot: values[int(slot[1]) if slot[1] else next(order)], chinese)


@cache
def _rows(more: tuple[Path, ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the rows, those with the most words of their own first: message|中文, `{}` for what was found."""
    texts = [path.read_text("utf-8") for path in (_TABLE, *more)]
    pairs = [line.split("|", 1) for text in texts for line in text.splitlines() if line]
    pairs.sort(key=lambda pair: -len(pair[0].replace("{}", "")))
    return tuple((_pattern(english), chinese) for english, chinese in pairs)


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile(re.escape(english).replace(r"\{\}", "(.+?)"), re.DOTALL)
