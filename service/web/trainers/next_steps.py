"""What to write next: asks that a reply misses, reviews that end, entries that are asked alike or never found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from indexer.ranker.targets import group_of, is_suggested
from knowledge.model.base import Base
from knowledge.problem import Problem
from knowledge.reading.normal import normalise
from service.api.call_context import Context
from service.api.catalogue import title
from service.web.rendering import page
from service.web.shell import workplace
from service.web.trainers.entries import FEWEST_USES, Leaf, leaves_of
from service.web.trainers.notes import KnownNotes

router = APIRouter(prefix="/train", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class AlikeAsk:
    """One ask, in normal form, that stands in entries which answer differently."""

    text: str
    leaves: tuple[tuple[str, str, str], ...]  # kind, id, title


@router.get("/next")
def next_steps(request: Request, context: Context, notes: KnownNotes) -> HTMLResponse:
    """What is quick to know; the hints are fetched when the page stands."""
    base = context.view.base
    leaves = [leaf for leaf, _ in leaves_of(context, notes)]
    asked, _ = notes.uses(context)
    reviews = {(kind, key): entry.review for kind, key, entry in base.entries()}
    ends = {of: review.expires for of, review in reviews.items() if review and review.expires}
    return workplace(
        request,
        "trainers/next.html",
        context,
        overdue=_of(leaves, "overdue"),
        soon=_of(leaves, "soon"),
        unused=_of(leaves, "unused"),
        ends=ends,
        asked=asked,
        fewest=FEWEST_USES,
        alike=list(_alike(base)),
    )


@router.get("/next/hints")
def hints(request: Request, context: Context, notes: KnownNotes) -> HTMLResponse:
    """The asks that their reply does not take up, by entry."""
    base = context.view.base
    found = notes.hints(base)
    shown: list[tuple[str, str, str, Problem]] = [
        (kind, key, title(entry), found[key]) for kind, key, entry in base.entries() if key in found
    ]
    return page(request, "trainers/hints.html", shown=shown)


def _of(leaves: list[Leaf], mark: str) -> list[Leaf]:
    return [leaf for leaf in leaves if mark in leaf.marks]


def _alike(base: Base) -> Iterator[AlikeAsk]:
    """Yield each ask that stands in entries of different groups: no fact tells them apart."""
    owners: dict[str, dict[object, tuple[str, str, str]]] = {}
    for kind, key, entry in base.entries():
        if is_suggested(entry):
            group = group_of(base, kind, key, entry)
            for ask in entry.asks:
                owners.setdefault(normalise(ask), {}).setdefault(group, (kind, key, title(entry)))
    for text, found in owners.items():
        if len(found) > 1:
            yield AlikeAsk(text, tuple(found.values()))
