"""Wording that hides from a list of phrases: split by signs, spelt in pinyin or by another character of its sound.

加 V 信, 好平返现, 排du反应 and 五🌟好评 are heard as what they sound like. A text is turned into sounds, character by
character, with the way back to the text as sent; a phrase is heard where its sounds stand: two of its characters must
be written as they are, or be spelt, and what stands for the others has their tone. Pronouns and particles are not
counted: 差额我们退 says 我们 and nothing of 讹我们.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pypinyin import Style, lazy_pinyin

from knowledge.reading.normal import Normal, normal_form

_PICTURES = str.maketrans(
    {"➕": "加", "⭐": "星", "🌟": "星", "❤": "信", "♥": "信", "💗": "信", "☠": "毒", "💀": "毒", "🐶": "狗"}
)
_PICTURED = re.compile("[➕⭐🌟❤♥💗☠💀🐶]")
_APART = re.compile(r"(?<![\w])[\w]([ .·•\-_~/|*,、])[\w](?:[ .·•\-_~/|*,、][\w])+(?![\w])")
_SIGNS = frozenset(" .·•-_~/|*,、")
_LATIN = re.compile(r"[a-z]{2,}(?: [a-z]{2,})*")
_FIRST_SOUND = 0xE000  # sounds are private characters, so that one search finds a phrase by them
_LONGEST_SYLLABLE = 6
_PINYIN = "\0"
_EVERYWHERE = frozenset("我你您他她它们的地得了着是就都也在")  # characters of every reply, that make no phrase sure


@dataclass(frozen=True, slots=True)
class Sounded:
    """A text by its sounds; `letters` are the characters under them, blank where pinyin stands.

    `plain` is the text without what splits its words; `places` bound the characters of it that gave each sound.
    """

    plain: Normal
    sounds: str
    letters: str
    places: tuple[tuple[int, int], ...]  # empty where each character is one sound

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the plain text under the sounds from `start` to `end`."""
        return (self.places[start][0], self.places[end - 1][1]) if self.places else (start, end)

    def means(self, phrase: str, start: int) -> bool:
        """Say whether a phrase that sounds like what stands at `start` is what is written there."""
        swapped = spelt = kept = 0
        for letter, char in zip(self.letters[start : start + len(phrase)], phrase, strict=True):
            if letter == _PINYIN:
                spelt += 1
            elif letter != char:
                swapped += 1
                if _toned(letter) != _toned(char):
                    return False
            elif char not in _EVERYWHERE:
                kept += 1
        if swapped:
            return kept + spelt > 1
        return spelt > 0 and (spelt < len(phrase) or spelt > 2)


def sounded(text: str) -> Sounded:
    """Return a text by its sounds."""
    plain = _closed_up(normal_form(text.translate(_PICTURES) if _PICTURED.search(text) else text))
    if not _LATIN.search(plain.text):
        return Sounded(plain, "".join(map(_sound, plain.text)), plain.text, ())
    pinyin = {found.start(): found.end() for found in _LATIN.finditer(plain.text)}
    rows: list[tuple[str, str, tuple[int, int]]] = []
    at = 0
    while at < len(plain.text):
        end = pinyin.get(at, at)
        syllables = _syllables(plain.text[at:end].replace(" ", ""))
        if syllables:
            rows += [(_sound_of(one), _PINYIN, (at, end)) for one in syllables]
        else:
            end = at + 1
            rows.append((_sound(plain.text[at]), plain.text[at], (at, end)))
        at = end
    sounds, letters, places = zip(*rows, strict=True)
    return Sounded(plain, "".join(sounds), "".join(letters), tuple(places))


def _closed_up(normal: Normal) -> Normal:
    """Leave out the signs between single characters: 好 评 返 现, 加-微-信."""
    found = [match.span() for match in _APART.finditer(normal.text)]
    if not found:
        return normal
    signs = {at for start, end in found for at in range(start, end) if normal.text[at] in _SIGNS}
    kept = [at for at in range(len(normal.text)) if at not in signs]
    text = "".join(normal.text[at] for at in kept)
    return Normal(text, tuple(normal.starts[at] for at in kept), tuple(normal.ends[at] for at in kept))


def sounds_of(phrase: str) -> str:
    """Return the sounds of a phrase in normal form."""
    return "".join(map(_sound, phrase))


@cache
def _toned(char: str) -> str:
    return str(lazy_pinyin(char, style=Style.TONE3)[0])


@cache
def _sound(char: str) -> str:
    if not "\u4e00" <= char <= "\u9fff":
        return char
    return _sound_of(lazy_pinyin(char, style=Style.NORMAL)[0])


_numbers: dict[str, int] = {}


def _sound_of(syllable: str) -> str:
    """Return the private character of a syllable."""
    return chr(_FIRST_SOUND + _numbers.setdefault(syllable, len(_numbers)))


def _syllables(letters: str) -> tuple[str, ...]:
    """Return Latin letters as syllables, none where they are no pinyin; longest first."""
    if not letters:
        return ()
    return next(_cut(letters), ())


def _cut(letters: str) -> Iterator[tuple[str, ...]]:
    if not letters:
        yield ()
    for size in range(min(_LONGEST_SYLLABLE, len(letters)), 0, -1):
        if letters[:size] in _known_syllables():
            for rest in _cut(letters[size:]):
                yield (letters[:size], *rest)


@cache
def _known_syllables() -> frozenset[str]:
    """Return the syllables of the common characters."""
    chars = "".join(map(chr, range(0x4E00, 0x9FA6)))
    return frozenset(one for one in lazy_pinyin(list(chars), style=Style.NORMAL) if one.isascii() and one.isalpha())
