"""The ten per cent: situations in which two channels say different things, with who is affected and what mends it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from service.api.call_context import Context
from service.api.catalogue import title
from service.api.evaluations import evaluations_of
from service.api.quality_models import ChannelConflict
from service.web.quality.logs import judged_logs
from service.web.shell import QUALITY, workplace

router = APIRouter(prefix="/qa", include_in_schema=False)


@router.get("/conflicts")
def conflicts(
    request: Request,
    context: Context,
    run: Annotated[str, Query(max_length=26)] = "",
    channel: Annotated[str, Query(max_length=120)] = "",
) -> HTMLResponse:
    """Those of the run that is named, else of the newest one of replies; of one channel where it is named."""
    desk = evaluations_of(context)
    logs, chosen = judged_logs(context, run)
    found = desk.conflicts(chosen.id, context.view.assistant) if chosen else None
    shown = (
        [one for one in found.conflicts if not channel or channel in {side.channel for side in one.sides}]
        if found
        else []
    )
    policies = context.view.base.policies
    titles = {key: title(policies[key]) for one in shown for key in one.policies if key in policies}
    return workplace(
        request,
        "quality/conflicts.html",
        context,
        tabs=QUALITY,
        logs=logs,
        chosen=chosen,
        found=found,
        shown=shown,
        channel=channel,
        titles=titles,
        script_of=lambda one: _script(one, titles),
    )


def _script(one: ChannelConflict, titles: dict[str, str]) -> list[tuple[str, str]]:
    """Return the scripts that answer a situation: id and title, those that still stand."""
    return [(key, titles[key]) for key in one.policies if key in titles]
