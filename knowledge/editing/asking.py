"""Further ways to ask an entry out of words that are there: its texts with one synonym exchanged, nothing made up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.model.base import Base
from knowledge.model.entries import AnyEntry, Kind
from knowledge.reading.normal import normalise

_SHORTEST = 2  # characters of a word that is exchanged: nothing tells where a word of one begins


@dataclass(frozen=True, slots=True)
class Exchange:
    """A text with one of its words exchanged for another that means the same."""

    text: str
    source: str
    old: str
    new: str


def exchanges(texts: Sequence[str], synonyms: Sequence[Sequence[str]]) -> Iterator[Exchange]:
    """Yield each text with one word exchanged, for every word and every synonym; a word is the longest that fits."""
    others = _others(synonyms)
    if not others:
        return
    words = re.compile("|".join(re.escape(word) for word in sorted(others, key=lambda word: (-len(word), word))))
    for text in texts:
        for found in words.finditer(text):
            before, after = text[: found.start()], text[found.end() :]
            for new in others[found[0]]:
                if not (before.endswith(new[0]) or after.startswith(new[-1])):  # 收到货 would become 收货货
                    yield Exchange(before + new + after, text, found[0], new)


def _others(synonyms: Sequence[Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for group in synonyms:
        for word in group:
            if len(word) >= _SHORTEST:
                found.setdefault(word, {}).update(dict.fromkeys(other for other in group if other != word))
    return {word: tuple(words) for word, words in found.items()}


def own_texts(entry: AnyEntry) -> tuple[str, ...]:
    """Return what an entry is called and how it is asked, each once."""
    names = (str(getattr(entry, name, "")) for name in ("title", "name"))
    return tuple(dict.fromkeys(text for text in (*names, *entry.asks) if text))


def refused(base: Base, entry: AnyEntry) -> frozenset[str]:
    """Return, in normal form, what cannot be a question of an entry: it stands somewhere already, or is denied."""
    asked = (ask for _, _, one in base.entries() for ask in one.asks)
    return frozenset(normalise(text) for text in (*asked, *own_texts(entry), *entry.not_asks, *base.terms.out_of_scope))


def find_entry(base: Base, key: str) -> tuple[Kind, AnyEntry] | None:
    """Return the entry of an id with its kind; None where there is none."""
    return next(((kind, entry) for kind, one, entry in base.entries() if one == key), None)
