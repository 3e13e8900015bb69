"""What makes problem documents of exceptions: refusals, bodies that do not fit, and addresses that are not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from knowledge.nearest import nearest_hint
from service.api.errors import CallError, FieldFault, call_fault, problem_response, refusal, short


def install(app: FastAPI) -> None:
    """Let the app answer every error with a problem document."""
    app.add_exception_handler(CallError, _called_wrong)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _called_wrong(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, CallError):
        raise error
    return problem_response(error)


async def _http(_request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    response = problem_response(_http_error(status))
    if status == 405:
        response.headers.update(dict(getattr(error, "headers", None) or {}))
    return response


def _http_error(status: int) -> CallError:
    match status:
        case 404:
            return CallError(404, "not-found", "there is nothing here; /openapi.json lists the calls")
        case 405:
            return CallError(405, "method-not-allowed", "this call takes another method; /openapi.json lists them")
        case 400:
            return CallError(400, "unreadable", "the body cannot be read as JSON in UTF-8")
        case _:
            phrase = HTTPStatus(status).phrase.lower()
            return CallError(status, phrase.replace(" ", "-"), phrase)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    details = error.errors() if isinstance(error, RequestValidationError) else ()
    body = getattr(request.scope.get("route"), "body_field", None)
    known = _keys(getattr(getattr(body, "field_info", None), "annotation", None))
    faults = [fault for found in details for fault in _faults(found, known)]
    return problem_response(refusal(_distinct(faults)))


def _distinct(faults: Sequence[FieldFault]) -> Sequence[FieldFault]:
    """Keep one fault a field: a union reports each of its ways."""
    return tuple({fault.field: fault for fault in reversed(faults)}.values())[::-1]


def _keys(model: Any) -> Sequence[str]:
    fields = getattr(model, "model_fields", {})
    return [info.alias or name for name, info in fields.items()]


def _faults(details: Mapping[str, Any], known: Sequence[str]) -> Iterator[FieldFault]:
    """Turn one of pydantic's errors into a fault in this project's words."""
    where = [str(step) for step in details["loc"]]
    path = ".".join(where[1:] if where[:1] == ["body"] else where) or "body"
    context = details.get("ctx") or {}
    match details["type"]:
        case "json_invalid":
            yield call_fault("body", "the body is no JSON", "send one JSON object in UTF-8")
        case "missing" if path == "body":
            yield call_fault("body", "the body is missing", "send one JSON object")
        case "missing":
            yield call_fault(path, "it is missing", f"send {where[-1]!r}")
        case "extra_forbidden":
            hint = nearest_hint(where[-1], known) if len(where) == 2 else ""
            yield call_fault(
                short(path), "unknown key", hint or (f"the keys are {', '.join(known)}" if known else "remove it")
            )
        case "string_too_long":
            yield call_fault(path, f"longer than {context['max_length']} characters", "shorten it")
        case "too_long":
            yield call_fault(path, f"more than {context['max_length']} of them", "send fewer")
        case "greater_than_equal" | "less_than_equal":
            side = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
            yield call_fault(path, f"{short(details['input'])} is out of range", f"send {side}")
        case "literal_error":
            yield call_fault(path, f"{short(details['input'])!r} is none of its values", f"send {context['expected']}")
        case "string_pattern_mismatch":
            yield call_fault(path, f"{short(details['input'])!r} is no id", "send an id as this service gave it")
        case kind:
            wanted = _WANTED.get(kind, details["msg"].lower())
            yield call_fault(path, f"{short(details['input'])!r} does not fit", f"send {wanted}")


_WANTED = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "dict_type": "an object",
    "model_attributes_type": "an object",
    "model_type": "an object",
    "list_type": "a list",
    "tuple_type": "a list",
    "date_from_datetime_parsing": "a day such as 2026-01-31",
    "date_parsing": "a day such as 2026-01-31",
    "date_type": "a day such as 2026-01-31",
}
