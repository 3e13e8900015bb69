"""Wrong replies one by one, for those who measure and, the own ones alone, for the agent who wrote them."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from service.api.call_context import CallContext, Context
from service.api.catalogue import title
from service.api.evaluations import evaluations_of
from service.api.own_replies import Viewer, WhoAsks
from service.api.quality import replies_read_by
from service.web.quality.logs import judged_logs
from service.web.shell import QUALITY, workplace

router = APIRouter(include_in_schema=False)
Chosen = Annotated[str, Query(max_length=120)]
RunId = Annotated[str, Query(max_length=26)]
_COOKIE = "yizhi-agent"
_YEAR_S = 365 * 24 * 3600


@router.get("/qa/replies")
def replies(
    request: Request,
    context: Context,
    viewer: WhoAsks,
    run: RunId = "",
    agent: Chosen = "",
    channel: Chosen = "",
    issue: Chosen = "",
) -> HTMLResponse:
    """The wrong replies of a run, of one agent, channel or situation where it is named."""
    return _page(
        request, context, viewer, run, {"agent": agent, "channel": channel, "issue": issue}, can_choose=viewer.reads_all
    )


@router.get("/mine")
def mine(request: Request, context: Context, viewer: WhoAsks, run: RunId = "", agent: Chosen = "") -> HTMLResponse:
    """An agent's own replies. Who signed in is known; where nobody does, one says who one is, and is remembered."""
    who = viewer.agent or agent or unquote(request.cookies.get(_COOKIE, ""))
    own = Viewer(who, reads_all=False) if who else viewer
    response = _page(request, context, own, run, {"agent": who}, is_mine=True, can_choose=not viewer.agent)
    if agent and not viewer.agent:
        response.set_cookie(_COOKIE, quote(agent), max_age=_YEAR_S, samesite="lax", httponly=True)
    return response


def _page(
    request: Request,
    context: CallContext,
    viewer: Viewer,
    run: str,
    wanted: dict[str, str],
    is_mine: bool = False,
    can_choose: bool = True,
) -> HTMLResponse:
    desk = evaluations_of(context)
    logs, chosen = judged_logs(context, run)
    every = desk.wrong_replies(chosen.id) if chosen else None
    found = replies_read_by(viewer, every, wanted["agent"]) if every else None
    shown = [
        one
        for one in (found.replies if found else ())
        if wanted.get("channel", "") in ("", one.channel) and wanted.get("issue", "") in ("", one.issue)
    ]
    policies = context.view.base.policies
    mending = {key for one in shown for said in one.statements for key in said.policies}
    return workplace(
        request,
        "quality/replies.html",
        context,
        tabs=() if is_mine else QUALITY,
        logs=logs,
        chosen=chosen,
        found=found,
        shown=() if is_mine and not wanted["agent"] else shown,
        wanted=wanted,
        is_mine=is_mine,
        can_choose=can_choose,
        names=[one.name for one in (every.agents if every and can_choose else ())],
        channels={key: one.name for key, one in context.view.base.channels.items()},
        titles={key: title(policies[key]) for key in mending if key in policies},
    )
