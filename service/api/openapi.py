"""The description of the API: every call with the errors that it may answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from knowledge.model.base import Base
from service.api.errors import PROBLEM_JSON, ProblemDocument
from service.api.openapi_names import with_names
from service.people.routes import ANYONE, least_role
from service.settings import MOST_TEXT, Settings

_DESCRIPTION = (
    "一致：同一个问题，每个渠道同一个答案。客服得到建议，培训师看到冲突与缺口，质检核对回复。\n\n"
    "One answer on every channel: suggestions for agents, conflicts and gaps for trainers, reply checks for QA. "
    "Errors are RFC 9457 problem documents. Text is UTF-8; spans count Unicode code points, the end excluded."
)
_ERRORS = {
    "400": "正文无法读取 / The body cannot be read",
    "401": "须先登录，或密钥不对 / Sign in first, or send a key that stands",
    "403": "角色或渠道不符，或来自其他来源的页面 / For another role or channel, or sent by a page of another origin",
    "404": "没有这一项 / There is no such thing",
    "413": "正文过大 / The body is too large",
    "421": "主机名不对 / Sent to another host name",
    "422": "有字段不合要求 / A field cannot be taken",
    "429": "太频繁，见 Retry-After / Too many calls: see Retry-After",
    "500": "服务内部错误 / The service failed",
    "503": "尚未就绪 / Not ready yet",
}


# what an entry's file may hold: JSON without null
_ENTRY_VALUE: Mapping[str, Any] = {
    "title": "EntryValue",
    "description": "a value of an entry; a key without one is left out",
    "anyOf": [
        {"type": "string"},
        {"type": "number"},
        {"type": "boolean"},
        {"type": "array", "items": {"$ref": "#/components/schemas/EntryValue"}},
        {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/EntryValue"}},
    ],
}


def describe(app: FastAPI, settings: Settings, base: Base | None = None) -> dict[str, Any]:
    """Return the OpenAPI document, with the names of the base where there is one."""
    named: dict[str, Any] = with_names(_described(app, settings), base)
    return named


def _described(app: FastAPI, settings: Settings) -> dict[str, Any]:
    """Return the document with marks in the place of names, made once."""
    if app.openapi_schema is None:
        told = get_openapi(title="yizhi 一致", version=app.version, description=_DESCRIPTION, routes=app.routes)
        schemas = told.setdefault("components", {}).setdefault("schemas", {})
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        problem = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= problem.pop("$defs", {})
        schemas["ProblemDocument"] = problem
        schemas["EntryValue"] = dict(_ENTRY_VALUE)
        _set_longest(schemas, settings.max_text)
        for path, calls in told["paths"].items():
            for method, call in calls.items():
                _with_errors(path, method, call)
        app.openapi_schema = told
    return app.openapi_schema


def _set_longest(node: Any, most: int) -> None:
    """Tell the longest message that the settings allow where the models know only what they may allow at most."""
    if isinstance(node, dict):
        if node.get("maxLength") == MOST_TEXT:
            node["maxLength"] = most
        for inner in node.values():
            _set_longest(inner, most)
    elif isinstance(node, list):
        for inner in node:
            _set_longest(inner, most)


def _with_errors(path: str, method: str, call: dict[str, Any]) -> None:
    content: Mapping[str, Any] = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
    statuses = {"421", "500"}
    if least_role(method.upper(), path) != ANYONE:
        statuses |= {"401", "403", "429"}
    if method != "get":
        statuses |= {"400", "403", "413", "422"}
    if call.get("parameters"):
        statuses.add("422")
    if path.startswith("/v1"):
        statuses.add("503")
    if "{" in path:
        statuses.add("404")
    responses = call["responses"]
    for status, told in responses.items():
        if status >= "400" and "content" not in told:  # a refusal that the call itself describes
            told["content"] = content
    for status in sorted(statuses):
        if status == "422" or status not in responses:
            responses[status] = {"description": _ERRORS[status], "content": content}
