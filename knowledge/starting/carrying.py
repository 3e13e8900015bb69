"""Channels renamed or left out, and outcomes left out, carried through every file of a base."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.model.base import SECTION_OF
from knowledge.model.script_forms import FORMS
from knowledge.starting.references import without_dangling
from knowledge.starting.wishes import Wishes

Data = dict[str, Any]
Files = dict[str, Data]  # file -> top-level key -> what stands there

_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]?")
_UNITS = {"m": "分钟", "h": "小时", "d": "天"}


def carry(files: Files, wishes: Wishes) -> Files:
    """Return the files as the wishes have them; nothing in them names what is no longer there."""
    labels = {key: _labels(entry) for key, entry in _table(files, "outcomes").items()}
    channels = _channels(files, wishes)
    names = {old: new.id for old, new in wishes.renamed.items()}
    carried: Files = {}
    for file, data in files.items():
        carried[file] = {
            section: _section(section, value, channels, names, wishes.dropped, labels)
            for section, value in data.items()
        }
    _place_channels(carried, channels)
    return without_dangling(carried)


def _table(files: Files, section: str) -> Data:
    return {key: entry for data in files.values() for key, entry in (data.get(section) or {}).items()}


def _labels(outcome: Mapping[str, Any]) -> Mapping[str, str]:
    return dict(outcome.get("labels") or {})


def _channels(files: Files, wishes: Wishes) -> dict[str, Data]:
    """Return the channels of the new base, in order."""
    known: dict[str, Data] = {}
    for key, entry in _table(files, "channels").items():
        new = wishes.renamed.get(key)
        known[new.id if new else key] = new.entry(entry) if new else dict(entry)
    if not wishes.channels:
        return known
    kept = {one.id: one.entry(known.get(one.id)) for one in wishes.channels}
    renamed = {one.id for one in wishes.renamed.values()} - kept.keys()
    return kept | {key: entry for key, entry in known.items() if key in renamed}


def _place_channels(files: Files, channels: Mapping[str, Data]) -> None:
    """Write the channels where channels stood first."""
    stood = [file for file, data in files.items() if "channels" in data]
    for number, file in enumerate(stood):
        if number:
            del files[file]["channels"]
        else:
            files[file]["channels"] = dict(channels)


def _section(
    section: str,
    value: Any,
    channels: Mapping[str, Data],
    names: Mapping[str, str],
    dropped: frozenset[str],
    labels: Any,
) -> Any:
    if section == "values":
        return {name: _by_channel(texts, channels, names) for name, texts in value.items()}
    if section == "outcomes":
        return {key: entry for key, entry in value.items() if key not in dropped}
    if section == "terms":
        return _terms(value, dropped)
    if section in SECTION_OF.values() and isinstance(value, Mapping):
        entries = ((key, _entry(entry, channels, names, dropped, labels)) for key, entry in value.items())
        return {key: entry for key, entry in entries if entry is not None}
    return value


def _entry(
    entry: Mapping[str, Any],
    channels: Mapping[str, Data],
    names: Mapping[str, str],
    dropped: frozenset[str],
    labels: Any,
) -> Data | None:
    made = dict(entry)
    if "channels" in made:
        made["channels"] = [name for old in made["channels"] if (name := names.get(old, old)) in channels]
        if not made["channels"]:
            return None
    for key in ("decide", "floor"):
        if made.get(key):  # a statute that grants no floor says so by an empty one
            made[key] = {name: value for name, value in made[key].items() if name not in dropped}
            if not made[key]:
                del made[key]
    if "gaps" in made:
        accepted = [name for name in made["gaps"]["accepted"] if name not in dropped]
        made["gaps"] = {**made["gaps"], "accepted": accepted}
        if not accepted:
            del made["gaps"]
    decided = {**entry.get("floor", {}), **entry.get("decide", {})}
    if "say" in made:
        made["say"] = _said(made["say"], channels, names, dropped, decided, labels)
    if "cases" in made:
        made["cases"] = [
            {**case, "say": _said(case["say"], channels, names, dropped, decided, labels)} for case in made["cases"]
        ]
    is_void = "when" in made and not {"decide", "floor", "say"} & made.keys()
    return None if is_void or ("floor" in entry and "floor" not in made) else made


def _said(
    say: Mapping[str, str],
    channels: Mapping[str, Data],
    names: Mapping[str, str],
    dropped: frozenset[str],
    decided: Mapping[str, str],
    labels: Any,
) -> Data:
    texts = _by_channel(say, channels, names)
    return {name: _filled(text, dropped, decided, labels) for name, text in texts.items()}


def _by_channel(texts: Mapping[str, str], channels: Mapping[str, Data], names: Mapping[str, str]) -> Data:
    made = {names.get(name, name): text for name, text in texts.items()}
    return {name: text for name, text in made.items() if name in FORMS or name in channels}


def _filled(text: str, dropped: frozenset[str], decided: Mapping[str, str], labels: Mapping[str, Any]) -> str:
    """Return the text with the values of dropped outcomes written out; a sentence whose value is not known goes."""
    for name in dropped:
        blank = f"{{{name}}}"
        if blank not in text:
            continue
        if name in decided:
            text = text.replace(blank, labels[name].get(decided[name]) or _spoken(decided[name]))
        else:
            text = "".join(part for part in _SENTENCE.findall(text) if blank not in part).strip() or text
    return text


def _spoken(value: str) -> str:
    return f"{value[:-1]}{_UNITS[value[-1]]}" if value[:-1].isdigit() and value[-1] in _UNITS else value


def _terms(terms: Mapping[str, Any], dropped: frozenset[str]) -> Data:
    made = dict(terms)
    if "required" in made:
        made["required"] = list(_required(made["required"], dropped))
    return made


def _required(items: list[Data], dropped: frozenset[str]) -> Iterator[Data]:
    for item in items:
        decides = {name: value for name, value in (item.get("decides") or {}).items() if name not in dropped}
        kept = {key: value for key, value in item.items() if key != "decides"}
        if decides:
            yield {**item, "decides": decides}
        elif not item.get("decides") or kept.keys() & {"when", "mentions"}:
            yield kept if item.get("decides") else item
