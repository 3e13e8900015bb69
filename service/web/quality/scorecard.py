"""The scorecard: what a log says of the service, in five dimensions, and what it cannot say."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from service.api.call_context import Context
from service.api.evaluations import evaluations_of
from service.api.quality_models import Score
from service.web.quality.logs import judged_logs
from service.web.rendering import language_of
from service.web.shell import QUALITY, workplace
from service.web.texts import texts

router = APIRouter(prefix="/qa", include_in_schema=False)
_MINUTE, _HOUR = 60, 3600


@router.get("/scorecard")
def scorecard(request: Request, context: Context, run: Annotated[str, Query(max_length=26)] = "") -> HTMLResponse:
    """That of the run that is named, else of the newest one of replies."""
    desk = evaluations_of(context)
    logs, chosen = judged_logs(context, run)
    found = desk.scorecard(chosen.id) if chosen else None
    scores = [score for one in found.dimensions for score in one.scores] if found else []
    words = texts(language_of(request))
    return workplace(
        request,
        "quality/scorecard.html",
        context,
        tabs=QUALITY,
        logs=logs,
        chosen=chosen,
        card=found,
        computed=sum(score.figure is not None for score in scores),
        every=len(scores),
        shown=lambda score, value: _shown(score, value, words["seconds_n"], words["minutes"], words["hours"]),
        channel_names={key: one.name for key, one in context.view.base.channels.items()},
    )


def _shown(score: Score, value: float, seconds: str, minutes: str, hours: str) -> str:
    """Return a figure as it is read: a share in per cent, a wait in its unit."""
    match score.unit:
        case "share":
            return f"{value * 100:.1f}%"
        case "seconds" if abs(value) >= 2 * _HOUR:
            return hours.format(n=f"{value / _HOUR:.1f}")
        case "seconds" if abs(value) >= 2 * _MINUTE:
            return minutes.format(n=f"{value / _MINUTE:.1f}")
        case "seconds":
            return seconds.format(n=f"{value:.0f}")
        case _:
            return f"{value:.2f}"
