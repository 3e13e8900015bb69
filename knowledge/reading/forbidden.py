"""Forbidden wording in a text, found by all phrases at once, less the longer words in which a phrase is innocent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import ahocorasick

from knowledge.model.entries import Forbidden, Terms
from knowledge.reading.normal import normal_form, normalise


@dataclass(frozen=True, slots=True)
class ForbiddenFound:
    """A forbidden phrase in a text; `span` counts code points of the text as sent, the end excluded."""

    phrase: str
    span: tuple[int, int]
    level: Literal["ban", "review"]
    because: str
    cite: str
    instead: str


class ForbiddenWords:
    """The forbidden phrases of a base, compiled once."""

    def __init__(self, terms: Terms) -> None:
        self._automaton = ahocorasick.Automaton()
        phrases: dict[str, tuple[str, Forbidden | None]] = {}
        for item in terms.forbidden:
            for innocent in item.except_:
                phrases.setdefault(normalise(innocent), (innocent, None))
        for item in terms.forbidden:
            for phrase in item.phrases:
                phrases[normalise(phrase)] = (phrase, item)
        for normal, payload in phrases.items():
            if normal:
                self._automaton.add_word(normal, (len(normal), *payload))
        self._is_empty = len(self._automaton) == 0
        if not self._is_empty:
            self._automaton.make_automaton()

    def find(self, text: str) -> tuple[ForbiddenFound, ...]:
        """Return what is forbidden in `text`, in order; of phrases that overlap the longest stands."""
        if self._is_empty:
            return ()
        normal = normal_form(text)
        spans = [
            (end - size + 1, end + 1, phrase, item) for end, (size, phrase, item) in self._automaton.iter(normal.text)
        ]
        spans.sort(key=lambda found: (found[0] - found[1], found[0]))  # longest first
        taken: list[tuple[int, int]] = []
        result = []
        for start, end, phrase, item in spans:
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            taken.append((start, end))
            if item is not None:
                found = ForbiddenFound(
                    phrase, normal.span(start, end), item.level, item.because, item.cite, item.instead
                )
                result.append(found)
        return tuple(sorted(result, key=lambda found: found.span))
