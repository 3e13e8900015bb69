"""Limits on what one caller may send: the size of a body, and the calls of a second."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from types import MappingProxyType

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.errors import CallError, problem_response

_BURST_S = 2.0  # of unused calls that may be sent at once
_MOST_CALLERS = 10_000


class Rate:
    """A bucket of calls for each caller, filled evenly; the callers longest unheard of are forgotten first."""

    def __init__(self, per_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_s = per_s
        self._most = max(1.0, per_s * _BURST_S)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # calls left, and when that was so

    def wait_s(self, caller: str) -> int:
        """Take one call out of a caller's bucket; return 0, or the whole seconds until there is one to take."""
        if self._per_s <= 0:
            return 0
        now = self._clock()
        left, before = self._left.pop(caller, (self._most, now))
        left = min(self._most, left + max(0.0, now - before) * self._per_s)
        is_in = left >= 1
        self._left[caller] = (left - 1 if is_in else left, now)
        if len(self._left) > _MOST_CALLERS:
            self._left.popitem(last=False)
        return 0 if is_in else math.ceil((1 - left) / self._per_s)


class Bodies:
    """ASGI middleware: reads the body of a call whole, within its limit."""

    def __init__(self, app: ASGIApp, *, max_body_bytes: int, larger: Mapping[str, int] = MappingProxyType({})) -> None:
        self._app = app
        self._limit = max_body_bytes
        self._larger = larger  # path -> the limit of what is uploaded there

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            body = await _body(scope, receive, self._larger.get(scope["path"], self._limit))
        except CallError as error:
            await problem_response(error)(scope, receive, send)
            return
        except _Gone:
            return
        await self._app(scope, _replay(body, receive), send)


class _Gone(Exception):
    """The caller hung up before its body was whole."""


async def _body(scope: Scope, receive: Receive, limit: int) -> bytes:
    declared = next((value for name, value in scope["headers"] if name.lower() == b"content-length"), b"")
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


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replayed() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed
