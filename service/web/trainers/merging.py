"""Two editors of one entry: what stands now, what I wrote, and what both began with, merged line by line."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from knowledge.editing.merging import Clash, Settled, merge
from service.api.call_context import Context
from service.web.rendering import page
from service.web.trainers.form import MAX_TEXT, TextBody
from service.web.trainers.standing import etag_of, find_entry, text_of

router = APIRouter(prefix="/train", include_in_schema=False)


class MergeBody(TextBody):
    """What I wrote, and what I began with."""

    base: str = Field(max_length=MAX_TEXT)


@router.post("/merge")
def merged(body: MergeBody, request: Request, context: Context) -> HTMLResponse:
    """What would come of both, as a part of the page; where both changed the same lines, a person chooses."""
    now = find_entry(context, body.kind, body.id)
    text = text_of(now) if now.data is not None else ""
    sides = [one.rstrip("\n").split("\n") for one in (body.base, body.text, text)]
    parts = merge(*sides) if now.data is not None else ()
    return page(
        request,
        "trainers/merge.html",
        etag=etag_of(now),
        text=text,
        parts=[_part(one) for one in parts],
        clashes=sum(isinstance(one, Clash) for one in parts),
        merged_diff=tuple(difflib.unified_diff(sides[0], sides[2], lineterm="", n=1)) if now.data is not None else (),
    )


def _part(part: Settled | Clash) -> Mapping[str, Any]:
    match part:
        case Settled(lines):
            return {"kind": "settled", "lines": list(lines)}
        case Clash(base, mine, theirs):
            return {"kind": "clash", "base": list(base), "mine": list(mine), "theirs": list(theirs)}
