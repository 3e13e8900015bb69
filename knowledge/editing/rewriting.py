"""Entries of one YAML file changed in its text: what an edit does not touch stays byte for byte, comments included.

The edit is cut into the text at the places that YAML's own parser reports, and the outcome is read back and compared
before it is given out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from knowledge.editing import rendering
from knowledge.loading.yaml_reader import read_source

loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_BOM = "\ufeff"

Data = Mapping[str, Any]
Changes = Mapping[tuple[str, str], Data]  # (section, id) -> the whole entry as it shall be


class EditError(Exception):
    """An entry cannot be changed in its file's text; says which one, why and what to do."""


@dataclass(frozen=True, slots=True)
class _Splice:
    start: int
    end: int
    text: str


def rewrite(file: str, raw: bytes, changes: Changes) -> bytes:
    """Return the file with these entries changed or added; raises EditError where that cannot be done faithfully."""
    text = raw.decode("utf-8")
    bom, text = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    newline = "\r\n" if "\r\n" in text else "\n"
    root = yaml.compose(text, Loader=loader) or yaml.MappingNode("", [])
    splices: list[_Splice] = []
    new: dict[str, dict[str, Data]] = {}
    for (section, key), data in changes.items():
        node = child(child(root, section), key)
        if node is None:
            new.setdefault(section, {})[key] = data
        else:
            splices += _edits(text, node, data, f"{file}: {key}")
    for section, entries in new.items():
        splices.append(_addition(text, root, section, entries, file))
    made = bom + _applied(text, splices, newline)
    _verify(file, raw, made.encode(), changes)
    return made.encode()


def plain(value: Any) -> Any:
    """Return data as plain dicts, lists and texts."""
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(one) for one in value]
    return value


def _edits(text: str, node: Any, new: Any, where: str) -> Iterator[_Splice]:
    old = _data(node)
    if old == new:
        return
    if isinstance(node, yaml.MappingNode) and isinstance(new, Mapping) and new:
        same_keys = list(old) == [key for key in new if key in old] == list(new)
        if same_keys or not node.flow_style:
            yield from _pair_edits(text, node, new, where)
            return
    if isinstance(node, yaml.SequenceNode) and isinstance(new, Sequence) and not isinstance(new, str) and old:
        if len(new) == len(old):
            for item, one in zip(node.value, new, strict=True):
                _refuse_alias(item, node.start_mark.index, where)
                yield from _edits(text, item, one, where)
            return
        if new[: len(old)] == old:
            yield _appended(text, node, new[len(old) :])
            return
    yield _Splice(node.start_mark.index, end_of(text, node), _rendered(text, node, new))


def _pair_edits(text: str, node: Any, new: Data, where: str) -> Iterator[_Splice]:
    before: dict[str, tuple[Any, Any]] = {key.value: (key, value) for key, value in node.value}
    for name, (key, value) in before.items():
        _refuse_alias(value, key.end_mark.index, where)
        if name in new:
            yield from _edits(text, value, new[name], where)
        else:
            start = text.rfind("\n", 0, key.start_mark.index) + 1
            if text[start : key.start_mark.index].strip():
                raise EditError(f"{where}: {name} shares its line with another key; remove it in the file by hand")
            yield _Splice(start, line_end(text, end_of(text, value)) + 1, "")
    indent = node.value[0][0].start_mark.column
    kept = [name for name in new if name in before]
    last = max((end_of(text, before[name][1]) for name in kept), default=end_of(text, node))
    added: dict[int, str] = {}
    previous = last
    for name, value in new.items():
        if name in before:
            previous = end_of(text, before[name][1])
        else:
            at = line_end(text, previous)
            added[at] = added.get(at, "") + "\n" + rendering.block(name, value, indent)
    for at, lines in added.items():
        yield _Splice(at, at, lines)


def _appended(text: str, node: Any, more: Sequence[Any]) -> _Splice:
    end = end_of(text, node)
    if not node.flow_style:
        indent, at = node.start_mark.column, line_end(text, end)
        return _Splice(at, at, "\n" + " " * indent + rendering.items(more, indent))
    last = node.value[-1].end_mark.index
    column, indent = _column(text, last), _line_indent(text, node.start_mark.index) + 2
    added = rendering.flow(["", *more], column=column - 3, indent=indent)  # as if after `[""`
    return _Splice(last, last, added[added.index(",") : -1])


def _rendered(text: str, node: Any, new: Any) -> str:
    start = node.start_mark
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and new:
        if isinstance(new, Mapping):
            return rendering.pairs(new, start.column)
        if not isinstance(new, str):
            return rendering.items(new, start.column)
    if isinstance(node, yaml.ScalarNode) and node.style in ("'", '"') and isinstance(new, str):
        return rendering.quote(new, node.style)
    return rendering.flow(new, column=start.column, indent=_line_indent(text, start.index) + 2)


def _addition(text: str, root: Any, section: str, entries: Mapping[str, Data], file: str) -> _Splice:
    table = child(root, section)
    if table is None:
        head = "" if not text or text.endswith("\n") else "\n"
        lines = "\n".join(_entry(key, data, 2) for key, data in entries.items())
        return _Splice(len(text), len(text), f"{head}{section}:\n{lines}\n")
    if not isinstance(table, yaml.MappingNode) or table.flow_style or not table.value:
        raise EditError(f"{file}: `{section}` is not written a line an entry; add the entry in the file by hand")
    indent = table.value[0][0].start_mark.column
    at = line_end(text, end_of(text, table.value[-1][1]))
    gap = "\n\n" if _has_gaps(text, table) else "\n"
    return _Splice(at, at, "".join(gap + _entry(key, data, indent) for key, data in entries.items()))


def _entry(key: str, data: Data, indent: int) -> str:
    lines = [rendering.block(name, value, indent + 2) for name, value in data.items()]
    return "\n".join([f"{' ' * indent}{key}:", *lines])


def _has_gaps(text: str, table: Any) -> bool:
    """Say whether blank lines stand between the entries."""
    between = [
        text[end_of(text, value) : after.start_mark.index]
        for (_, value), (after, _) in zip(table.value, table.value[1:], strict=False)
    ]
    return bool(between) and "\n\n" in between[-1].replace("\r", "")


def child(node: Any, key: str) -> Any:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _data(node: Any) -> Any:
    match node:
        case yaml.ScalarNode():
            return node.value
        case yaml.SequenceNode():
            return [_data(item) for item in node.value]
        case _:
            return {key.value: _data(value) for key, value in node.value}


def end_of(text: str, node: Any) -> int:
    """Return where a node's own text ends, without the blank lines and comments that the parser counts to it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return end_of(text, last[1] if isinstance(last, tuple) else last)
    end: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        end = len(text[:end].rstrip())
    return end


def line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if end and text[end - 1 : end] == "\r" and end > at else end


def _column(text: str, at: int) -> int:
    return at - (text.rfind("\n", 0, at) + 1)


def _line_indent(text: str, at: int) -> int:
    start = text.rfind("\n", 0, at) + 1
    return len(text[start:at]) - len(text[start:at].lstrip(" "))


def _refuse_alias(node: Any, after: int, where: str) -> None:
    if node.start_mark.index < after:
        raise EditError(f"{where}: a part of it is a YAML alias; write it out in the file first")


def _applied(text: str, splices: Sequence[_Splice], newline: str) -> str:
    made, at = "", 0
    # sorted keeps additions at one place in their order: what is added within comes before what is added behind
    for splice in sorted(splices, key=lambda one: (one.start, one.end)):
        made += text[at : splice.start] + splice.text.replace("\n", newline)
        at = splice.end
    return made + text[at:]


def _verify(file: str, before: bytes, after: bytes, changes: Changes) -> None:
    """Raise EditError unless the new text reads as the old one with the changes, and nothing else."""
    old, new = read_source(file, before), read_source(file, after)
    wanted = plain(old.data)
    for (section, key), data in changes.items():
        table = wanted.get(section) or {}
        wanted[section] = {**table, key: plain(data)}
    told = Counter((one.code, one.message) for one in new.problems)
    told.subtract((one.code, one.message) for one in old.problems)  # what stood there before is left to lint
    if any(count > 0 for count in told.values()) or plain(new.data) != wanted:
        keys = ", ".join(key for _, key in changes)
        raise EditError(f"{file}: the change to {keys} cannot be written without changing more; edit the file by hand")
