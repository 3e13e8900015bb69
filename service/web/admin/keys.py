"""The admins' page of API keys: made, shown once, revoked."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from service.api.call_context import Context
from service.api.keys import listed
from service.people.roles import Role
from service.web.shell import ADMINS, workplace

router = APIRouter(prefix="/admin", include_in_schema=False)


@router.get("/keys")
def keys(request: Request, context: Context) -> HTMLResponse:
    """Every key, and a form for a new one."""
    return workplace(
        request,
        "admin/keys.html",
        context,
        tabs=ADMINS,
        keys=listed(context),
        roles=[role.value for role in Role],
        channels={key: one.name for key, one in context.view.base.channels.items()},
    )
