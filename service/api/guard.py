"""What stands before every call: the host it was sent to, the page it came from, and the size of its body."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.errors import CallError, problem_response

HEADERS: Sequence[tuple[bytes, bytes]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        b"font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
)


FRAMED = "/embed"  # the one page that other origins may frame, those that the settings name


def framed_headers(origins: Sequence[str]) -> Sequence[tuple[bytes, bytes]]:
    """Return the headers of the page that may be framed: by these origins, by none where there are none."""
    who = " ".join(origins) or "'none'"
    made = []
    for name, value in HEADERS:
        if name == b"content-security-policy":
            value = value.replace(b"frame-ancestors 'none'", f"frame-ancestors {who}".encode())
        if name == b"cross-origin-opener-policy":
            value = b"unsafe-none"  # a console that opened it by the bookmark sends it messages
        made.append((name, value))
    return made


class Guard:
    """ASGI middleware: refuses what must not reach a call, and reads the body within its limit."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        max_body_bytes: int,
        larger: Mapping[str, int] = MappingProxyType({}),
        origins: Sequence[str] = (),
    ) -> None:
        self._app = app
        self._framed = framed_headers(origins)
        self._limit = max_body_bytes
        self._larger = larger  # path -> the limit of what is uploaded there

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            check_host(headers)
            check_origin(scope["method"], headers)
            body = await self._body(headers, receive, self._larger.get(scope["path"], self._limit))
        except CallError as error:
            await problem_response(error)(scope, receive, _hardened(send))
            return
        except _Gone:
            return
        added = self._framed if scope["path"] == FRAMED else HEADERS
        await self._app(scope, _replay(body, receive), _hardened(send, added))

    async def _body(self, headers: Mapping[str, str], receive: Receive, limit: int) -> bytes:
        declared = headers.get("content-length", "")
        if declared.isdigit() and int(declared[:19]) > limit:
            raise _too_large(limit)
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _Gone
            body += message.get("body", b"")
            if len(body) > limit:
                raise _too_large(limit)
            if not message.get("more_body", False):
                return bytes(body)


def _too_large(limit: int) -> CallError:
    return CallError(413, "too-large", f"the body has more than {limit} bytes; send less at a time")


class _Gone(Exception):
    """The caller hung up before its body was whole."""


def is_loopback(host: str) -> bool:
    """Say whether a host name or address means this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_host(headers: Mapping[str, str]) -> None:
    """Refuse a call that a page elsewhere sent here under a name of its own (DNS rebinding)."""
    host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    if not is_loopback(host):
        raise CallError(421, "wrong-host", "this service answers as 127.0.0.1 or localhost; open it under that name")


def check_origin(method: str, headers: Mapping[str, str]) -> None:
    """Refuse a change that a page of another origin sends in its reader's name."""
    origin = headers.get("origin")
    if method in ("GET", "HEAD", "OPTIONS") or origin is None:
        return
    if urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
        raise CallError(
            403, "wrong-origin", "a page of another origin sent this; use the service's own pages or no Origin"
        )


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replayed() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


def _hardened(send: Send, added: Sequence[tuple[bytes, bytes]] = HEADERS) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *added]
        await send(message)

    return with_headers
