"""What pydantic finds wrong with a value, in this project's words: where, what was found and the mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from knowledge.meant import KEYS
from knowledge.nearest import nearest_hint
from knowledge.problem import Fault, FaultsError


def faults_of(error: ValidationError, data: Any, model: TypeAdapter[Any]) -> tuple[Fault, ...]:
    """Return the faults of `data`, which is no `model`; each path leads through the data."""
    found = [details for details in error.errors(include_url=False) if not _follows(details, error)]
    written = {(*details["loc"][:-1], KEYS.get(str(details["loc"][-1]))) for details in found if _is_extra(details)}
    found = [details for details in found if details["type"] != "missing" or tuple(details["loc"]) not in written]
    return tuple(fault for details in found for fault in _faults(details, data, model))


def _is_extra(details: Mapping[str, Any]) -> bool:
    return bool(details["type"] == "extra_forbidden")


def _follows(details: Mapping[str, Any], error: ValidationError) -> bool:
    """Say whether a list is only too short because what stands in it cannot be read."""
    loc = details["loc"]
    return details["type"] == "too_short" and any(
        len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in error.errors(include_url=False)
    )


def _faults(details: Mapping[str, Any], data: Any, model: TypeAdapter[Any]) -> Iterator[Fault]:
    """Turn one of pydantic's errors into faults in this project's words."""
    path = _path(details["loc"], data)
    found = _short(details["input"])
    error = details.get("ctx", {}).get("error")
    match details["type"]:
        case "value_error" if isinstance(error, FaultsError):
            for fault in error.faults:
                yield Fault((*path, *fault.path), fault.code, fault.message, fault.mend)
        case "value_error":
            message, _, mend = str(error).partition(": ")
            yield Fault(path, "value", message, mend or "mend the value")
        case "extra_forbidden" if "：" in str(path[-1]):
            key = str(path[-1]).partition("：")[0]
            message = f"a full-width colon stands after {key!r}"
            yield Fault(path, "unknown-key", message, f"write `{key}: `, with the colon of English")
        case "extra_forbidden":
            known = _keys_at(_schema(model), path[:-1])
            called = {key: name for name, key in KEYS.items() if key in known}
            mend = nearest_hint(str(path[-1]), known, called) or (
                f"the keys here are {', '.join(known)}" if known else "remove it"
            )
            yield Fault(path, "unknown-key", f"unknown key {path[-1]!r}", mend)
        case "missing":
            name = str(details["loc"][-1])
            yield Fault(path, "missing", f"`{name}` is missing", f"write `{name}: …`")
        case "union_tag_not_found":
            yield Fault(path, "missing", "`type` is missing", "write `type: choice`, `integer` or `boolean`")
        case "union_tag_invalid":
            yield Fault(
                (*path, "type"),
                "value",
                f"{details['ctx']['tag']!r} is no type of fact",
                "write choice, integer or boolean",
            )
        case "literal_error":
            expected = details["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
            mend = nearest_hint(str(details["input"]), expected.split(", ")) or f"it is one of {expected}"
            yield Fault(path, "value", f"{found} is not one of its values", mend)
        case "string_pattern_mismatch":
            kind = "snake_case" if "_" in details["ctx"]["pattern"] else "kebab-case"
            mend = (
                f"write it in {kind}" if str(details["input"]).isascii() else f"write the id, in {kind}, not the name"
            )
            yield Fault(path, "id", f"{found} is no id", mend)
        case "string_too_short" | "too_short":
            yield Fault(path, "empty", "it is empty", "write at least one, or remove the key")
        case "greater_than_equal" | "less_than_equal":
            bound = details["ctx"].get("ge", details["ctx"].get("le"))
            side = "at least" if "ge" in details["ctx"] else "at most"
            yield Fault(path, "range", f"{found} is out of range", f"write {side} {bound:g}")
        case kind:
            instead = _LISTS.get(str(details["input"])[:1]) if kind == "tuple_type" else None
            if path[-1:] == ("say",) and isinstance(details["input"], str):
                instead = "write `say: {default: …}`"
            wanted = _WANTED.get(kind, kind)
            yield Fault(path, "type", f"{found} is not {wanted}", instead or _MENDS.get(kind, "mend the value"))


_WANTED = {
    "string_type": "text",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "tuple_type": "a list",
    "float_parsing": "a number",
    "float_type": "a number",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
}
_LISTS = {
    **dict.fromkeys("【［〔「（(", "write the square brackets of English: [a, b]"),
    "-": "write `- ` before each item",
}
_MENDS = {
    "string_type": "write one text; quote it if it holds ': ' or begins with a sign",
    "dict_type": "write `key: value`",
    "mapping_type": "write `key: value`",
    "model_type": "write `key: value`",
    "model_attributes_type": "write `key: value`",
    "tuple_type": "write `[a, b]` or lines that begin with `- `",
    "float_parsing": "write digits, with a point for decimals",
    "int_parsing": "write digits",
}


def _path(loc: Sequence[str | int], data: Any) -> tuple[str | int, ...]:
    """Keep the steps that lead through the data: pydantic's own marks (a union's tag, `[key]`) are dropped."""
    path: list[str | int] = []
    for step in loc:
        match data:
            case Mapping() if step in data:
                data = data[step]
            case list() if isinstance(step, int) and step < len(data):
                data = data[step]
            case _:
                continue
        path.append(step)
    return tuple(path)


def _short(value: Any) -> str:
    match value:
        case str():
            return repr(value if len(value) <= 40 else value[:39] + "…")
        case Mapping():
            return "a mapping"
        case list():
            return "a list"
        case _:
            return str(value)


@lru_cache(maxsize=64)
def _schema(model: TypeAdapter[Any]) -> Mapping[str, Any]:
    return model.json_schema(by_alias=True)


def _keys_at(schema: Mapping[str, Any], path: Sequence[str | int]) -> list[str]:
    """Return the keys that the model knows at `path`; nothing where the schema does not tell."""
    here: list[Mapping[str, Any]] = [schema]
    for step in path:
        here = [below for node in here for below in _below(schema, node, step)]
    keys = [key for node in here for option in _options(schema, node) for key in option.get("properties", ())]
    return sorted(dict.fromkeys(keys))


def _below(root: Mapping[str, Any], node: Mapping[str, Any], step: str | int) -> Iterator[Mapping[str, Any]]:
    for option in _options(root, node):
        if isinstance(step, int) and "items" in option:
            yield option["items"]
        elif step in option.get("properties", {}):
            yield option["properties"][step]
        elif isinstance(option.get("additionalProperties"), Mapping):
            yield option["additionalProperties"]


def _options(root: Mapping[str, Any], node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "$ref" in node:
        target = root.get("$defs", {}).get(node["$ref"].rsplit("/", 1)[-1])
        if target is not None:
            yield from _options(root, target)
        return
    ways = [*node.get("anyOf", ()), *node.get("oneOf", ())]
    for way in ways:
        yield from _options(root, way)
    if not ways:
        yield node
