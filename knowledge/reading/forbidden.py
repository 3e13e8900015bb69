"""Forbidden wording in a text, found by all phrases at once, less the words around in which a phrase is innocent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import ahocorasick

from knowledge.model.entries import Forbidden, Terms
from knowledge.reading.disguises import Sounded, sounded, sounds_of
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


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a phrase is: forbidden by an entry, or an innocent longer word where there is none."""

    phrase: str
    entry: Forbidden | None
    beside: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class ForbiddenWords:
    """The forbidden phrases of a base, compiled once."""

    def __init__(self, terms: Terms) -> None:
        self._automaton = ahocorasick.Automaton()  # by phrases as they are written
        self._heard = ahocorasick.Automaton()  # by sounds: of one sound there may be several phrases
        by_sound: dict[str, list[tuple[str, tuple[_Meaning, ...]]]] = {}
        for normal, meanings in _meanings(terms.forbidden).items():
            if normal:
                self._automaton.add_word(normal, (len(normal), tuple(meanings)))
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
        spans = [(end - size + 1, end + 1, meanings) for end, (size, meanings) in self._automaton.iter(written)]
        spans += self._disguised(heard)
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
        if any(word in self.text[own.start : max(own.end, end)] for word in meaning.unless):
            return False
        sentence = [one for one in self.clauses if one.sentence == own.sentence]
        whole = self.text[sentence[0].start : start] + "\n" + self.text[end : sentence[-1].end]
        return not meaning.beside or any(word in whole for word in meaning.beside)


def _meanings(forbidden: Iterable[Forbidden]) -> dict[str, list[_Meaning]]:
    """Return what each phrase can be: an entry that is bound to no words around it comes last, and stands alone."""
    found: dict[str, list[_Meaning]] = {}
    entries = tuple(forbidden)
    for entry in entries:
        for innocent in entry.except_:
            found[normalise(innocent)] = [_Meaning(innocent, None)]
    for entry in entries:
        beside, unless = tuple(map(normalise, entry.beside)), tuple(map(normalise, entry.unless))
        for phrase in entry.phrases:
            meanings = [one for one in found.get(normalise(phrase), []) if one.entry is not None]
            meanings.append(_Meaning(phrase, entry, beside, unless))
            found[normalise(phrase)] = sorted(meanings, key=lambda one: not one.beside)
    return found
