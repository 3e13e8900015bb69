"""The description of the API with the names of the base that answers: channels, skins, facts, values.

A model marks what is a name of the base by `x-names`; without a base the marks are only taken away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.model.base import Base
from knowledge.model.facts import BooleanFact, ChoiceFact, Fact

MARK = "x-names"
CHANNELS: Mapping[str, Any] = {MARK: "channels"}
SKINS: Mapping[str, Any] = {MARK: "skins"}
FACTS: Mapping[str, Any] = {MARK: "facts"}


def with_names(node: Any, base: Base | None) -> Any:
    """Return a description whose marks are taken away, or replaced by what the base calls things."""
    if isinstance(node, list):
        return [with_names(inner, base) for inner in node]
    if not isinstance(node, dict):
        return node
    kept = {key: with_names(inner, base) for key, inner in node.items() if key != MARK}
    if base is None:
        return kept
    if isinstance(node.get("examples"), list) and "properties" in node:
        kept["examples"] = [one for one in node["examples"] if _fits(one, node["properties"], base)]
    match node.get(MARK):
        case "channels" | "skins" as names:
            known = {"type": "string", "enum": _names(names, base)}
            kept = {key: inner for key, inner in kept.items() if key not in ("type", "maxLength", "examples")}
            kept["anyOf"] = [*([known] if known["enum"] else []), *_null(node)]
        case "facts":
            values = node.get("additionalProperties", {})
            kept["properties"] = {
                key: {"description": fact.name or key, "anyOf": [*_values(fact), *_null(values)]}
                for key, fact in base.facts.items()
            }
            kept["additionalProperties"] = False
            kept.pop("examples", None)
    return kept


def _names(what: str, base: Base) -> list[str]:
    """Return what may be written: the ids of channels; of skins the names too."""
    if what == "channels":
        return list(base.channels)
    return list(dict.fromkeys((*base.skins, *(one.name for one in base.skins.values()))))


def _fits(example: Mapping[str, Any], properties: Mapping[str, Mapping[str, Any]], base: Base) -> bool:
    """Say whether the base knows what an example names: it was written for the embedded one."""
    for key, value in example.items():
        what = properties.get(key, {}).get(MARK)
        known = base.facts if what == "facts" else _names(what, base) if what else ()
        if what and value is not None and not set(value if what == "facts" else [value]) <= set(known):
            return False
    return True


def _null(node: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the schema of null where the model takes it."""
    return [{"type": "null"}] if {"type": "null"} in node.get("anyOf", ()) else []


def _values(fact: Fact) -> list[dict[str, Any]]:
    """Return what a fact may be; truths and numbers may also come as text."""
    match fact:
        case ChoiceFact():
            return [{"type": "string", "enum": list(fact.values)}]
        case BooleanFact():
            return [{"type": "boolean"}, {"type": "string", "enum": ["true", "false"]}]
        case _:
            number = {"type": "integer", "minimum": fact.min, "maximum": fact.max}
            return [number, {"type": "string", "pattern": number_pattern(fact.min, fact.max)}]


def number_pattern(low: int, high: int) -> str:
    """Return the pattern of the whole numbers from `low` to `high` in digits."""
    parts = list(_blocks(max(low, 0), high))
    if low < 0:
        parts += [f"-{part}" for part in _blocks(max(1, -high), -low)]
    return f"^(?:{'|'.join(parts)})$"


def _blocks(low: int, high: int) -> Iterator[str]:
    """Yield patterns that together are the numbers from `low` to `high`, neither below zero: 37, [4-9][0-9], 100."""
    while low <= high:
        size = 1
        while low and low % (size * 10) == 0 and low + size * 10 - 1 <= high:
            size *= 10
        before, digit = divmod(low // size, 10)
        last = min(9, digit + (high - low + 1) // size - 1)
        free = "[0-9]" * (len(str(size)) - 1)
        yield f"{before or ''}{digit if digit == last else f'[{digit}-{last}]'}{free}"
        low += (last - digit + 1) * size
