"""Search of the whole base by words and by meaning: scripts, guides, ingredients, statutes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from indexer.retriever import Read
from knowledge.model.base import Base
from knowledge.model.case import Case
from knowledge.model.entries import AnyEntry, Kind
from knowledge.reading.normal import normalise
from service.answers.answer import Answer
from service.answers.assistant import Assistant
from service.answers.script import script
from service.api.call_context import Context, require_facts
from service.api.callers import Caller, require_channel
from service.api.catalogue import title
from service.api.openapi_names import CHANNELS

router = APIRouter(prefix="/v1", tags=["agents"])
_BY_MEANING = 0.02  # probability from which a script is listed for what the words mean
EntryName = Annotated[str, Field(max_length=160)]
ChannelQuery = Annotated[str | None, Query(max_length=120, json_schema_extra=dict(CHANNELS))]


class FoundEntry(Answer):
    """An entry that was found, with what it says on the channel."""

    kind: Kind
    id: str
    title: str
    text: str = Field(description="its script, or the gist of a statute")
    by: str = Field(description="words, meaning or name")


class FoundEntries(Answer):
    """What was found, those whose names hold the words first."""

    entries: tuple[FoundEntry, ...]


@router.get("/search", summary="搜全库 / Search the whole base", operation_id="search")
def search(
    context: Context,
    caller: Caller,
    q: Annotated[str, Query(max_length=200, description="words, or a question")],
    channel: ChannelQuery = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> FoundEntries:
    """Names that hold every word, then what the words mean."""
    require_channel(caller, channel)
    view = context.view
    require_facts(view.base, channel, {})
    words = normalise(q).split()
    if not words:
        return FoundEntries(entries=())
    case = Case(channel, context.settings.today(), {})
    found: dict[tuple[Kind, str], FoundEntry] = {}
    for kind, key, entry in _by_words(view.base, words):
        found.setdefault((kind, key), _found(view.assistant, case, kind, key, entry, "words"))
        if len(found) >= limit:
            break
    for kind, key, entry in _by_meaning(view.assistant, q):
        if len(found) < limit:
            found.setdefault((kind, key), _found(view.assistant, case, kind, key, entry, "meaning"))
    return FoundEntries(entries=tuple(found.values()))


@router.get("/scripts", summary="几条话术的现文 / What entries say now", operation_id="scripts")
def scripts(
    context: Context,
    entry: Annotated[list[EntryName], Query(min_length=1, max_length=60, description="kind and id, `policy/quality`")],
    channel: ChannelQuery = None,
) -> FoundEntries:
    """Entries by name as they stand, for what an agent keeps of them elsewhere; one that is gone is left out."""
    view = context.view
    require_facts(view.base, channel, {})
    case = Case(channel, context.settings.today(), {})
    standing = {f"{kind}/{key}": (kind, key, one) for kind, key, one in view.base.entries()}
    found = [standing[name] for name in dict.fromkeys(entry) if name in standing]
    return FoundEntries(entries=tuple(_found(view.assistant, case, *one, "name") for one in found))


def _by_words(base: Base, words: list[str]) -> Iterator[tuple[Kind, str, AnyEntry]]:
    """Yield the entries whose names hold every word: those that begin with the first, then the shortest."""
    ranked = []
    for order, (kind, key, entry) in enumerate(base.entries()):
        name = title(entry)
        text = normalise(f"{key} {name} {' '.join(getattr(entry, 'aliases', ()))}")
        if all(word in text for word in words):
            begins = key.startswith(words[0]) or normalise(name).startswith(words[0])
            ranked.append((not begins, len(name), order, (kind, key, entry)))
    yield from (one for *_, one in sorted(ranked, key=lambda one: one[:3]))


def _by_meaning(assistant: Assistant, text: str) -> Iterator[tuple[Kind, str, AnyEntry]]:
    entries = {(kind, key): entry for kind, key, entry in assistant.base.entries()}
    for item in assistant.retriever.rank(text, Read((), {})).ranked:
        if item.probability >= _BY_MEANING and item.target in entries:
            yield (*item.target, entries[item.target])


def _found(assistant: Assistant, case: Case, kind: Kind, key: str, entry: AnyEntry, by: str) -> FoundEntry:
    text = script(entry, assistant.decider, case, {}) if entry.say else str(getattr(entry, "gist", ""))
    return FoundEntry(kind=kind, id=key, title=title(entry), text=text, by=by)
