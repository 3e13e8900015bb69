"""An entry's further questions written into its file, and what that made findable and what it did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.ranker.targets import Target
from knowledge.editing.changing import change_entry, find_standing
from knowledge.editing.placing import place
from knowledge.editing.rewriting import EditError, plain
from knowledge.loading.parse_cache import ParseCache
from knowledge.model.base import SECTION_OF, Base
from service.answers.assistant import Assistant
from service.answers.proposals import Landing, landings
from service.cli.options import UsageFault
from service.live.editing import read_only
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Effect:
    """A question of the entry, and what it found before and after the change."""

    text: str
    before: Landing
    after: Landing


def add_asks(settings: Settings, target: Target, asks: Sequence[str]) -> tuple[str, Base]:
    """Write further questions into an entry's file and return its name and the base with them.

    Raises UsageFault where the base must not be written or the file changed meanwhile, BrokenBaseError where it would
    have an error with them; then nothing is written.
    """
    if reason := read_only(settings):
        raise UsageFault(reason)
    kind, key = target
    known = ParseCache()
    sources = known.sources(settings.base)
    now = find_standing(sources, SECTION_OF[kind], key)
    data = dict(plain(now.data or {}))
    try:
        made = change_entry(
            sources, known, now, {**data, "asks": [*data.get("asks", ()), *asks]}, settings.today(), settings.base
        )
        base = made.loaded.require()
        place(settings.base, {made.file: made.before}, {made.file: made.after})
    except EditError as error:
        raise UsageFault(str(error)) from error
    return made.file, base


def effects(before: Assistant, base: Base, texts: Sequence[str]) -> list[Effect]:
    """Return what each text finds before and with a changed base, ranked by what the ranker has learned so far."""
    found = zip(texts, landings(before, texts), landings(before.on_trial(base), texts), strict=True)
    return [Effect(*one) for one in found]
