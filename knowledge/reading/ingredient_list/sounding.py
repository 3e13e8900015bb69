"""Names that Japanese and Korean labels write as they sound: the INCI name of the same sound.

Of two spellings the consonants must agree, in classes of those that kana and hangul merge; vowels tell apart what then
remains (레티놀 is retinol, 레티날 retinal). Japanese puts the acid first: ステアリン酸グリセリル is glyceryl stearate.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz import fuzz

from knowledge.reading.ingredient_list.spelling import key_of

_SHORTEST = 5  # consonants; what has fewer sounds like too many names
_ALIKE = 76.0  # per cent of rapidfuzz's ratio between the spellings with their vowels
_AHEAD = 8.0  # per cent by which the nearest must lead the next
_INITIALS = ("k", "k", "n", "t", "t", "l", "m", "p", "p", "s", "s", "", "t", "t", "t", "k", "t", "p", "")
_VOWELS = "aeaeoeoeoaeoouoeiuuii"
_FINALS = (
    "", "k", "k", "ks", "n", "n", "n", "t", "l", "lk", "lm", "lp", "ls", "lt", "lp", "l", "m", "p", "ps", "s", "s", "n",
    "t", "t", "k", "t", "p", "",
)  # fmt: skip
_OF_PLANTS = re.compile("エキス$|추출물$")  # their names are no transcriptions
_LATIN = ("ph", "p"), ("th", "t"), ("ch", "k"), ("qu", "k"), ("sc(?=[eiy])", "s"), ("c(?=[eiy])", "s"), ("x", "ks")
_CLASS = str.maketrans("cqgdzjbpvfr", "kkktttppppl", "hw")


@dataclass(frozen=True, slots=True)
class _Scripts:
    """How kana sound, and the words that Japanese names put otherwise than INCI names do."""

    kana: Mapping[str, str]
    small: Mapping[str, str]
    acids: Mapping[str, str]
    metals: Mapping[str, str]
    words: Mapping[str, str]
    acid: re.Pattern[str]


@cache
def _scripts() -> _Scripts:
    tables: dict[str, dict[str, str]] = {kind: {} for kind in ("kana", "small", "acid", "metal", "word")}
    text = (files("knowledge.reading.ingredient_list") / "label_sounds.csv").read_text("utf-8")
    for row in csv.DictReader(io.StringIO(text)):
        tables[row["kind"]][row["printed"]] = row["latin"]
    acid = re.compile("(" + "|".join(sorted(tables["acid"], key=len, reverse=True)) + ")酸")
    return _Scripts(tables["kana"], tables["small"], tables["acid"], tables["metal"], tables["word"], acid)


class Sounds:
    """INCI names by how they sound."""

    def __init__(self, names: Iterable[tuple[str, int]]) -> None:
        self._by_sound: dict[str, dict[str, int]] = {}
        self._words: dict[int, frozenset[str]] = {}
        for name, row in names:
            self._words[row] = frozenset((*re.findall(r"[a-z]+", name.lower()), key_of(name)))
            for spelt in _latin(name):
                sound = _consonants(spelt)
                if len(sound) >= _SHORTEST:
                    self._by_sound.setdefault(sound, {}).setdefault(spelt, row)

    def rows(self, key: str) -> tuple[int, ...]:
        """Return the one row that a key in kana or hangul sounds like, or none where two are as near."""
        best: dict[int, float] = {}
        if _OF_PLANTS.search(key):
            return ()
        for spelt, printed in _spellings(key):
            for name, row in self._by_sound.get(_consonants(spelt), {}).items():
                if all(_is_in(word, self._words[row]) for word in printed):
                    best[row] = max(best.get(row, 0.0), fuzz.ratio(spelt, name))
        order = sorted(best, key=lambda row: -best[row])
        if not order or best[order[0]] < _ALIKE or (len(order) > 1 and best[order[0]] - best[order[1]] < _AHEAD):
            return ()
        return (order[0],)


def _spellings(key: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield a key in Latin letters, as it runs and in the order of INCI names, with the words printed in Latin."""
    plain = _latin_of(key)
    if plain is not None:
        yield plain, _printed(key)
    for found in _scripts().acid.finditer(key):
        before, after = key[: found.start()], key[found.end() :]
        words = [word for japanese, word in _scripts().words.items() if before.startswith(japanese)]
        before = before.removeprefix(
            next((japanese for japanese in _scripts().words if before.startswith(japanese)), "")
        )
        metal = _scripts().metals.get(after)
        head, base = _latin_of(before), metal or _latin_of(after)
        if head is None or base is None:
            continue
        root = _scripts().acids[found[1]]
        forms = [f"{base}{head}{root}ate"] if after else [f"{head}{root}icacid"]
        printed = _printed(before) | (frozenset() if metal else _printed(after))
        yield from ((_spelt("".join(words) + one), printed) for one in forms)


def _is_in(word: str, words: frozenset[str]) -> bool:
    return word in words or (len(word) > 1 and any(word in one for one in words))


def _printed(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", text))


@lru_cache(maxsize=4096)
def _latin_of(text: str) -> str | None:
    """Return kana and hangul in Latin letters, Latin letters and digits as they are; None where kanji remain."""
    for japanese, word in _scripts().words.items():
        text = text.replace(japanese, word)
    kana, small = _scripts().kana, _scripts().small
    letters: list[str] = []
    for char in text:
        if char in kana:
            letters.append(kana[char])
        elif char in small:
            if letters and letters[-1] and letters[-1][-1] in "aiueo":
                letters[-1] = letters[-1][:-1]
            letters.append(small[char])
        elif "가" <= char <= "힣":
            at = ord(char) - 0xAC00
            letters.append(_INITIALS[at // 588] + _VOWELS[at % 588 // 28] + _FINALS[at % 28])
        elif char.isascii():
            letters.append(_spelt(char) if char.isalpha() else char)
        elif char not in "ーッ":
            return None
    return re.sub(r"([klmnpst])\1", r"\1", "".join(letters))


def _latin(name: str) -> Iterator[str]:
    """Yield an INCI name in each of the ways in which labels spell it out."""
    plain = unicodedata.normalize("NFKD", name.lower())
    words = re.findall(r"[a-z]+|\d+", plain)
    yield from sorted({"".join(forms) for forms in zip(*map(_said, words), strict=True)})


@lru_cache(maxsize=8192)
def _said(word: str) -> tuple[str, str, str]:
    """Return a word as it sounds with its r's, without those that close a syllable, and without the last."""
    return _spelt(word), _spelt(re.sub(r"r(?![aeiouy])", "", word)), _spelt(re.sub(r"r$", "", word))


def _spelt(word: str) -> str:
    word = re.sub("^x", "z", word)
    for pattern, sound in _LATIN:
        word = re.sub(pattern, sound, word)
    word = word.translate(_CLASS).replace("y", "i")
    return re.sub(r"([klmnpst])\1", r"\1", word)


def _consonants(spelt: str) -> str:
    return re.sub("[aeiou]", "", spelt)
