"""The proposals page: changes that wait for a second person, what each would do, and what was decided before."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from service.api.actors import Actor
from service.api.call_context import CallContext, Context
from service.api.proposals import Proposal, every
from service.web.shell import workplace
from service.web.trainers.entry_text import entry_text, with_data
from service.web.trainers.standing import etag_of, find_entry, text_of

router = APIRouter(prefix="/train", include_in_schema=False)
_DECIDED = 30


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """A proposal with its text and what it changes; `is_overtaken` where the entry is another by now."""

    proposal: Proposal
    at: str
    title: str
    text: str
    diff: Sequence[str]
    is_overtaken: bool


@router.get("/proposals")
def proposals_page(request: Request, context: Context, actor: Actor) -> HTMLResponse:
    """Those that wait, and the newest that were decided."""
    return workplace(
        request,
        "trainers/proposals.html",
        context,
        waiting=[_shown(context, one) for one in every(context, "proposed", 100).proposals],
        decided=[_shown(context, one) for one in every(context, "decided", _DECIDED).proposals],
        actor=actor,
        is_asked=context.settings.review_edits,
    )


def _shown(context: CallContext, one: Proposal) -> ShownProposal:
    now = find_entry(context, one.kind, one.entry_id)
    old = text_of(now) if now.data is not None else ""
    new = with_data(old, now.section, now.id, one.entry) if old else entry_text(b"", now.section, now.id, one.entry)
    diff = tuple(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=1))
    at = one.at.astimezone(ZoneInfo(context.settings.timezone)).strftime("%Y-%m-%d %H:%M")
    name = str(one.entry.get("title") or one.entry.get("name") or one.entry_id)
    return ShownProposal(one, at, name, new, diff, etag_of(now) != (one.etag or ""))
