"""What stands before every call: the host it was sent to and the page it came from; and headers on every answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.addresses import host_name, is_loopback, origin_of
from service.api.errors import CallError, problem_response

_HEADERS: Sequence[tuple[bytes, bytes]] = (
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
    for name, value in _HEADERS:
        if name == b"content-security-policy":
            value = value.replace(b"frame-ancestors 'none'", f"frame-ancestors {who}".encode())
        if name == b"cross-origin-opener-policy":
            value = b"unsafe-none"  # a console that opened it by the bookmark sends it messages
        made.append((name, value))
    return made


PROBES = ("/healthz", "/readyz")  # a cluster asks them at an address of its own


class Guard:
    """ASGI middleware: refuses what must not reach a call, and hardens every answer."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Sequence[str] = (),
        public_url: str = "",
        origins: Sequence[str] = (),
        is_probed: bool = False,
    ) -> None:
        self._app = app
        self._hosts = frozenset(hosts)  # names beside those of this machine
        self._outside = origin_of(public_url)
        self._framed = framed_headers(origins)
        self._unnamed = PROBES if is_probed else ()  # answered under any name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            if scope["path"] not in self._unnamed:
                check_host(headers, self._hosts)
            check_origin(scope["method"], headers, self._outside)
        except CallError as error:
            await problem_response(error)(scope, receive, hardened(send))
            return
        added = self._framed if scope["path"] == FRAMED else _HEADERS
        await self._app(scope, receive, hardened(send, added))


def check_host(headers: Mapping[str, str], hosts: frozenset[str] = frozenset()) -> None:
    """Refuse a call that a page elsewhere sent here under a name of its own (DNS rebinding)."""
    host = host_name(headers.get("host", ""))
    if not is_loopback(host) and host not in hosts:
        names = ", ".join(("127.0.0.1", "localhost", *sorted(hosts)))
        detail = f"this service answers as {names}; open it under such a name, or add yours to YIZHI_ALLOWED_HOSTS"
        raise CallError(421, "wrong-host", detail)


def check_origin(method: str, headers: Mapping[str, str], outside: str = "") -> None:
    """Refuse a change that a page of another origin sends in its reader's name."""
    origin = headers.get("origin")
    if method in ("GET", "HEAD", "OPTIONS") or origin is None or (outside and origin.lower() == outside):
        return
    if urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
        raise CallError(
            403, "wrong-origin", "a page of another origin sent this; use the service's own pages or no Origin"
        )


def hardened(send: Send, added: Sequence[tuple[bytes, bytes]] = _HEADERS) -> Send:
    """Return what sends an answer with headers that every page of this service bears."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *added]
        await send(message)

    return with_headers
