"""Usage as a page: how far messages are covered and suggestions taken, with its weeks as a plot."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from service.api.call_context import Context
from service.api.errors import CallError
from service.api.usage import Usage, UsageBy, usage_of
from service.store.usage import usage_groups
from service.web.rendering import language_of
from service.web.shell import QUALITY, workplace
from service.web.texts import texts

router = APIRouter(prefix="/qa", include_in_schema=False)
WAYS: tuple[UsageBy, ...] = ("channel", "group", "script", "week")
_LINES = ("coverage", "adoption", "overridden")


@router.get("/usage")
def usage(
    request: Request,
    context: Context,
    by: Annotated[UsageBy, Query()] = "channel",
    since: Annotated[str, Query(max_length=10)] = "",
    until: Annotated[str, Query(max_length=10)] = "",
    channel: Annotated[str, Query(max_length=120)] = "",
    group: Annotated[str, Query(max_length=120)] = "",
) -> HTMLResponse:
    """The last four weeks where no day is named; days that are no period are told beside the form."""
    chosen = (_day(since), _day(until), channel or None, group or None)
    found = weeks = None
    try:
        found = usage_of(context, by, *chosen)
        weeks = found if by == "week" else usage_of(context, "week", *chosen)
    except CallError as error:
        if error.document.status != 422:
            raise
    return workplace(
        request,
        "quality/usage.html",
        context,
        tabs=QUALITY,
        found=found,
        by=by,
        ways=WAYS,
        since=found.since.isoformat() if found else since,
        until=found.until.isoformat() if found else until,
        channel=channel,
        group=group,
        channels={key: one.name for key, one in context.view.base.channels.items()},
        groups=context.required(lambda: usage_groups(context.store)),
        trend={"usage": _trend(weeks, texts(language_of(request)))} if weeks and len(weeks.rows) > 1 else {},
    )


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def _trend(weeks: Usage, words: Mapping[str, str]) -> dict[str, object]:
    """Return the weeks as a plot takes them."""
    shares = {"coverage": "coverage", "adoption": "adoption", "overridden": "overridden_share"}
    lines = [
        {
            "name": words[f"usage_{name}"],
            "label": words[f"usage_{name}"],
            "values": [getattr(one, shares[name]) for one in weeks.rows],
        }
        for name in _LINES
    ]
    return {"runs": [one.key for one in weeks.rows], "lines": lines}
