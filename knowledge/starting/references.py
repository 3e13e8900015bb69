"""Ids that entries name and that are no longer there, taken out until none is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.model.base import SECTION_OF

Data = dict[str, Any]
Files = dict[str, Data]

_LISTS = {"over": "policies", "basis": "statutes", "suits": "skins", "unsuits": "skins"}


def without_dangling(files: Files) -> Files:
    """Return the files without references to policies, statutes, skins and ingredients that do not stand in them."""
    known = {
        section: {key for data in files.values() for key in (data.get(section) or {})}
        for section in SECTION_OF.values()
    }
    return {file: {name: _section(name, value, known) for name, value in data.items()} for file, data in files.items()}


def _section(name: str, value: Any, known: Mapping[str, set[str]]) -> Any:
    if name == "terms":
        return _terms(value, known)
    if name not in known or not isinstance(value, Mapping):
        return value
    return {key: _entry(entry, known) for key, entry in value.items()}


def _entry(entry: Mapping[str, Any], known: Mapping[str, set[str]]) -> Data:
    made = dict(entry)
    for key, section in _LISTS.items():
        if key in made:
            kept = [one for one in made[key] if one in known[section]]
            if kept:
                made[key] = kept
            else:
                del made[key]
    if "differs" in made:
        kept = [one for one in made["differs"].get("from", ()) if one in known["policies"]]
        if kept:
            made["differs"] = {**made["differs"], "from": kept}
        else:
            del made["differs"]
    return made


def _terms(terms: Mapping[str, Any], known: Mapping[str, set[str]]) -> Data:
    made = dict(terms)
    if "families" in made:
        families = {word: [one for one in ids if one in known["ingredients"]] for word, ids in made["families"].items()}
        made["families"] = {word: ids for word, ids in families.items() if ids}
        if not made["families"]:
            del made["families"]
    return made
