"""What operators see of each call: a count, a duration and a log line, and never what a user typed."""

from __future__ import annotations

import logging
import re
import time
import traceback
from collections.abc import Callable
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.errors import CallError, ProblemResponse, problem_response
from service.api.guard import hardened
from service.store.ulid import new_ulid
from service.tracing import span

log = logging.getLogger(__name__)
_REQUEST_HEADER = "x-request-id"
_REQUEST = re.compile(r"[A-Za-z0-9._-]{1,64}")
_BUCKETS = (0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.125, 0.25, 0.5, 1, 2.5, 5)

Tell = Callable[[Scope, ProblemResponse], ASGIApp]


class Metrics:
    """The figures of one service, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.calls = Histogram(
            "yizhi_request_seconds",
            "Duration of calls",
            ("method", "route", "status"),
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self.suggestions = Counter(
            "yizhi_suggestions",
            "Questions by the confidence of their first suggestion",
            ("confidence",),
            registry=self.registry,
        )
        self.feedback = Counter(
            "yizhi_feedback", "What agents did with suggestions", ("action",), registry=self.registry
        )
        self.verdicts = Counter("yizhi_reply_checks", "Draft replies by verdict", ("verdict",), registry=self.registry)
        self.unrecorded = Counter(
            "yizhi_unrecorded", "Suggestions whose record could not be kept", registry=self.registry
        )
        self.swaps = Counter(
            "yizhi_snapshot_swaps", "Times that the service took over a new state", registry=self.registry
        )
        self.current = Gauge(
            "yizhi_base_current", "1 where the folder's base serves, 0 where an older one does", registry=self.registry
        )
        self.entries = Gauge("yizhi_entries", "Entries of the base that serves", ("kind",), registry=self.registry)
        self.conflicts = Gauge(
            "yizhi_conflicts", "Conflicts of the base by severity", ("severity",), registry=self.registry
        )


class Observe:
    """ASGI middleware: measures each call; a fault of ours is told to its caller, and is a log line with its place.

    `tell` makes the answer of a problem document: a page, where a person opened one.
    """

    def __init__(self, app: ASGIApp, *, metrics: Metrics, tell: Tell) -> None:
        self._app = app
        self._metrics = metrics
        self._tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        request = _request_id(sent.get(_REQUEST_HEADER, ""))
        with structlog.contextvars.bound_contextvars(request=request), span(scope["method"], None, sent) as traced:
            await self._observed(scope, receive, send, request, traced)

    async def _observed(self, scope: Scope, receive: Receive, send: Send, request: str, traced: Any) -> None:
        started = time.perf_counter()
        status = 0

        send = _named(send, request)

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            log.error(
                "a call failed", extra={"route": _route(scope), "error": type(error).__name__, "at": places(error)}
            )
            if status:
                raise RuntimeError("the call failed after its answer had begun") from None
            status = 500
            fault = CallError(500, "internal", "the service failed on this call; its log says where")
            await self._tell(scope, problem_response(fault))(scope, receive, hardened(send))
        finally:
            took = time.perf_counter() - started
            self._metrics.calls.labels(scope["method"], _route(scope), str(status)).observe(took)
            seen = {
                "method": scope["method"],
                "route": _route(scope),
                "status": status,
                "took_ms": round(took * 1000, 1),
            }
            log.info("call", extra=seen)
            if traced is not None:
                traced.update_name(f"{scope['method']} {_route(scope)}")
                traced.set_attributes({"http.response.status_code": status, "http.route": _route(scope)})
                traced.set_attribute("yizhi.request", request)


def _request_id(sent: str) -> str:
    """Return the id that a caller or a proxy gave a call, where it is one, else a new one."""
    return sent if _REQUEST.fullmatch(sent) else new_ulid()


def _named(send: Send, request: str) -> Send:
    async def with_request(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), (_REQUEST_HEADER.encode(), request.encode())]
        await send(message)

    return with_request


def places(error: BaseException) -> list[str]:
    """Return where an error passed, outermost first, without its message: that may hold what a user typed."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)][-8:]


def _route(scope: Scope) -> str:
    """Return the route's template: a path as sent may hold what a user typed."""
    return str(
        getattr(scope.get("route"), "path", None) or ("/static" if scope["path"].startswith("/static/") else "unknown")
    )
