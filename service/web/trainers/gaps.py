"""The gaps page: questions that found nothing, grouped, and what would answer each group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from knowledge.conflicts.wordings import Words
from service.api.call_context import Context
from service.api.errors import CallError
from service.web.rendering import language_of
from service.web.shell import workplace
from service.web.trainers.gap_groups import GapGroup, NearestScript, gap_groups, nearest_script
from service.web.trainers.words import channels_in_words

router = APIRouter(prefix="/train", include_in_schema=False)
_PAGE = 30
_ADDED = 3  # questions that go into an entry that stands


@dataclass(frozen=True, slots=True)
class ShownGap:
    """A group with the script that comes nearest, and the channels in words."""

    group: GapGroup
    nearest: NearestScript | None
    channels: str
    add: tuple[str, ...]
    last: str  # when it was asked last, where the company is


@router.get("/gaps")
def gaps(request: Request, context: Context, offset: Annotated[int, Query(ge=0, le=100_000)] = 0) -> HTMLResponse:
    """The largest groups first."""
    view, zone = context.view, ZoneInfo(context.settings.timezone)
    words = Words(view.base, language_of(request))
    try:
        found = gap_groups(context)
    except CallError:
        return workplace(request, "trainers/gaps.html", context, found=None, shown=(), targets=(), offset=0, page=_PAGE)
    shown = [
        ShownGap(
            group,
            nearest_script(view.assistant, group.question),
            words.join(f"{channels_in_words(words, (key,))} {count}" for key, count in group.channels),
            group.questions[:_ADDED],
            group.last.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        )
        for group in found.groups[offset : offset + _PAGE]
    ]
    near = [one.nearest for one in shown if one.nearest is not None]
    targets = list(dict.fromkeys((one.kind, one.id, one.title) for one in near))
    return workplace(
        request, "trainers/gaps.html", context, found=found, shown=shown, targets=targets, offset=offset, page=_PAGE
    )
