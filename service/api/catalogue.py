"""Entries as lists show them, and whether one fits what was looked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from knowledge.editing.fingerprint import entry_fingerprint
from knowledge.editing.rewriting import plain
from knowledge.model.base import SECTION_OF, AnyEntry, Base
from knowledge.model.entries import Kind, Policy
from knowledge.reading.normal import normalise
from service.answers.answer import Source
from service.api.entry_responses import EntrySummary, WholeEntry


def title(entry: AnyEntry) -> str:
    """Return what people call the entry."""
    return str(getattr(entry, "title", None) or getattr(entry, "name", None) or getattr(entry, "cite", ""))


def matches(key: str, entry: AnyEntry, *, words: Sequence[str], channel: str | None, overdue: date | None) -> bool:
    """Say whether every word (in normal form) stands in the entry, and whether it fits the filters."""
    if (
        channel is not None
        and isinstance(entry, Policy)
        and entry.channels is not None
        and channel not in entry.channels
    ):
        return False
    if overdue is not None and (
        entry.review is None or entry.review.expires is None or entry.review.expires >= overdue
    ):
        return False
    if not words:
        return True
    text = normalise("\n".join(_texts(key, entry)))
    return all(word in text for word in words)


def summary(base: Base, kind: Kind, key: str) -> EntrySummary:
    """Return the entry as one row."""
    entry = getattr(base, SECTION_OF[kind])[key]
    return EntrySummary(
        kind=kind,
        id=key,
        title=title(entry),
        channels=entry.channels if isinstance(entry, Policy) else None,
        asks=len(entry.asks),
        expires=entry.review.expires if entry.review else None,
        source=Source.of(base.locate(SECTION_OF[kind], key)),
    )


def whole(base: Base, kind: Kind, key: str) -> WholeEntry:
    """Return the entry with everything that was written under it, and its fingerprint."""
    section = SECTION_OF[kind]
    data = base.origins[section, key].section[key]
    return WholeEntry(**dict(summary(base, kind, key)), etag=entry_fingerprint(data), entry=plain(data))


def _texts(key: str, entry: AnyEntry) -> list[str]:
    named = [str(getattr(entry, name, "")) for name in ("gist", "inci", "advice")]
    return [key, title(entry), *named, *getattr(entry, "aliases", ()), *entry.asks, *entry.say.values()]
