"""Faults of pages: told as a page to whoever opens one in a browser, as a problem document to a program."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import Scope

from service.api.call_context import context_of
from service.api.errors import CallError, ProblemResponse
from service.web.rendering import language_of, page
from service.web.shell import ADMINS, QUALITY, TRAINERS, Place, workplace

Handler = Callable[[Request, Any], Response | Awaitable[Response]]
_ALONE = ("/exam/", "/embed")  # where whoever opens it does not work in the workplaces, or is inside a helpdesk


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where an address belongs by how it begins: its tabs, and the way back."""

    start: str
    tabs: Sequence[Place]
    back: Place


_WORKPLACES = (
    Workplace("/train/", TRAINERS, Place("/train/conflicts", "nav_train")),
    Workplace("/qa/", QUALITY, Place("/qa/runs", "nav_quality")),
    Workplace("/admin/", ADMINS, Place("/admin/audit", "nav_admin")),
    Workplace("/", (), Place("/", "nav_agents")),
)


def install(app: FastAPI) -> None:
    """Tell every fault that is answered with a problem document as a page, where a browser goes to it."""
    for kind in (CallError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _for_readers(app.exception_handlers[kind]))


def told(scope: Scope, response: ProblemResponse) -> Response:
    """Return what a person is told of a fault of ours; the page stands alone, for the shell may be what failed."""
    request = Request(scope)
    return _fault_page(request, response, _place_of(request), in_shell=False) if _is_opened(request) else response


def _for_readers(handler: Handler) -> Handler:
    async def answer(request: Request, error: Exception) -> Response:
        answered = handler(request, error)
        response = await answered if isinstance(answered, Awaitable) else answered
        if not isinstance(response, ProblemResponse) or not _is_opened(request):
            return response
        in_shell = not request.url.path.startswith(_ALONE)
        return _fault_page(request, response, _place_of(request), in_shell=in_shell)

    return answer


def _is_opened(request: Request) -> bool:
    """Say whether a person opens this address; scripts of pages and programs ask for other types."""
    is_call = request.url.path.startswith("/v1/") or "hx-request" in request.headers
    return request.method == "GET" and not is_call and "text/html" in request.headers.get("accept", "")


def _place_of(request: Request) -> Workplace:
    return next(place for place in _WORKPLACES if request.url.path.startswith(place.start))


def _fault_page(request: Request, response: ProblemResponse, place: Workplace, *, in_shell: bool) -> Response:
    fault = response.in_language(language_of(request))
    data = {"fault": fault, "back": place.back, "in_shell": in_shell}
    if not in_shell:
        return page(request, "fault.html", fault.status, **data)
    return workplace(request, "fault.html", context_of(request), fault.status, place.tabs, **data)
