"""The tree of entries by kind and subject, searched and filtered, each with its state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from indexer.ranker.targets import issue_of
from knowledge.model.base import SECTION_OF, AnyEntry, Base
from knowledge.model.conditions import OneOf
from knowledge.model.entries import Kind, Policy, Statute
from knowledge.model.facts import ChoiceFact
from knowledge.reading.normal import normalise
from service.api.call_context import CallContext, Context
from service.api.catalogue import matches, title
from service.store.usage import UsageCounts
from service.web.shell import workplace
from service.web.trainers.notes import DAYS, KnownNotes, Notes

router = APIRouter(prefix="/train", include_in_schema=False)
Mark = Literal["conflict", "overdue", "soon", "hint", "unused", "most_used", "most_rejected"]
MARKS: tuple[Mark, ...] = ("conflict", "overdue", "soon", "hint", "unused", "most_used", "most_rejected")
COUNTED: Mapping[str, str] = MappingProxyType({"most_used": "used", "most_rejected": "rejected"})
_MOST = 20  # entries of those that are used or rejected most
FEWEST_USES = 50  # questions from which an entry that was never suggested says something


@dataclass(frozen=True, slots=True)
class Leaf:
    """One entry of the tree."""

    kind: Kind
    id: str
    title: str
    asks: int
    marks: tuple[Mark, ...]
    uses: int  # how often it was suggested lately
    used: int  # how often an agent sent it in the last weeks, edited or not
    rejected: int


@dataclass(frozen=True, slots=True)
class Branch:
    """Entries of one kind and subject; the name is empty where the kind has no subjects."""

    kind: Kind
    name: str
    leaves: tuple[Leaf, ...]


@router.get("/entries")
def entries(
    request: Request,
    context: Context,
    notes: KnownNotes,
    q: Annotated[str, Query(max_length=200)] = "",
    kind: Annotated[Kind | Literal[""], Query()] = "",
    mark: Annotated[Mark | Literal[""], Query()] = "",
) -> HTMLResponse:
    """The tree; a search, a kind or a mark opens it and leaves out what does not fit."""
    base = context.view.base
    words = normalise(q).split()
    leaves = [
        leaf
        for leaf, entry in leaves_of(context, notes)
        if kind in ("", leaf.kind)
        and (mark == "" or mark in leaf.marks)
        and matches(leaf.id, entry, words=words, channel=None, overdue=None)
    ]
    return workplace(
        request,
        "trainers/entries.html",
        context,
        branches=list(_branches(base, leaves)),
        kinds=list(SECTION_OF),
        marks=MARKS,
        q=q,
        kind=kind,
        mark=mark,
        total=len(leaves),
        counted=sorted(leaves, key=lambda one: -getattr(one, COUNTED[mark])) if mark in COUNTED else (),
        days=DAYS,
        is_open=bool(words or mark or kind),
        has_hints=notes.known_hints(base) is not None,
    )


def leaves_of(context: CallContext, notes: Notes) -> Iterator[tuple[Leaf, AnyEntry]]:
    """Yield every entry with its state; hints are left out while they are not known yet."""
    view = context.view
    hints = notes.known_hints(view.base) or {}
    asked, uses = notes.uses(context)
    usage = notes.usage(context)
    most_used = _most({key: _used(one) for key, one in usage.items()})
    most_rejected = _most({key: one.rejected for key, one in usage.items()})
    today = context.settings.today()
    for kind, key, entry in view.base.entries():
        states: Mapping[Mark, bool] = {
            "conflict": key in view.conflicts_of,
            "overdue": _ends(entry) < today,
            "soon": today <= _ends(entry) and (_ends(entry).year, _ends(entry).month) == (today.year, today.month),
            "hint": key in hints,
            "unused": asked >= FEWEST_USES and uses[key] == 0 and bool(entry.say) and not getattr(entry, "browse", 0),
            "most_used": f"{kind}/{key}" in most_used,
            "most_rejected": f"{kind}/{key}" in most_rejected,
        }
        marks = tuple(mark for mark in MARKS if states[mark])
        done = usage.get(f"{kind}/{key}", UsageCounts())
        yield Leaf(kind, key, title(entry), len(entry.asks), marks, uses[key], _used(done), done.rejected), entry


def _used(done: UsageCounts) -> int:
    return done.as_is + done.edited + done.overridden


def _most(counts: Mapping[str, int]) -> frozenset[str]:
    """Return the keys of the largest counts, those with none left out."""
    ordered = sorted((key for key in counts if counts[key]), key=lambda key: (-counts[key], key))
    return frozenset(ordered[:_MOST])


def _ends(entry: AnyEntry) -> date:
    return (entry.review.expires if entry.review else None) or date.max


def _branches(base: Base, leaves: list[Leaf]) -> Iterator[Branch]:
    for kind, section in SECTION_OF.items():
        found: dict[str, list[Leaf]] = {}
        for leaf in leaves:
            if leaf.kind == kind:
                found.setdefault(_subject(base, getattr(base, section)[leaf.id]), []).append(leaf)
        for value in (*base.subject_values(), ""):
            if value in found:
                yield Branch(kind, _name(base, value), tuple(found[value]))


def _subject(base: Base, entry: AnyEntry) -> str:
    match entry:
        case Policy():
            return issue_of(base, entry) or ""
        case Statute():
            matcher = entry.when.all.get(base.subject)
            return str(matcher.values[0]) if isinstance(matcher, OneOf) and len(matcher.values) == 1 else ""
        case _:
            return ""


def _name(base: Base, value: str) -> str:
    fact = base.facts[base.subject]
    return fact.values[value].name if value and isinstance(fact, ChoiceFact) else value
