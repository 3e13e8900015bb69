"""What to write next: asks that a reply misses, reviews that end, entries that are asked alike or never found."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from knowledge.problem import Problem
from service.api.call_context import Context
from service.api.catalogue import title
from service.api.evaluations import OWN_QUESTIONS, evaluations_of
from service.web.rendering import page
from service.web.shell import workplace
from service.web.trainers.entries import FEWEST_USES, Leaf, leaves_of
from service.web.trainers.notes import KnownNotes

router = APIRouter(prefix="/train", include_in_schema=False)
_MOST = 30  # entries with hints shown at once


@router.get("/next")
def next_steps(request: Request, context: Context, notes: KnownNotes) -> HTMLResponse:
    """What is quick to know; the hints and the asks alike are fetched when the page stands."""
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
    )


@router.get("/next/alike")
def alike(request: Request, context: Context, notes: KnownNotes) -> HTMLResponse:
    """The asks that stand in entries which answer differently."""
    return page(request, "trainers/alike.html", alike=notes.alike(context.view.base))


@router.get("/next/hints")
def hints(request: Request, context: Context, notes: KnownNotes) -> HTMLResponse:
    """The asks that their reply does not take up, by entry."""
    base = context.view.base
    found = notes.hints(base)
    shown: list[tuple[str, str, str, Problem]] = [
        (kind, key, title(entry), found[key]) for kind, key, entry in base.entries() if key in found
    ]
    return page(request, "trainers/hints.html", shown=shown, most=_MOST)


@router.get("/next/weakest")
def weakest(request: Request, context: Context) -> HTMLResponse:
    """The scripts that come first for the fewest of their own questions when those are left out in turn."""
    found = evaluations_of(context).weakest()
    known = {(kind, key): title(entry) for kind, key, entry in context.view.base.entries()}
    names = {f"{kind}/{key}": name for (kind, key), name in known.items()}
    shown = [one for one in found.scripts if (one.kind, one.id) in known] if found else []
    return page(request, "trainers/weakest.html", found=found, shown=shown, names=names, own=OWN_QUESTIONS)


def _of(leaves: list[Leaf], mark: str) -> list[Leaf]:
    return [leaf for leaf in leaves if mark in leaf.marks]
