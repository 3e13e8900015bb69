"""Forbidden wording in a text, found by all phrases at once, less the words around in which a phrase is innocent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import ahocorasick

from knowledge.model.entries import Forbidden, Terms
from knowledge.reading.disguises import Sounded, sounded, sounds_of
from knowledge.reading.gaps import Words, has_gaps, longest_piece, pattern
from knowledge.reading.normal import normalise
from knowledge.reading.sentences import Clause, clauses


@dataclass(frozen=True, slots=True)
class ForbiddenFound:
    """A forbidden phrase in a text; `span` counts code points of the text as sent, the end excluded."""

    phrase: str
    span: tuple[int, int]
    level: Literal["ban", "review"]
    because: str
    cite: str
    instead: str


_NO_WORDS = Words()


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a phrase is: forbidden by an entry, or an innocent longer word where there is none."""

    phrase: str
    entry: Forbidden | None
    beside: Words = _NO_WORDS
    unless: Words = _NO_WORDS


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known by a stretch of text: the phrase that it is, and the phrases with gaps of which it is a piece."""

    size: int
    meanings: tuple[_Meaning, ...]
    gapped: tuple[tuple[re.Pattern[str], _Meaning], ...]


class ForbiddenWords:
    """The forbidden phrases of a base, compiled once."""

    def __init__(self, terms: Terms) -> None:
        self._automaton = ahocorasick.Automaton()  # by phrases as they are written
        self._heard = ahocorasick.Automaton()  # by sounds: of one sound there may be several phrases
        by_sound: dict[str, list[tuple[str, tuple[_Meaning, ...]]]] = {}
        whole = _meanings(terms.forbidden)
        gapped = _gapped(terms.forbidden)
        for piece in sorted(whole.keys() | gapped.keys()):
            if piece:
                known = _Known(len(piece), tuple(whole.get(piece, ())), tuple(gapped.get(piece, ())))
                self._automaton.add_word(piece, known)
        for normal, meanings in whole.items():
            if normal:
                strict = tuple(one for one in meanings if one.entry is not None and one.entry.level == "ban")
                if strict and len(normal) > 1:
                    by_sound.setdefault(sounds_of(normal), []).append((normal, strict))
        for sounds, phrases in by_sound.items():
            self._heard.add_word(sounds, tuple(phrases))
        self._is_empty = len(self._automaton) == 0
        for automaton in (self._automaton, self._heard):
            if len(automaton):
                automaton.make_automaton()

    def find(self, text: str) -> tuple[ForbiddenFound, ...]:
        """Return what is forbidden in `text`, in order; of phrases that overlap the longest stands."""
        if self._is_empty:
            return ()
        heard = sounded(text)
        normal, written = heard.plain, heard.plain.text
        spans = [*self._written(written), *self._disguised(heard)]
        if not spans:
            return ()
        spans.sort(key=lambda found: (found[0] - found[1], found[0]))  # longest first
        around = _Around(written, clauses(written))
        taken: list[tuple[int, int]] = []
        innocent: list[tuple[int, int]] = []
        result = []
        for start, end, meanings in spans:
            meant = next((one for one in meanings if around.holds(one, start, end)), None)
            if meant is None or any(start < other and begin < end for begin, other in taken):
                continue
            if (entry := meant.entry) is None:
                innocent.append((start, end))  # 代替药物 and 药物治疗 may overlap: each keeps its own
            elif not any(start < other and begin < end for begin, other in innocent):
                taken.append((start, end))
                span = normal.span(start, end)
                found = ForbiddenFound(meant.phrase, span, entry.level, entry.because, entry.cite, entry.instead)
                result.append(found)
        return tuple(sorted(result, key=lambda found: found.span))

    def _written(self, text: str) -> Iterator[tuple[int, int, tuple[_Meaning, ...]]]:
        tried: set[int] = set()
        for end, known in self._automaton.iter(text):
            if known.meanings:
                yield end - known.size + 1, end + 1, known.meanings
            for wording, meaning in known.gapped:
                if id(meaning) not in tried:
                    tried.add(id(meaning))
                    yield from ((*found.span(), (meaning,)) for found in wording.finditer(text))

    def _disguised(self, text: Sounded) -> Iterator[tuple[int, int, tuple[_Meaning, ...]]]:
        if not len(self._heard):
            return
        for end, phrases in self._heard.iter(text.sounds):
            for phrase, meanings in phrases:
                start = end - len(phrase) + 1
                if text.means(phrase, start):
                    yield *text.place(start, end + 1), meanings


@dataclass(frozen=True, slots=True)
class _Around:
    """The sentences and clauses that a phrase can stand in."""

    text: str
    clauses: tuple[Clause, ...]

    def holds(self, meaning: _Meaning, start: int, end: int) -> bool:
        """Say whether a phrase is meant where it stands."""
        if not (meaning.beside or meaning.unless):
            return True
        own = next((one for one in self.clauses if one.end > start), None)
        if own is None:
            return not meaning.beside
        if meaning.unless.stand_in(self.text[own.start : max(own.end, end)]):
            return False
        if not meaning.beside:
            return True
        sentence = [one for one in self.clauses if one.sentence == own.sentence]
        return any(meaning.beside.stand_in(part) for part in self._beside(meaning, sentence, start, end))

    def _beside(self, meaning: _Meaning, sentence: Sequence[Clause], start: int, end: int) -> Iterator[str]:
        """Yield what a sentence says around a phrase: 刺痛请先停用 stands beside nothing that 停用 makes innocent."""
        for one in sentence:
            if one.end <= start or one.start >= end:
                part = self.text[one.start : one.end]
                if not meaning.unless.stand_in(part):
                    yield part
            else:
                yield self.text[one.start : start]
                yield self.text[end : one.end]


def _meanings(forbidden: Iterable[Forbidden]) -> dict[str, list[_Meaning]]:
    """Return what each phrase can be: an entry that is bound to no words around it comes last, and stands alone."""
    found: dict[str, list[_Meaning]] = {}
    entries = tuple(forbidden)
    for entry in entries:
        for innocent in entry.except_:
            found[normalise(innocent)] = [_Meaning(innocent, None)]
    for entry in entries:
        for phrase in entry.phrases:
            if not has_gaps(phrase):
                meanings = [one for one in found.get(normalise(phrase), []) if one.entry is not None]
                meanings.append(_meaning(phrase, entry))
                found[normalise(phrase)] = sorted(meanings, key=lambda one: not one.beside)
    return found


def _gapped(forbidden: Iterable[Forbidden]) -> dict[str, list[tuple[re.Pattern[str], _Meaning]]]:
    """Return the phrases with gaps by the longest stretch of each."""
    found: dict[str, list[tuple[re.Pattern[str], _Meaning]]] = {}
    for entry in forbidden:
        for phrase in filter(has_gaps, entry.phrases):
            found.setdefault(longest_piece(phrase), []).append((pattern(phrase), _meaning(phrase, entry)))
    return found


def _meaning(phrase: str, entry: Forbidden) -> _Meaning:
    return _Meaning(phrase, entry, Words.of(entry.beside), Words.of(entry.unless))
