"""One entry as text for the editor: cut out of its file with its comments, and read back with the place of each key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from knowledge.editing.rendering import block
from knowledge.editing.rewriting import EditError, plain, rewrite
from knowledge.loading.yaml_reader import read_source
from knowledge.loading.yaml_tree import YamlList, YamlMapping, YamlPlace
from knowledge.problem import Problem

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_INDENT = 4  # of an entry's own keys below its section and id
_HEAD = 2  # lines above them


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in the text; line and column count from 1."""

    line: int
    column: int
    message: str
    path: str = ""  # below the entry; empty for what is no value of it


@dataclass(frozen=True, slots=True)
class EntryText:
    """A text as it was read: its data, or why it has none."""

    tree: YamlMapping | None
    faults: tuple[Fault, ...]

    @property
    def data(self) -> Mapping[str, Any]:
        return {} if self.tree is None else plain(self.tree)

    def place(self, problem: Problem) -> Fault:
        """Return a problem of the entry where it stands in the text."""
        line, column = _place(self.tree, problem.path.split(".") if problem.path else [])
        return Fault(line, column, f"{problem.message}; {problem.mend}", problem.path)


def entry_text(raw: bytes, section: str, key: str, data: Mapping[str, Any]) -> str:
    """Return an entry as its file writes it, moved to the left edge; one that shares lines with others is rendered."""
    cut = _cut(raw.decode("utf-8-sig").replace("\r\n", "\n"), section, key)
    if cut is not None:
        found = read_entry(cut, section, key)
        if not found.faults and found.data == data:
            return cut
    return "\n".join(block(name, value, 0) for name, value in data.items()) + "\n"


def with_data(text: str, section: str, key: str, data: Mapping[str, Any]) -> str:
    """Return a text with its entry changed, comments and order kept wherever its own lines can be changed."""
    raw = _around(text, section, key)
    try:
        raw = rewrite("", raw, {(section, key): data})
    except EditError:
        raw = b""
    return entry_text(raw, section, key, data)


def read_entry(text: str, section: str, key: str) -> EntryText:
    """Read what stands in the editor; lines and columns are those of the text."""
    source = read_source("", _around(text, section, key))
    faults = tuple(_moved(problem) for problem in source.problems)
    table = source.data.get(section)
    tree = table.get(key) if isinstance(table, YamlMapping) else None
    if not isinstance(tree, YamlMapping) or not tree:
        empty = Fault(1, 1, "the entry is no mapping of keys; write `key: value` lines")
        return EntryText(None, faults or (empty,))
    return EntryText(None if faults else tree, faults)


def comments(text: str) -> tuple[str, ...]:
    """Return the comments that stand on lines of their own."""
    return tuple(line.strip() for line in text.splitlines() if line.lstrip().startswith("#"))


def _around(text: str, section: str, key: str) -> bytes:
    """Return a text as its file would hold it."""
    lines = [" " * _INDENT + line if line.strip() else "" for line in text.replace("\r\n", "\n").split("\n")]
    return "\n".join([f"{section}:", f"  {key}:", *lines, ""]).encode()


def _moved(problem: Problem) -> Fault:
    where = problem.location
    line = max(1, where.line - _HEAD)
    return Fault(line, max(1, where.column - _INDENT), f"{problem.message}; {problem.mend}")


def _place(tree: Any, path: list[str]) -> YamlPlace:
    here = YamlPlace(_HEAD + 1, _INDENT + 1)
    for step in path:
        if isinstance(tree, YamlMapping) and step in tree.places:
            here, tree = tree.places[step], tree[step]
        elif isinstance(tree, YamlList) and step.isdigit() and int(step) < len(tree):
            here, tree = tree.places[int(step)], tree[int(step)]
        else:
            break
    return YamlPlace(max(1, here.line - _HEAD), max(1, here.column - _INDENT))


def _cut(text: str, section: str, key: str) -> str | None:
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError:
        return None
    table = _child(root, section)
    value = _child(table, key)
    if not isinstance(value, yaml.MappingNode) or value.flow_style or table.flow_style:
        return None
    keys = sorted(one.start_mark.line for one in (*_keys(root), *_keys(table)))
    name = next(one for one in _keys(table) if one.value == key)
    after = next((line for line in keys if line > name.start_mark.line), len(text.split("\n")))
    if value.start_mark.line == name.start_mark.line:
        return None
    lines = text.split("\n")[name.start_mark.line + 1 : after]
    while lines and _is_outside(lines[-1], name.start_mark.column):
        lines.pop()
    left = value.start_mark.column
    return "\n".join(line[min(left, len(line) - len(line.lstrip())) :] for line in lines) + "\n"


def _is_outside(line: str, column: int) -> bool:
    bare = line.lstrip()
    return not bare or (bare.startswith("#") and len(line) - len(bare) <= column)


def _child(node: Any, key: str) -> Any:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for name, value in pairs if name.value == key), None)


def _keys(node: Any) -> Iterator[Any]:
    for name, _ in node.value:
        yield name
