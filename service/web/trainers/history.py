"""The history of an entry, from the audit trail and from git: who changed what, and the way back to each version."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from knowledge.editing.changing import Standing
from knowledge.editing.rewriting import plain
from knowledge.loading.yaml_reader import read_source
from knowledge.loading.yaml_tree import YamlMapping
from knowledge.model.entries import Kind
from service.api.call_context import CallContext, Context
from service.api.catalogue import title
from service.live.checkout import file_at, versions_of
from service.live.editing import read_only
from service.store.audit import TrailFilter, trail
from service.web.shell import workplace
from service.web.trainers.editor import EntryKey
from service.web.trainers.entry_text import entry_text, with_data
from service.web.trainers.standing import etag_of, find_entry, text_of

router = APIRouter(prefix="/train", include_in_schema=False)
_COMMITS, _ACTS = 30, 200  # that are looked at


@dataclass(frozen=True, slots=True)
class PastEntry:
    """An entry as a change left it; `data` is None where the change took it away."""

    at: datetime
    by: str
    told_by: str  # audit, git
    note: str
    data: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version with what it changed, as the page shows it."""

    past: PastEntry
    at: str
    diff: Sequence[str]
    is_now: bool


@router.get("/entries/{kind}/{id}/history")
def history(kind: Kind, id: EntryKey, request: Request, context: Context) -> HTMLResponse:
    """Every version that is known, the newest first, each with what it changed."""
    now = find_entry(context, kind, id)
    entry = getattr(context.view.base, now.section).get(id)
    return workplace(
        request,
        "trainers/history.html",
        context,
        kind=kind,
        id=id,
        name=title(entry) if entry is not None else id,
        etag=etag_of(now),
        versions=list(_shown(context, now, past_entries(context, kind, now))),
        is_reviewed=context.settings.review_edits,
        is_read_only=bool(read_only(context.settings)),
    )


def past_entries(context: CallContext, kind: Kind, now: Standing) -> Sequence[PastEntry]:
    """Return what is known of an entry, the newest first; a version that both tell of stands once."""
    told = [*_from_git(context, now), *_from_audit(context, f"{kind}/{now.id}")]
    found: list[PastEntry] = []
    for one in sorted(told, key=lambda past: past.at):
        if found and found[-1].data == one.data:
            found[-1] = _joined(found[-1], one)
        else:
            found.append(one)
    if found and found[-1].data != now.data and now.data is not None:
        found.append(PastEntry(context.now(), "", "file", "", now.data))  # changed by hand and told of by nobody
    return found[::-1]


def _joined(one: PastEntry, other: PastEntry) -> PastEntry:
    """Return what two tell of one version: who and when by the audit trail, else by git, with the commit's words."""
    order = ("audit", "git", "file")
    first, second = sorted((one, other), key=lambda past: order.index(past.told_by))
    return replace(first, note=first.note or second.note)


def _shown(context: CallContext, now: Standing, past: Sequence[PastEntry]) -> Iterator[ShownVersion]:
    zone = ZoneInfo(context.settings.timezone)
    for place, one in enumerate(past):
        before = past[place + 1].data if place + 1 < len(past) else None
        old, new = ([] if data is None else _text(now, data).splitlines() for data in (before, one.data))
        diff = tuple(difflib.unified_diff(old, new, lineterm="", n=1))
        at = one.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        yield ShownVersion(one, at, diff, one.data == now.data)


def _text(now: Standing, data: Mapping[str, Any]) -> str:
    """Return a version as the editor would show it, with the comments that stand there now."""
    if now.data is None:
        return entry_text(b"", now.section, now.id, data)
    return with_data(text_of(now), now.section, now.id, data)


def _from_audit(context: CallContext, subject: str) -> Iterator[PastEntry]:
    acts = context.kept(lambda: trail(context.store, TrailFilter(subject=subject), limit=_ACTS)) or ()
    for act in reversed(acts):
        if act.subject == subject and act.action.startswith("entry "):
            if act.before is not None:  # what nobody told of, where it was not left so by the act before
                yield PastEntry(act.at - timedelta(microseconds=1), "", "file", "", act.before)
            yield PastEntry(act.at, act.actor, "audit", "", act.after)


def _from_git(context: CallContext, now: Standing) -> Iterator[PastEntry]:
    folder, file = context.settings.base, now.source.file
    for version in reversed(versions_of(folder, file, _COMMITS)):
        source = read_source(file, file_at(folder, version.commit, file))
        table = source.data.get(now.section)
        held = table.get(now.id) if isinstance(table, YamlMapping) else None
        data = plain(held) if isinstance(held, YamlMapping) else None
        yield PastEntry(version.at, version.author, "git", version.subject, data)
