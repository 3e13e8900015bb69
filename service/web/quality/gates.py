"""The gates: what a run must reach, as one writes it, with what each line means."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from service.api.call_context import Context
from service.api.evaluations import evaluations_of
from service.web.quality.runs import headlines
from service.web.shell import QUALITY, workplace

router = APIRouter(prefix="/qa", include_in_schema=False)
Kind = Literal["retrieval", "consistency", "replies"]


@router.get("/gates")
def gates(request: Request, context: Context, kind: Annotated[Kind, Query()] = "retrieval") -> HTMLResponse:
    """One gate, and how the newest run of its kind stands to it."""
    desk = evaluations_of(context)
    newest = next((one for one in desk.all() if one.kind == kind and one.state == "done"), None)
    return workplace(
        request,
        "quality/gates.html",
        context,
        tabs=QUALITY,
        kind=kind,
        kinds=("retrieval", "consistency", "replies"),
        gate=desk.gate(kind),
        newest=newest,
        figures=headlines(desk.state(newest.id) or newest) if newest else (),
        checks=desk.checked(newest.id) or () if newest else (),
    )
