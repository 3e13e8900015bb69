"""Other spellings of a base's words: dialects, toneless pinyin and slips, written as the base writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick

from knowledge.reading.normal import Normal, normal_form, normalise

_KEPT = 8192  # texts whose form is remembered


@dataclass(frozen=True, slots=True)
class _Spelling:
    start: int
    end: int
    meant: str
    is_latin: bool


class Spellings:
    """The normal form of texts in one base; compiled once, safe to share between threads."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for written, meant in table.items():
            if normal := normalise(written):
                self._automaton.add_word(normal, (len(normal), normalise(meant), normal.isascii()))
        self._is_empty = not len(self._automaton)
        if not self._is_empty:
            self._automaton.make_automaton()
        self._spelt = lru_cache(maxsize=_KEPT)(self._rewrite)

    def normal_form(self, text: str) -> Normal:
        """Return the normal form of `text` in the words of the base, with its map to the source."""
        return normal_form(text) if self._is_empty else self._spelt(text)

    def normalise(self, text: str) -> str:
        """Return the normal form alone."""
        return self.normal_form(text).text

    def _rewrite(self, text: str) -> Normal:
        normal = normal_form(text)
        found = _longest(self._found(normal.text))
        return _replace(normal, found) if found else normal

    def _found(self, text: str) -> Iterator[_Spelling]:
        for last, (size, meant, is_latin) in self._automaton.iter(text):
            start, end = last + 1 - size, last + 1
            if not (is_latin and (_is_latin(text[start - 1 : start]) or _is_latin(text[end : end + 1]))):
                yield _Spelling(start, end, meant, is_latin)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _longest(found: Iterator[_Spelling]) -> list[_Spelling]:
    """Return those that stand, in order: of two that overlap the first, of two that begin together the longer."""
    standing: list[_Spelling] = []
    for one in sorted(found, key=lambda spelling: (spelling.start, -spelling.end)):
        if not standing or one.start >= standing[-1].end:
            standing.append(one)
    return standing


def _replace(normal: Normal, found: list[_Spelling]) -> Normal:
    """Write each in its meaning; a blank between two words of pinyin goes, as there is none between their meanings."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    was_latin = False
    for one in found:
        if not (was_latin and one.is_latin and normal.text[at : one.start] == " "):
            chars.append(normal.text[at : one.start])
            starts.extend(normal.starts[at : one.start])
            ends.extend(normal.ends[at : one.start])
        chars.append(one.meant)
        if len(one.meant) == one.end - one.start:
            starts.extend(normal.starts[one.start : one.end])
            ends.extend(normal.ends[one.start : one.end])
        else:
            starts.extend([normal.starts[one.start]] * len(one.meant))
            ends.extend([normal.ends[one.end - 1]] * len(one.meant))
        at, was_latin = one.end, one.is_latin
    return Normal("".join((*chars, normal.text[at:])), (*starts, *normal.starts[at:]), (*ends, *normal.ends[at:]))


NO_SPELLINGS = Spellings({})
