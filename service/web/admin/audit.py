"""The audit trail as a page: who changed what and when, what it was before and is after, by what one looks for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from service.api.audit import Act, trail_of
from service.api.call_context import Context
from service.store.audit import actors_and_actions
from service.web.rendering import language_of
from service.web.shell import ADMINS, workplace
from service.web.texts import texts

router = APIRouter(prefix="/admin", include_in_schema=False)
_PAGE = 50
Named = Annotated[str, Query(max_length=200)]
Change = tuple[str, str | None, str | None]


@router.get("/audit")
def audit(
    request: Request,
    context: Context,
    actor: Named = "",
    action: Named = "",
    subject: Named = "",
    since: Named = "",
    until: Named = "",
    older_than: Named = "",
) -> HTMLResponse:
    """Fifty acts, the newest first."""
    found = trail_of(context, actor, action, subject, _day(since), _day(until), older_than, _PAGE)
    actors, actions = context.required(lambda: actors_and_actions(context.store))
    words = texts(language_of(request))
    chosen = {"actor": actor, "action": action, "subject": subject, "since": since, "until": until}
    zone = ZoneInfo(context.settings.timezone)
    return workplace(
        request,
        "admin/audit.html",
        context,
        tabs=ADMINS,
        acts=found.acts,
        chosen=chosen,
        actors=actors,
        actions=actions,
        older=f"?{urlencode({**chosen, 'older_than': found.more})}" if found.more else "",
        name_of=lambda act: words.get(f"act_{act.replace(' ', '_')}", act),
        actor_name=lambda one: {"local": words["audit_here"], "service": words["audit_service"]}.get(one, one),
        changes_of=changes_of,
        local=lambda at: _local(at, zone),
    )


def changes_of(act: Act) -> Sequence[Change]:
    """Return what an act changed: each key with its text before and after, None where it was not there."""
    before, after = act.before, act.after
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        old, new = before or {}, after or {}
        keys = dict.fromkeys((*old, *new))
        return [(key, _text(old.get(key)), _text(new.get(key))) for key in keys if old.get(key) != new.get(key)]
    if before is None and after is None:
        return [(key, None, _text(value)) for key, value in act.details.items()]
    return [("", _text(before), _text(after))]


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, indent=1)


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def _local(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
