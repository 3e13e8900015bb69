"""What a case comes to by trying every completion, written straight from the format and sharing nothing with the code."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any

Full = Mapping[str, Any]  # every fact of a case

MINUTES = {"m": 1, "h": 60, "d": 1440}


def values(fact: Mapping[str, Any]) -> list[Any]:
    """Every value of a fact as it is declared in plain data."""
    match fact["type"]:
        case "choice":
            return list(fact["values"])
        case "boolean":
            return [True, False]
        case _:
            return list(range(int(fact["min"]), int(fact["max"]) + 1))


def completions(facts: Mapping[str, Any], known: Full) -> Iterator[Full]:
    names = list(facts)
    for row in product(*([known[name]] if name in known else values(facts[name]) for name in names)):
        yield dict(zip(names, row, strict=True))


def matches(matcher: Any, value: Any) -> bool:
    if isinstance(matcher, dict):
        return not matches(matcher["not"], value)
    if isinstance(matcher, list):
        return any(matches(item, value) for item in matcher)
    text = str(matcher)
    if ".." in text:
        low, high = text.split("..")
        return int(low) <= value <= int(high)
    for sign in ("<=", ">=", "<", ">"):
        if text.startswith(sign):
            bound = int(text[len(sign) :])
            return {"<=": value <= bound, ">=": value >= bound, "<": value < bound, ">": value > bound}[sign]
    return text == (str(value).lower() if isinstance(value, bool) else str(value))


def holds(when: Mapping[str, Any], full: Full) -> bool:
    if not all(matches(matcher, full[name]) for name, matcher in when.items() if name != "any"):
        return False
    return "any" not in when or any(all(matches(m, full[name]) for name, m in way.items()) for way in when["any"])


def applies(policy: Mapping[str, Any], channel: str, on: date, full: Full) -> bool:
    valid = policy.get("valid", {})
    first, last = valid.get("from", "0001-01-01"), valid.get("to", "9999-12-31")
    if not date.fromisoformat(first) <= on <= date.fromisoformat(last):
        return False
    return channel in policy.get("channels", [channel]) and holds(policy["when"], full)


def stand(policies: Mapping[str, Any], outcome: str, channel: str, on: date, full: Full) -> list[str]:
    """The policies that stand for an outcome in a whole case."""
    here = [n for n, p in policies.items() if outcome in p.get("decide", {}) and applies(p, channel, on, full)]
    dropped = {below for name in here for below in policies[name].get("over", [])}
    return [name for name in here if name not in dropped]


def length(value: str) -> Any:
    """The value itself, a duration as minutes."""
    return int(value[:-1]) * MINUTES[value[-1]] if value[:-1].isdigit() else value


def result(policies: Mapping[str, Any], outcome: str, channel: str, on: date, full: Full) -> Any:
    """A value, "contested", or None where nothing is decided."""
    found = {length(policies[name]["decide"][outcome]) for name in stand(policies, outcome, channel, on, full)}
    return None if not found else found.pop() if len(found) == 1 else "contested"
