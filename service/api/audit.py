"""The audit trail as an answer: who changed what and when, from what to what."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from pydantic import Field

from service.answers.answer import Answer
from service.api.call_context import CallContext, Context
from service.api.requests import Day
from service.store.audit import TrailFilter, trail
from service.store.ulid import PATTERN

router = APIRouter(prefix="/v1", tags=["operators"])
MOST = 200


class Act(Answer):
    """One change: `before` and `after` are what was changed, null where it was not there."""

    id: str
    at: datetime
    actor: str = Field(description="who did it; local where nobody signs in")
    action: str
    subject: str = Field(description="what was changed")
    details: dict[str, Any]
    before: Any = None
    after: Any = None


class Trail(Answer):
    """Acts, the newest first."""

    acts: tuple[Act, ...]
    more: str | None = Field(description="send as older_than for those before; null where these are all")


Named = Annotated[str, Query(max_length=200)]


@router.get("/audit", summary="谁在何时改了什么 / Who changed what, and when", operation_id="audit")
def audit(
    context: Context,
    actor: Named = "",
    action: Named = "",
    subject: Annotated[str, Query(max_length=200, description="looked for within what was changed")] = "",
    since: Annotated[Day | None, Query()] = None,
    until: Annotated[Day | None, Query(description="this day included")] = None,
    older_than: Annotated[str | None, Query(pattern=PATTERN)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> Trail:
    """Nothing of it is ever changed or deleted: the database refuses it."""
    return trail_of(context, actor, action, subject, since, until, older_than, limit)


def trail_of(
    context: CallContext,
    actor: str,
    action: str,
    subject: str,
    since: date | None,
    until: date | None,
    older_than: str | None,
    limit: int,
) -> Trail:
    """Return the acts that fit; days are those of the company's time zone."""
    zone = ZoneInfo(context.settings.timezone)
    first = datetime.combine(since, time.min, zone) if since else None
    end = datetime.combine(until + timedelta(days=1), time.min, zone) if until and until < date.max else None
    wanted = TrailFilter(actor, action, subject, first, end, older_than or "")
    found = context.required(lambda: trail(context.store, wanted, limit=limit + 1))
    shown = tuple(
        Act(
            id=one.id,
            at=one.at,
            actor=one.actor,
            action=one.action,
            subject=one.subject,
            details=dict(one.details),
            before=one.before,
            after=one.after,
        )
        for one in found[:limit]
    )
    return Trail(acts=shown, more=shown[-1].id if len(found) > limit else None)
