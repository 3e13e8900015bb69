"""The text of a file after its data was changed: what did not change stays as it is written, comments included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from knowledge.editing import rendering
from knowledge.editing.rewriting import plain
from knowledge.loading.yaml_reader import read_source

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
Data = Mapping[str, Any]


def text_of(file: str, text: str, after: Data) -> str:
    """Return the file's text with its data as it shall be."""
    before = plain(read_source(file, text.encode()).data)
    if before == after:
        return text
    root = yaml.compose(text, Loader=_Loader)
    if root is None:
        return "".join(f"{_rendered(name, value)}\n" for name, value in after.items())
    chunks = _chunks(text, root.value, len(text))
    made = text[: chunks[0][1]]
    for (name, start, end), (_, node) in zip(chunks, root.value, strict=True):
        if name not in after:
            continue
        same = before[name] == after[name]
        made += text[start:end] if same else _section(text, (start, end), node, name, before[name], after[name])
    for name, value in after.items():
        if name not in before:
            made = made.rstrip("\n") + f"\n{_rendered(name, value)}\n"
    return made


def _section(text: str, span: tuple[int, int], node: Any, name: str, before: Any, after: Any) -> str:
    start, end = span
    is_table = isinstance(node, yaml.MappingNode) and not node.flow_style and isinstance(after, Mapping)
    if not is_table or not all(isinstance(one, Mapping) for one in after.values()):
        return f"{_comments(text[start:end])}{_rendered(name, after)}\n"
    chunks = _chunks(text, node.value, end)
    indent = node.value[0][0].start_mark.column
    made = text[start : chunks[0][1]]
    for key, first, last in chunks:
        if key in after:
            kept = text[first:last]
            made += kept if before[key] == after[key] else f"{_comments(kept)}{_block(key, after[key], indent)}\n"
    for key in after:
        if key not in before:
            made = made.rstrip("\n") + f"\n{_block(key, after[key], indent)}\n"
    return made


def _chunks(text: str, pairs: Any, end: int) -> list[tuple[str, int, int]]:
    """Return each key with the lines that are its own: the comments right above it and everything down to the next."""
    starts = [_above(text, text.rfind("\n", 0, key.start_mark.index) + 1) for key, _ in pairs]
    return [(key.value, start, after) for (key, _), start, after in zip(pairs, starts, [*starts[1:], end], strict=True)]


def _above(text: str, start: int) -> int:
    while start:
        line = text.rfind("\n", 0, start - 1) + 1
        if not text[line:start].lstrip().startswith("#"):
            return start
        start = line
    return start


def _comments(chunk: str) -> str:
    """Return the comment lines that a chunk begins with."""
    lines = []
    for line in chunk.splitlines(keepends=True):
        if not line.lstrip().startswith("#"):
            break
        lines.append(line)
    return "".join(lines)


def _rendered(name: str, value: Any) -> str:
    if isinstance(value, Mapping) and value and all(isinstance(one, Mapping) for one in value.values()):
        return "\n".join([f"{name}:", *(_block(key, one, 2) for key, one in value.items())])
    return rendering.block(name, value, 0)


def _block(key: str, entry: Any, indent: int) -> str:
    if isinstance(entry, Mapping) and len(rendering.flow(entry)) > rendering.WIDTH - 20:
        lines = [rendering.block(name, value, indent + 2) for name, value in entry.items()]
        return "\n".join([f"{' ' * indent}{rendering.scalar(key)}:", *lines])
    return rendering.block(key, entry, indent)
