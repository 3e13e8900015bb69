"""A base cut to what decides: channels, facts, outcomes, statutes, and each policy that decides with one script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.model.script_forms import DEFAULT

Data = dict[str, Any]
Files = dict[str, Data]

_DROPPED = ("ingredients", "skins", "products", "guides", "claims")  # what the product's lexicons say applies anyway
_LEXICONS = ("synonyms", "forbidden", "out_of_scope", "spellings")


def lean(files: Files) -> Files:
    """Return the files cut so; a file that holds nothing any more is left out."""
    cut = {file: {name: _section(name, value) for name, value in data.items()} for file, data in files.items()}
    cut = {file: {name: value for name, value in data.items() if value} for file, data in cut.items()}
    facts = _named_facts(cut)
    for data in cut.values():
        if "facts" in data:
            data["facts"] = {key: fact for key, fact in data["facts"].items() if key in facts}
    return {file: data for file, data in cut.items() if any(data.values())}


def _section(name: str, value: Any) -> Any:
    match name:
        case "policies":
            return {key: _policy(entry) for key, entry in value.items() if entry.get("decide")}
        case "terms":
            return _terms(value)
        case "lexicons":  # the copy holds none, so those of the product apply
            return None
        case _:
            return None if name in _DROPPED else value


def _policy(entry: Mapping[str, Any]) -> Data:
    made = {key: value for key, value in entry.items() if key not in ("not_asks", "attachments")}
    if "say" in made:
        made["say"] = {DEFAULT: made["say"][DEFAULT]}
    return made


def _terms(terms: Mapping[str, Any]) -> Data:
    """Keep what scripts must hold where a case or a decision calls for it; words of ingredients go with them."""
    kept = {name: value for name, value in terms.items() if name not in (*_LEXICONS, "families")}
    if "required" in kept:
        kept["required"] = [item for item in kept["required"] if "when" in item or "decides" in item]
    return {name: value for name, value in kept.items() if value}


def _named_facts(files: Files) -> set[str]:
    """Return the facts that conditions name, the subject, and those that these are read by."""
    facts = {key: fact for data in files.values() for key, fact in (data.get("facts") or {}).items()}
    named = {key for key, fact in facts.items() if fact.get("subject") == "true"}
    for data in files.values():
        for section in ("policies", "statutes"):
            for entry in (data.get(section) or {}).values():
                named |= set(_conditions(entry.get("when") or {}))
        for item in (data.get("terms") or {}).get("required", ()):
            named |= set(_conditions(item.get("when") or {}))
    named |= {fact["follows"]["fact"] for key, fact in facts.items() if key in named and "follows" in fact}
    return named


def _conditions(when: Mapping[str, Any]) -> Iterator[str]:
    for key, value in when.items():
        if key == "any":
            for way in value:
                yield from _conditions(way)
        else:
            yield key
