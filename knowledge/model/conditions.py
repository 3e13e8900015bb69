"""The conditions of a `when`: their typed form, and how they are read from what a trainer wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge import meant
from knowledge.model.facts import Fact, IntegerFact, Value, value_of
from knowledge.nearest import nearest_hint
from knowledge.problem import Fault, FaultsError


@dataclass(frozen=True, slots=True)
class OneOf:
    """Holds when the fact equals one of the values."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """Holds when an integer fact lies from low to high, both included; clipped to the fact's min and max."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when the fact does not match the inner matcher."""

    matcher: Matcher


Matcher = OneOf | Between | Not


def matches(matcher: Matcher, value: Value) -> bool:
    """Say whether a value matches, read off the condition as it is written."""
    match matcher:
        case OneOf(values):
            return value in values
        case Between(low, high):
            return low <= int(value) <= high
        case Not(inner):
            return not matches(inner, value)


@dataclass(frozen=True, slots=True)
class When:
    """Every matcher of `all` must hold and, where `any` is not empty, every matcher of at least one of its mappings."""

    all: Mapping[str, Matcher]
    any: tuple[Mapping[str, Matcher], ...] = ()


_RANGE = re.compile(r"(?P<op><=|>=|<|>)\s*(?P<bound>-?\d+)|(?P<low>-?\d+)\s*\.\.\s*(?P<high>-?\d+)")
_LOOKS_LIKE_RANGE = re.compile(r"[<>]|\.\.|[≤≥~～]")


def read_when(data: Any, facts: Mapping[str, Fact]) -> When:
    """Return the typed condition; raises FaultsError with every fault in it."""
    faults: list[Fault] = []
    if data == "":
        data = {}
    if not isinstance(data, Mapping):
        raise FaultsError(
            [Fault((), "type", f"{data!r} is not a mapping of facts", "write facts and what they must be, or {}")]
        )
    everywhere = _mapping({key: value for key, value in data.items() if key != "any"}, facts, (), faults)
    ways: list[Mapping[str, Matcher]] = []
    if "any" in data:
        given = data["any"]
        if not isinstance(given, list) or not given:
            faults.append(
                Fault(
                    ("any",),
                    "type",
                    "`any` is not a list of conditions with at least one",
                    "write `any: [{fact: value}, …]`",
                )
            )
        else:
            for index, way in enumerate(given):
                ways.append(_way(way, facts, index, faults))
    if faults:
        raise FaultsError(faults)
    return When(everywhere, tuple(ways))


def _way(way: Any, facts: Mapping[str, Fact], index: int, faults: list[Fault]) -> Mapping[str, Matcher]:
    path = ("any", index)
    if not isinstance(way, Mapping):
        faults.append(Fault(path, "type", f"{way!r} is not a mapping of facts", "write `{fact: value}`"))
        return {}
    if "any" in way:
        faults.append(Fault((*path, "any"), "nested", "`any` stands inside `any`", "write each way out in one list"))
        return {}
    return _mapping(way, facts, path, faults)


def _mapping(
    data: Mapping[str, Any], facts: Mapping[str, Fact], path: tuple[str | int, ...], faults: list[Fault]
) -> Mapping[str, Matcher]:
    read: dict[str, Matcher] = {}
    for name, value in data.items():
        if name not in facts:
            faults.append(
                Fault(
                    (*path, name),
                    "reference",
                    f"there is no fact {name!r}",
                    nearest_hint(name, facts, {key: fact.name for key, fact in facts.items()})
                    or "declare it under `facts:`",
                )
            )
            continue
        found = _matcher(value, facts[name], (*path, name), faults)
        if found is not None:
            read[name] = found
    return read


def _matcher(value: Any, fact: Fact, path: tuple[str | int, ...], faults: list[Fault]) -> Matcher | None:
    if isinstance(value, Mapping):
        if list(value) != ["not"]:
            faults.append(
                Fault(
                    path,
                    "type",
                    f"a matcher with the keys {sorted(value)}",
                    "write `{not: …}`, a value, a list or a range",
                )
            )
            return None
        inner = _matcher(value["not"], fact, (*path, "not"), faults)
        return None if inner is None else Not(inner)
    if isinstance(value, list):
        return _one_of(value, fact, path, faults)
    if _LOOKS_LIKE_RANGE.search(value):
        return _range(value, fact, path, faults)
    typed = _value(value, fact, path, faults)
    return None if typed is None else OneOf((typed,))


def _one_of(value: list[Any], fact: Fact, path: tuple[str | int, ...], faults: list[Fault]) -> Matcher | None:
    if not value:
        faults.append(
            Fault(path, "empty", "an empty list holds for nothing", "name at least one value, or remove the fact")
        )
        return None
    typed = []
    for index, item in enumerate(value):
        if isinstance(item, str):
            typed.append(_value(item, fact, (*path, index), faults))
        else:
            faults.append(
                Fault((*path, index), "type", "a list inside holds more than plain values", "write `[value, value]`")
            )
    return OneOf(tuple(item for item in typed if item is not None)) if typed else None


def _value(text: str, fact: Fact, path: tuple[str | int, ...], faults: list[Fault]) -> Value | None:
    try:
        return value_of(text, fact)
    except FaultsError as error:
        faults.extend(Fault((*path, *fault.path), fault.code, fault.message, fault.mend) for fault in error.faults)
        return None


def _range(text: str, fact: Fact, path: tuple[str | int, ...], faults: list[Fault]) -> Matcher | None:
    if not isinstance(fact, IntegerFact):
        faults.append(
            Fault(path, "type", f"{text!r} is a range, and the fact is no integer", "name a value of the fact")
        )
        return None
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        mend = meant.hint(meant.whole_numbers(text), 'write "<=7", ">7", "<7", ">=8" or "8..30"')
        faults.append(Fault(path, "range", f"{text!r} is not a whole range", mend))
        return None
    low, high = _ends(found, fact.min, fact.max)
    if low > high and found["op"] is None:
        faults.append(Fault(path, "range", f"{text!r} runs backwards", f"write {high}..{low}"))
        return None
    if low > high or high < fact.min or low > fact.max:
        faults.append(
            Fault(
                path,
                "range",
                f"{text!r} lies outside {fact.min}..{fact.max}",
                f"write a range within {fact.min}..{fact.max}",
            )
        )
        return None
    return Between(max(low, fact.min), min(high, fact.max))


def _ends(found: re.Match[str], low: int, high: int) -> tuple[int, int]:
    if found["op"] is None:
        return int(found["low"]), int(found["high"])
    bound = int(found["bound"])
    match found["op"]:
        case "<=":
            return low, bound
        case "<":
            return low, bound - 1
        case ">=":
            return bound, high
        case _:
            return bound + 1, high
