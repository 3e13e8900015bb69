"""Writes the reference of `docs/http-api.md` from the OpenAPI description: `python -m docs.http_api`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from service.app import create_app
from service.settings import Settings

PAGE = Path(__file__).with_name("http-api.md")
MARK = "<!-- What follows is written by `python -m docs.http_api`. -->\n"

Json = Mapping[str, Any]


def page(hand_written: str, described: Json) -> str:
    """Return the page: what stands before the mark, then the reference."""
    return hand_written.partition(MARK)[0] + MARK + "\n" + "\n".join(reference(described)) + "\n"


def reference(described: Json) -> Iterator[str]:
    """Yield the lines of the reference: every call, then every model."""
    yield "## Calls"
    for path, calls in described["paths"].items():
        for method, call in calls.items():
            yield from _call(method.upper(), path, call)
    yield ""
    yield "## Models"
    for name, model in sorted(described["components"]["schemas"].items()):
        yield from _model(name, model)


def _call(method: str, path: str, call: Json) -> Iterator[str]:
    summary = call["summary"].rpartition(" / ")[2]
    yield ""
    yield f"### {method} {path}"
    yield ""
    yield f"{summary}. {_line(call.get('description', ''))}".strip()
    yield ""
    yield "| | |"
    yield "| --- | --- |"
    for one in call.get("parameters", ()):
        needed = "" if one.get("required") else ", optional"
        yield f"| `{one['name']}` ({one['in']}) | {_type(one['schema'])}{needed} |"
    if "requestBody" in call:
        yield f"| body | {_content(call['requestBody'])} |"
    for status, answer in sorted(call["responses"].items()):
        if status < "400":
            yield f"| {status} | {_content(answer)} |"
    refused = [status for status in sorted(call["responses"]) if status >= "400"]
    yield f"| refusals | {', '.join(refused)} |"


def _content(body: Json) -> str:
    kinds = body.get("content", {})
    told = [f"{_type(one.get('schema', {}))}" if kind == "application/json" else kind for kind, one in kinds.items()]
    return ", ".join(told) or _line(body.get("description", ""))


def _model(name: str, model: Json) -> Iterator[str]:
    yield ""
    yield f"### {name}"
    yield ""
    if model.get("description"):
        yield _line(model["description"])
        yield ""
    if "properties" not in model:
        yield _type(model)
        return
    yield "| key | type | |"
    yield "| --- | --- | --- |"
    for key, inner in model["properties"].items():
        needed = "" if key in model.get("required", ()) else "optional"
        told = ". ".join(part for part in (needed, _line(inner.get("description", ""))) if part)
        yield f"| `{key}` | {_type(inner)} | {told} |"


def _type(node: Json) -> str:
    if "$ref" in node:
        name = node["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "enum" in node or "const" in node:
        return ", ".join(f"`{one}`" for one in node.get("enum", [node.get("const")]))
    for key in ("anyOf", "oneOf", "allOf"):
        if key in node:
            return " or ".join(dict.fromkeys(_type(one) for one in node[key]))
    if node.get("type") == "array":
        if "prefixItems" in node:
            return f"[{', '.join(_type(one) for one in node['prefixItems'])}]"
        return f"list of {_type(node.get('items', {}))}"
    if isinstance(node.get("additionalProperties"), Mapping):
        return f"mapping to {_type(node['additionalProperties'])}"
    return str(node.get("format") or node.get("type") or "any")


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8"), create_app(Settings()).openapi()), "utf-8")
