"""The one normal form in which texts are compared and searched, with the way back to the text as sent.

Compatibility forms are folded (NFKC), Traditional characters become Simplified (OpenCC, with Taiwan's words where the
text is Traditional), letters become lower case, emoji, invisible characters and what platforms put around a message go,
runs of spaces become one and runs of a repeated character at most two.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import opencc

from knowledge.reading.noise import noise

_KEPT_REPEATS = 2
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk", "Mn", "Me"})
_KEPT_SYMBOLS = frozenset("℃°㎡")
_MAX_EXPANSION = 4  # U+FDFA alone folds to 18 characters


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in normal form; `starts[i]` and `ends[i]` bound the code points of the source that gave character i."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the source's code points under `text[start:end]`; an empty span maps to an empty one."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=8192)
def normal_form(text: str) -> Normal:
    """Return the normal form of `text` with its map to the source."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, char in _heard(text):
        for folded in _fold(char):
            if folded == " " and (not chars or chars[-1] == " "):
                if chars:
                    ends[-1] = at + 1
                continue
            if (
                len(chars) >= _KEPT_REPEATS
                and all(before == folded for before in chars[-_KEPT_REPEATS:])
                and not folded.isdigit()
            ):
                ends[-1] = at + 1
                continue
            chars.append(folded)
            starts.append(at)
            ends.append(at + 1)
    while chars and chars[-1] == " ":
        for row in (chars, starts, ends):
            row.pop()
    return Normal(_simplify("".join(chars)), tuple(starts), tuple(ends))


def _heard(text: str) -> Iterator[tuple[int, str]]:
    """Yield the characters that are not noise, with their places; a blank for each break."""
    at = 0
    for start, end, is_break in noise(text):
        yield from enumerate(text[at:start], at)
        if is_break:
            yield start, " "
        at = end
    yield from enumerate(text[at:], at)


@lru_cache(maxsize=131_072)  # a base has tens of thousands of questions, and each edit compares all of them
def normalise(text: str) -> str:
    """Return the normal form of `text` alone."""
    return normal_form(text).text


@lru_cache(maxsize=65536)
def _fold(char: str) -> str:
    if char.isascii() and char.isprintable():
        return char.lower()
    if char.isspace():
        return " "
    if unicodedata.category(char) in _DROPPED and char not in _KEPT_SYMBOLS:
        return ""
    folded = unicodedata.normalize("NFKC", char).lower()
    return folded if len(folded) <= _MAX_EXPANSION else ""


def _simplify(text: str) -> str:
    """Return Simplified text of the same length; Taiwan's words are replaced only where the length stays."""
    if text.isascii():
        return text
    plain = str(_converter("t2s").convert(text))
    if len(plain) != len(text):
        plain = "".join(_simple(char) for char in text)
    if plain == text:
        return text
    idiomatic = str(_converter("tw2sp").convert(text))
    return idiomatic if len(idiomatic) == len(text) else plain


@lru_cache(maxsize=65536)
def _simple(char: str) -> str:
    converted = _converter("t2s").convert(char)
    return str(converted) if len(converted) == 1 else char


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)
