"""That a window is over, told without its first day: 过了退货期, 七天都过了. The day is unknown, the least is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from knowledge.model.facts import IntegerFact
from knowledge.reading.spellings import Spellings
from knowledge.reading.time.calendar_days import Spoken

_OVER = ("超", "过了")
_BEFORE = re.compile(r"(?:超过|超出|超|过|已过)(?:了)?(?:你们的?|这个|那个|规定的?|所谓的?|平台的?|店里的?)?$")
_DENIED = re.compile(r"(?:没|没有|还没|未|不|别|快|快要|马上|要是|如果)(?:到|有|能)?$")
_BEHIND = re.compile(
    r"(?:的?(?:期限|时间|时限|时效))?(?:那个|这个)?(?:都|早就?|已经|也|就|刚|是不是|好像|应该)*"
    r"(?:过了|过掉了|超了|超过了|过去了|已过|过期了?|结束了?|截止了?)(?!没|吗|么|嘛)"
)


class PastWindows:
    """The windows of the facts that count days: their names with their length, and a length told beside a return."""

    def __init__(self, facts: Mapping[str, IntegerFact], spellings: Spellings) -> None:
        self._names = {
            name: [
                (re.compile("|".join(re.escape(spellings.normalise(word)) for word in _longest_first(words))), days)
                for days, words in fact.windows.items()
            ]
            for name, fact in facts.items()
            if fact.windows
        }
        self._alone = {name: tuple(map(spellings.normalise, facts[name].alone)) for name in self._names}

    def read(self, text: str, times: Sequence[Spoken]) -> dict[str, Spoken]:
        """Return for each fact where normal `text` tells that a window is over, `least` a day more than it is long."""
        return {name: past for name in self._names if (past := next(self._past(name, text, times), None)) is not None}

    def _past(self, name: str, text: str, times: Sequence[Spoken]) -> Iterator[Spoken]:
        for pattern, days in self._names[name]:
            for match in pattern.finditer(text):
                if _is_over(text, *match.span()):
                    yield Spoken(days + 1, *match.span(), "length", days + 1)
        if any(word in text for word in self._alone[name]):
            for time in times:
                if time.form != "length" or time.is_nth:
                    continue
                if text.startswith(_OVER, time.start):  # 超过7天 is eight days as it is
                    if not _DENIED.search(text[: time.start]):
                        yield replace(time, days=time.least)
                elif _is_over(text, time.start, time.end):
                    yield replace(time, days=time.least + 1, least=time.least + 1)


def _is_over(text: str, start: int, end: int) -> bool:
    before = _BEFORE.search(text[max(0, start - 8) : start])
    if before is not None:
        return not _DENIED.search(text[: max(0, start - 8) + before.start()])
    return bool(_BEHIND.match(text, end)) and not _DENIED.search(text[:start])


def _longest_first(words: Sequence[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)
