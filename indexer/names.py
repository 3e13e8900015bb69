"""Names of ingredients, skins and products in a question: exact, misspelt by sound, or misspelt by a letter.

Exact names are found all at once (Aho-Corasick); what sounds alike is found the same way over syllables; English names
that are a letter off by rapidfuzz's ratio.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import ne

import ahocorasick
from rapidfuzz import fuzz, process

from indexer.pinyin import syllables
from knowledge.model.entries import Kind
from knowledge.reading.normal import normalise

Key = tuple[Kind, str]

_SOUND = 0.85  # certainty of a name that only sounds the same
_NEAR = 0.75  # certainty of a name with one wrong character
_MAX_NEAR = 12
_MIN_LATIN = 5  # shorter English words are too near to others
_LATIN_CUTOFF = 84.0  # per cent of rapidfuzz's ratio
_LATIN_WORD = re.compile(r"[a-z][a-z\-]{3,}[a-z](?: (?:acid|extract|oil))?")


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name in a text in normal form; `certainty` is 1 for the name as written in the base."""

    key: Key
    name: str
    start: int
    end: int
    certainty: float


class Names:
    """The names of a base, compiled once."""

    def __init__(self, named: Iterable[tuple[Key, Sequence[str]]]) -> None:
        owners: dict[str, list[Key]] = {}
        for key, names in named:
            for name in names:
                normal = normalise(name)
                if len(normal) >= 2 and key not in owners.setdefault(normal, []):
                    owners[normal].append(key)
        self._owners = owners
        self._exact = _automaton({name: name for name in owners})
        self._sounds: dict[str, list[str]] = {}
        for name in owners:
            if len(name) >= 3 and not name.isascii():
                self._sounds.setdefault(_spoken(name), []).append(name)
        self._heard = _automaton({sound: sound for sound in self._sounds})
        self._latin = [name for name in owners if name.isascii() and len(name) >= _MIN_LATIN]
        self._by_first: dict[str, list[str]] = {}
        self._by_last: dict[str, list[str]] = {}
        for name in owners:
            if not name.isascii() and 4 <= len(name) <= _MAX_NEAR:
                self._by_first.setdefault(name[0], []).append(name)
                self._by_last.setdefault(name[-1], []).append(name)

    def find(self, text: str) -> tuple[NameHit, ...]:
        """Return the names in normal `text`, in order; of names that overlap the surest, then the longest stands."""
        hits = list(self._find_exact(text))
        covered = [(hit.start, hit.end) for hit in hits]
        hits += [hit for hit in self._find_sounds(text) if not _inside(hit, covered)]
        hits += [hit for hit in self._find_near(text) if not _inside(hit, covered)]
        hits += [hit for hit in self._find_latin(text) if not _inside(hit, covered)]
        return _standing(hits)

    def _find_exact(self, text: str) -> Iterator[NameHit]:
        for end, name in _iterate(self._exact, text):
            start = end + 1 - len(name)
            if not _cut_from_word(text, start, end + 1):
                yield from (NameHit(key, name, start, end + 1, 1.0) for key in self._owners[name])

    def _find_sounds(self, text: str) -> Iterator[NameHit]:
        marks = [0]
        for sound in syllables(text):
            marks.append(marks[-1] + len(sound) + 1)
        at = {mark: index for index, mark in enumerate(marks)}
        for end, sound in _iterate(self._heard, _spoken(text)):
            start = at.get(end + 1 - len(sound))
            stop = at.get(end + 1)
            if start is None or stop is None:
                continue
            for name in self._sounds[sound]:
                if any(char in text[start:stop] for char in name):
                    yield from (NameHit(key, name, start, stop, _SOUND) for key in self._owners[name])

    def _find_near(self, text: str) -> Iterator[NameHit]:
        """Names of four characters and more with one of them wrong."""
        near: set[tuple[int, int, str]] = set()
        for at, char in enumerate(text):
            near.update((at, at + len(name), name) for name in self._by_first.get(char, ()))
            near.update((at + 1 - len(name), at + 1, name) for name in self._by_last.get(char, ()))
        for start, end, name in sorted(near):
            if start >= 0 and end <= len(text) and sum(map(ne, text[start:end], name)) == 1:
                yield from (NameHit(key, name, start, end, _NEAR) for key in self._owners[name])

    def _find_latin(self, text: str) -> Iterator[NameHit]:
        for match in _LATIN_WORD.finditer(text):
            found = process.extractOne(match[0], self._latin, scorer=fuzz.ratio, score_cutoff=_LATIN_CUTOFF)
            if found is not None:
                yield from (
                    NameHit(key, found[0], match.start(), match.end(), found[1] / 100 * _SOUND)
                    for key in self._owners[found[0]]
                )


def _automaton(words: dict[str, str]) -> ahocorasick.Automaton | None:
    if not words:
        return None
    automaton = ahocorasick.Automaton()
    for word, payload in words.items():
        automaton.add_word(word, payload)
    automaton.make_automaton()
    return automaton


def _iterate(automaton: ahocorasick.Automaton | None, text: str) -> Iterator[tuple[int, str]]:
    return iter(()) if automaton is None else automaton.iter(text)


def _spoken(text: str) -> str:
    return "".join(f"{sound} " for sound in syllables(text))


def _cut_from_word(text: str, start: int, end: int) -> bool:
    """Say whether a Latin name is only a part of a longer word: vc in vcd."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    first, last = text[start], text[end - 1]
    return (_is_word(first) and _is_word(before) and not (first.isdigit() and before.isalpha())) or (
        _is_word(last) and _is_word(after)
    )


def _is_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _inside(hit: NameHit, covered: Sequence[tuple[int, int]]) -> bool:
    return any(hit.start < end and start < hit.end for start, end in covered)


def _standing(hits: Sequence[NameHit]) -> tuple[NameHit, ...]:
    ordered = sorted(hits, key=lambda hit: (-hit.certainty, hit.start - hit.end, hit.start))
    taken: list[NameHit] = []
    for hit in ordered:
        clash = any(
            hit.start < other.end and other.start < hit.end and (hit.start, hit.end) != (other.start, other.end)
            for other in taken
        )
        if not clash and not any(hit.key == other.key and hit.start == other.start for other in taken):
            taken.append(hit)
    return tuple(sorted(taken, key=lambda hit: (hit.start, -hit.end, hit.key)))
