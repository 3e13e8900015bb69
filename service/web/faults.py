"""Faults of pages: told as a page to whoever opens one in a browser, as a problem document to a program."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from service.api.errors import CallError, ProblemResponse
from service.web.rendering import language_of, page

Handler = Callable[[Request, Any], Response | Awaitable[Response]]
_WORKPLACES = (("/train/", "/train/conflicts", "nav_train"), ("/qa/", "/qa/runs", "nav_quality"))
_AGENTS = ("/", "nav_agents")


def install(app: FastAPI) -> None:
    """Tell every fault that is answered with a problem document as a page, where a browser goes to it."""
    for kind in (CallError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _for_readers(app.exception_handlers[kind]))


def _for_readers(handler: Handler) -> Handler:
    async def answer(request: Request, error: Exception) -> Response:
        answered = handler(request, error)
        response = await answered if isinstance(answered, Awaitable) else answered
        return _fault_page(request, response) if _is_opened(request) else response

    return answer


def _is_opened(request: Request) -> bool:
    """Say whether a person opens this address; scripts of pages and programs ask for other types."""
    is_call = request.url.path.startswith("/v1/") or "hx-request" in request.headers
    return request.method == "GET" and not is_call and "text/html" in request.headers.get("accept", "")


def _fault_page(request: Request, response: Response) -> Response:
    if not isinstance(response, ProblemResponse):
        return response
    told = response.in_language(language_of(request))
    path = request.url.path
    back = next((place for start, *place in _WORKPLACES if path.startswith(start)), _AGENTS)
    return page(request, "fault.html", told.status, fault=told, back=back)
