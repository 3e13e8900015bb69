"""Sessions of people who signed in: a signed cookie, which no script reads and which goes nowhere in the clear."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request

from service.addresses import host_name, is_loopback
from service.people.claims import name_of
from service.people.roles import Role
from service.people.secret import derived, secret_of
from service.settings import Settings

COOKIE = "yizhi-session"


def add_sessions(app: FastAPI, settings: Settings) -> None:
    """Let the app keep sessions; only where people sign in, for what signs cookies is an optional dependency."""
    from starlette.middleware.sessions import SessionMiddleware

    is_secure = is_sent_encrypted(settings)
    app.add_middleware(
        SessionMiddleware,
        secret_key=derived(secret_of(settings), "sessions").hex(),
        session_cookie=COOKIE,
        max_age=round(settings.session_hours * 3600),
        # a frame in a page of another site is sent the cookie only so; what changes something needs our Origin anyway
        same_site="none" if is_secure and settings.origins() else "lax",
        https_only=is_secure,
    )


def is_sent_encrypted(settings: Settings) -> bool:
    """Say whether cookies go over https alone: everywhere but on this machine."""
    if settings.public_url:
        return settings.public_url.lower().startswith("https://")
    return not is_loopback(host_name(f"[{settings.host}]" if ":" in settings.host else settings.host))


def begin_session(
    request: Request, settings: Settings, claims: Mapping[str, Any], roles: frozenset[Role], key: str | None = None
) -> None:
    """Begin a session of someone's, with `key` where an API key opened it; what stood in the one before is gone."""
    now = time.time()
    request.session.clear()
    request.session.update(
        id=str(claims.get("sub") or name_of(claims)),
        name=name_of(claims),
        roles=sorted(role.value for role in roles),
        begun=now,
        until=now + settings.session_hours * 3600,
        own=secrets.token_urlsafe(12),
        theirs=str(claims.get("sid") or "")[:200],
        key=key,
    )
