"""Words with gaps: in 加…微信 the sign … stands for a few characters of one clause, and # in 返# for a number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.reading.normal import normalise

_SIGNS = re.compile("(…+|#)")
_BETWEEN = r"[^,。!?;:\n]{0,6}"
_NUMBER = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百千几]+)"


@dataclass(frozen=True, slots=True)
class Words:
    """Words of which one may stand in a text; some have gaps."""

    plain: tuple[str, ...] = ()
    gapped: tuple[re.Pattern[str], ...] = ()

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Words:
        """Return phrases as they are searched, in normal form."""
        told = tuple(phrases)
        plain = tuple(normalise(one) for one in told if not has_gaps(one))
        return cls(plain, tuple(pattern(one) for one in told if has_gaps(one)))

    def __bool__(self) -> bool:
        return bool(self.plain or self.gapped)

    def stand_in(self, text: str) -> bool:
        """Say whether one of them stands in a text in normal form."""
        return any(one in text for one in self.plain) or any(one.search(text) for one in self.gapped)


def has_gaps(phrase: str) -> bool:
    """Say whether a phrase holds a sign for what may stand there."""
    return _SIGNS.search(phrase) is not None


def pattern(phrase: str) -> re.Pattern[str]:
    """Return what finds a phrase with gaps in a text in normal form."""
    found = []
    for piece in _SIGNS.split(phrase):
        found.append(_NUMBER if piece == "#" else _BETWEEN if piece.startswith("…") else re.escape(normalise(piece)))
    return re.compile("".join(found))


def longest_piece(phrase: str) -> str:
    """Return the longest stretch between gaps, in normal form: where it is missing the phrase is missing."""
    return max((normalise(piece) for piece in _SIGNS.split(phrase)[::2]), key=len)
