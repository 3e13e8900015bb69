"""One entry of a folder as it would be: what stands there now, the file that changes, and the base read with it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.editing.rewriting import plain, rewrite
from knowledge.loading.load import Loaded, load
from knowledge.loading.parse_cache import ParseCache
from knowledge.loading.yaml_reader import MAX_DEPTH, read_source
from knowledge.loading.yaml_tree import YamlFile, YamlMapping, place_of
from knowledge.problem import Fault, FaultsError, Location

Sources = tuple[tuple[str, YamlFile], ...]  # sha256 and source of each file, as Memory gives them


@dataclass(frozen=True, slots=True)
class Standing:
    """What the files hold of one entry; without `data` there is none, and `source` says where it would be written."""

    section: str
    id: str
    source: Location
    raw: bytes  # of the file; empty where there is none
    data: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A file as it would be, and the base read with it."""

    file: str
    before: bytes
    after: bytes
    data: Mapping[str, Any]  # of the entry
    loaded: Loaded


@dataclass(slots=True)
class _Given(ParseCache):
    """What was read before, and files that are given in place of those of a folder."""

    given: Sources = ()

    def sources(self, folder: Path) -> Sources:
        return self.given


def find_standing(sources: Sources, section: str, key: str) -> Standing:
    """Return what stands under an id; an entry that is new belongs into a file of its own in the folder of its kind."""
    for _, source in sources:
        table = source.data.get(section)
        if isinstance(table, YamlMapping) and key in table:
            place = place_of(table, (key,))
            where = Location(source.file, place.line, place.column)
            return Standing(section, key, where, source.raw, plain(table[key]))
    file = f"{section}/{key}.yaml"
    raw = next((source.raw for _, source in sources if source.file == file), b"")
    return Standing(section, key, Location(file), raw, None)


def change_entry(
    sources: Sources,
    known: ParseCache,
    now: Standing,
    data: Mapping[str, Any],
    today: date,
    attached: Path,
    head: str = "",
) -> Changed:
    """Return the base with an entry as it would be; raises EditError where its file cannot be changed faithfully.

    `known` is what was read before, and is left as it is; what scripts are sent with stands below `attached`; a file
    that is new begins with `head`.
    """
    file = now.source.file
    wanted = data if now.data is None else in_order(now.data, data)
    after = now.raw if wanted == now.data else rewrite(file, now.raw or head.encode(), {(now.section, now.id): wanted})
    made = {source.file: (digest, source) for digest, source in sources}
    made[file] = (hashlib.sha256(after).hexdigest(), read_source(file, after))
    given = tuple(made[name] for name in sorted(made, key=lambda name: Path(name).parts))
    memory = _Given(dict(known.files), dict(known.parsed), known.context, known.phrased, given)
    return Changed(file, now.raw, after, wanted, load(Path(), today=today, memory=memory, attached=attached))


def in_order(now: Any, new: Any) -> Any:
    """Return the new data with its keys where they stand now; a new key follows the one that it came after."""
    if not isinstance(now, Mapping) or not isinstance(new, Mapping):
        return new
    keys = [key for key in now if key in new]
    last = -1
    for key in new:
        if key not in now:
            keys.insert(last + 1, key)
        last = keys.index(key)
    return {key: in_order(now.get(key), new[key]) for key in keys}


def as_written(data: Any) -> Any:
    """Return JSON as a YAML file holds it, every scalar as text; raises FaultsError with each value that none holds."""
    faults: list[Fault] = []
    found = _authored(data, (), faults)
    if not faults and not found:
        faults.append(Fault((), "empty", "the entry is empty", "send the whole entry as it stands in its file"))
    if faults:
        raise FaultsError(faults)
    return found


def _authored(data: Any, path: tuple[str | int, ...], faults: list[Fault]) -> Any:
    if len(path) > MAX_DEPTH - 4:
        faults.append(Fault(path, "depth", "it is nested too deep", "flatten it"))
        return ""
    match data:
        case bool():
            return "true" if data else "false"
        case str() | int():
            return _text(str(data), path, faults)
        case float() if math.isfinite(data):
            return str(data)
        case Mapping():
            return {_text(key, path, faults): _authored(one, (*path, key), faults) for key, one in data.items()}
        case Sequence():
            return [_authored(one, (*path, place), faults) for place, one in enumerate(data)]
        case _:
            faults.append(Fault(path, "type", f"{data} is no value of an entry", "write a value, or leave the key out"))
            return ""


def _text(text: str, path: tuple[str | int, ...], faults: list[Fault]) -> str:
    if any("\ud800" <= char <= "\udfff" for char in text):
        faults.append(Fault(path, "encoding", "it holds half a character", "send text in UTF-8"))
    return text
