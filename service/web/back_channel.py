"""What the company's provider says without a browser: someone is signed out there, so every session here ends too.

OpenID Connect Back-Channel Logout 1.0.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response

from service.api.access import SIGN_IN
from service.api.call_context import Context
from service.api.errors import CallError, not_found
from service.api.standing import marks_of
from service.store.ended_sessions import end_sessions
from service.web.provider import SIGNED, pinned

log = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)
_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_MOST_AGE_S = 600
_LEEWAY_S = 120


@router.post(f"{SIGN_IN}/ended")
async def ended(request: Request, context: Context) -> Response:
    """End the sessions of whom the provider's logout token names; what began after the token was made goes on."""
    provider = request.app.state.provider
    if provider is None:
        raise not_found("provider", SIGN_IN)
    sent = parse_qs((await request.body()).decode("latin-1")).get("logout_token", [""])[0]
    try:
        claims = await _claims(provider, sent, context.settings.oidc_issuer, context.settings.oidc_client_id)
    except Exception as error:
        log.warning("a logout token was refused", extra={"error": type(error).__name__})
        raise CallError(400, "logout-token", "this is no logout token of the provider for this service") from error
    at = datetime.fromtimestamp(min(time.time(), claims["iat"] + 1), UTC)  # its moment is told in whole seconds
    whose = marks_of({"id": claims.get("sub")} if not claims.get("sid") else {"theirs": claims["sid"]})
    person = str(claims.get("sub") or "")[:100]
    longest = context.settings.longest_session()
    context.required(lambda: end_sessions(context.store, person, whose, at, longest, "provider"))
    context.ended.forget()
    return Response(headers={"Cache-Control": "no-store"})


async def _claims(provider: Any, token: str, issuer: str, client: str) -> Mapping[str, Any]:
    """Return what a logout token says; raises whatever is wrong with it."""
    from joserfc import jwt
    from joserfc.errors import InvalidKeyIdError
    from joserfc.jwk import KeySet
    from joserfc.jws import JWSRegistry

    await pinned(provider, issuer)
    registry = JWSRegistry(algorithms=list(SIGNED), strict_check_header=False)
    try:
        claims = jwt.decode(token, KeySet.import_key_set(await provider.fetch_jwk_set()), registry=registry).claims
    except InvalidKeyIdError:
        keys = KeySet.import_key_set(await provider.fetch_jwk_set(force=True))
        claims = jwt.decode(token, keys, registry=registry).claims
    audience = claims.get("aud")
    now, at = time.time(), claims["iat"]
    is_meant = (
        str(claims.get("iss", "")).rstrip("/") == issuer.rstrip("/")
        and client in (audience if isinstance(audience, list) else [audience])
        and now - _MOST_AGE_S <= at <= now + _LEEWAY_S
        and claims.get("exp", now) >= now - _LEEWAY_S
        and _EVENT in claims.get("events", {})
        and "nonce" not in claims
        and all(isinstance(claims.get(name, ""), str) for name in ("sub", "sid"))
        and (claims.get("sub") or claims.get("sid"))
    )
    if not is_meant:
        raise LookupError("not a logout token for this service")
    return claims
