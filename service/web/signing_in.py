"""Signing in and out: through the company's OpenID Connect provider, or with an API key, into a session."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Body, FastAPI, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from service.api.access import SIGN_IN
from service.api.call_context import Context
from service.api.callers import Caller
from service.api.errors import CallError
from service.api.standing import find_key, marks_of, person_of_key
from service.people.claims import read_roles, roles_of
from service.people.roles import Person
from service.settings import Settings
from service.store.ended_sessions import end_session
from service.web import back_channel
from service.web.provider import open_provider, pinned
from service.web.rendering import page
from service.web.sessions import begin_session

log = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)
Next = Annotated[str, Query(max_length=2000)]


class SecretBody(BaseModel):
    """An API key, to sign in with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    secret: str = Field(max_length=200)


def install(app: FastAPI, settings: Settings) -> None:
    """Add the ways in and out to the app."""
    app.include_router(router)
    app.include_router(back_channel.router)
    app.state.provider = open_provider(settings) if settings.sign_in == "oidc" else None


@router.get(SIGN_IN)
def sign_in(
    request: Request,
    context: Context,
    caller: Caller,
    next: Next = "/",
    refused: bool = False,
    fault: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """How one signs in, or why the page that was asked for stays shut."""
    if not context.settings.has_people or (caller.is_signed_in and not refused):
        return RedirectResponse(_own(next), 303)
    known = fault if fault in ("state", "provider", "roles") else ""
    return _page(request, context.settings, 403 if refused else 200, next=_own(next), fault=known)


@router.get(f"{SIGN_IN}/start")
async def start(request: Request, context: Context, next: Next = "/") -> Response:
    """Send the browser to the provider, with a state, a nonce and a code challenge of its own."""
    provider = request.app.state.provider
    if provider is None:
        return RedirectResponse(SIGN_IN, 303)
    request.session.clear()
    request.session["next"] = _own(next)
    outside = context.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    try:
        found: Response = await provider.authorize_redirect(request, f"{outside}{SIGN_IN}/callback")
    except Exception as error:
        return _failed("provider", error)
    return found


@router.get(f"{SIGN_IN}/callback")
async def callback(request: Request, context: Context) -> Response:
    """Where the provider sends the browser back to: the code is exchanged, the token checked, the session begun."""
    from authlib.integrations.base_client import MismatchingStateError

    provider, settings = request.app.state.provider, context.settings
    if provider is None:
        return RedirectResponse(SIGN_IN, 303)
    there = _own(str(request.session.get("next", "/")))
    try:
        token = await (await pinned(provider, settings.oidc_issuer)).authorize_access_token(request)
    except MismatchingStateError as error:
        return _failed("state", error)
    except Exception as error:
        return _failed("provider", error)
    claims = dict(token.get("userinfo") or {})
    if not claims.get("sub"):
        return _failed("provider", LookupError("no id token"))
    roles = roles_of(claims, settings.oidc_role_claim, read_roles(settings.oidc_roles))
    if not roles:
        request.session.clear()
        return _failed("roles", LookupError("no role"))
    begin_session(request, settings, claims, roles)
    log.info("signed in", extra={"roles": sorted(roles)})
    return RedirectResponse(there, 303)


@router.post(f"{SIGN_IN}/key", status_code=204)
async def sign_in_with_key(request: Request, context: Context, body: Annotated[SecretBody, Body()]) -> Response:
    """Begin a session with an API key, for pages where there is no provider."""
    if not context.settings.has_people:
        return Response(status_code=204)
    key = await find_key(context, body.secret.strip())
    if key is None:
        raise CallError(401, "wrong-key", "this key is not known, or it was revoked")
    if key.channel is not None:
        raise CallError(403, "wrong-channel", "a key for one channel is for programs; pages need one for all")
    person: Person = person_of_key(key)
    begin_session(request, context.settings, {"sub": f"key {key.id}", "name": person.name}, person.roles, key.id)
    return Response(status_code=204)


@router.post("/sign-out")
def sign_out(request: Request, context: Context) -> Response:
    """End the session here, also where its cookie was copied; the provider's own goes on."""
    if context.settings.has_people:
        marks = marks_of({"own": request.session.get("own")})
        request.session.clear()
        if marks:
            now, lasts = datetime.now(UTC), context.settings.longest_session()
            context.kept(lambda: end_session(context.store, marks[0], at=now, longest=lasts))
            context.ended.forget()
    return RedirectResponse(SIGN_IN, 303)


def _page(request: Request, settings: Settings, status: int, **data: Any) -> HTMLResponse:
    return page(request, "sign-in.html", status, has_provider=settings.sign_in == "oidc", is_shut=status == 403, **data)


def _own(path: str) -> str:
    """Return a path of this service; anything that could lead elsewhere leads to the first page."""
    is_own = path.startswith("/") and not path.startswith(("//", "/\\", SIGN_IN)) and "\\" not in path
    return path if is_own and path.isprintable() else "/"


def _failed(fault: str, error: Exception) -> Response:
    """Lead back to where one signs in; the log says what kind of fault it was, never what the provider sent."""
    log.warning("sign-in failed", extra={"fault": fault, "error": type(error).__name__})
    return RedirectResponse(f"{SIGN_IN}?fault={quote(fault)}", 303)
