"""Drafts: entries in files that the base does not read, looked at, changed, taken into it or thrown away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.editing.faq import DRAFTS
from knowledge.editing.removing import without_entries
from knowledge.editing.rewriting import plain, rewrite
from knowledge.loading.yaml_reader import read_source
from knowledge.loading.yaml_tree import YamlMapping
from knowledge.model.base import SECTION_OF
from knowledge.model.entries import Kind
from knowledge.whole_files import write_whole


class UnknownDraft(Exception):
    """There is no such draft (any more)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One entry of a draft file, as it is written there; `raw` is the whole file."""

    file: str  # its name within the folder of drafts
    kind: Kind
    id: str
    data: Mapping[str, Any]
    raw: bytes

    @property
    def section(self) -> str:
        return SECTION_OF[self.kind]


def read_drafts(base: Path) -> Sequence[Draft]:
    """Return every draft in the order of its file; what cannot be read as an entry is passed over."""
    folder = base / DRAFTS
    return [draft for path in sorted(folder.glob("*.yaml")) for draft in _of_file(path)]


def find_draft(base: Path, file: str, kind: Kind, key: str) -> Draft:
    """Return one draft; raises UnknownDraft."""
    for draft in read_drafts(base):
        if (draft.file, draft.kind, draft.id) == (file, kind, key):
            return draft
    raise UnknownDraft(f"{file}: {key}")


def change_draft(base: Path, draft: Draft, data: Mapping[str, Any]) -> None:
    """Write a draft as it shall be; raises EditError where its file cannot be changed faithfully."""
    made = rewrite(draft.file, draft.raw, {(draft.section, draft.id): data})
    write_whole(base / DRAFTS / draft.file, made)


def remove_draft(base: Path, draft: Draft) -> None:
    """Take a draft away; its file goes with the last one. Raises EditError where that cannot be done faithfully."""
    path = base / DRAFTS / draft.file
    if sum(one.file == draft.file for one in read_drafts(base)) == 1:
        path.unlink()
        return
    write_whole(path, without_entries(draft.file, draft.raw, [(draft.section, draft.id)]))


def free_file(base: Path, file: str) -> str:
    """Return the path of a draft file, with a number where one of its name stands already."""
    path = Path(file)
    number = 1
    while (base / path).exists():
        number += 1
        path = Path(file).with_stem(f"{Path(file).stem}-{number}")
    return path.as_posix()


def _of_file(path: Path) -> Iterator[Draft]:
    raw = path.read_bytes()
    source = read_source(path.name, raw)
    for kind, section in SECTION_OF.items():
        table = source.data.get(section)
        if isinstance(table, YamlMapping):
            for key, data in table.items():
                if isinstance(data, YamlMapping) and data:
                    yield Draft(path.name, kind, key, plain(data), raw)
