"""Entries taken out of a YAML file's text; the rest stays byte for byte."""

from __future__ import annotations

from collections.abc import Collection

import yaml

from knowledge.editing.rewriting import EditError, child, end_of, line_end, loader, plain
from knowledge.loading.yaml_reader import read_source


def without_entries(file: str, raw: bytes, entries: Collection[tuple[str, str]]) -> bytes:
    """Return the file without these entries, each (section, id); raises EditError where that cannot be done."""
    text = raw.decode("utf-8")
    root = yaml.compose(text, Loader=loader)
    cuts = sorted((_lines_of(file, text, child(root, section), key) for section, key in entries), reverse=True)
    for start, end in cuts:
        text = text[:start] + text[end:]
    made = text.encode()
    _verify(file, raw, made, entries)
    return made


def _lines_of(file: str, text: str, table: yaml.Node | None, key: str) -> tuple[int, int]:
    """Return where an entry's lines begin and end, with the comment that stands right above it."""
    pairs = table.value if isinstance(table, yaml.MappingNode) and not table.flow_style else []
    pair = next((one for one in pairs if one[0].value == key), None)
    if pair is None:
        raise EditError(f"{file}: {key} is not written in lines of its own; remove it in the file by hand")
    start = text.rfind("\n", 0, pair[0].start_mark.index) + 1
    column = pair[0].start_mark.column
    while start:
        above = text.rfind("\n", 0, start - 1) + 1
        line = text[above:start]
        if not line.strip().startswith("#") or len(line) - len(line.lstrip()) != column:
            break
        start = above
    return start, min(len(text), line_end(text, end_of(text, pair[1])) + 1)


def _verify(file: str, before: bytes, after: bytes, entries: Collection[tuple[str, str]]) -> None:
    """Raise EditError unless the new text reads as the old one without the entries."""
    old, new = read_source(file, before), read_source(file, after)
    wanted = plain(old.data)
    for section, key in entries:
        wanted[section].pop(key)
    found = {section: table or {} for section, table in plain(new.data).items()}
    if new.problems or found != wanted:
        keys = ", ".join(key for _, key in entries)
        raise EditError(f"{file}: {keys} cannot be removed without changing more; edit the file by hand")
