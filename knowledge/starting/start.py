"""The files of a new base, made from those of another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from knowledge.editing.rewriting import plain
from knowledge.loading.yaml_reader import read_source
from knowledge.starting.carrying import carry
from knowledge.starting.lean import lean
from knowledge.starting.references import without_dangling
from knowledge.starting.text import text_of
from knowledge.starting.wishes import Extent, Wishes, require_known

EXAMPLES = Path(__file__).parent / "example"  # one entry of each kind; a new base holds them as comments
_SHOWN = ("policies", "statutes", "guides", "ingredients", "skins", "products", "terms", "claims")


def start(source: Path, extent: Extent, wishes: Wishes) -> dict[str, str]:
    """Return name and text of each file; raises WishError where a wish names what the source does not hold."""
    texts = read_texts(EXAMPLES if extent is Extent.EMPTY else source)
    files: dict[str, dict[str, Any]] = {
        name: plain(read_source(name, text.encode()).data) for name, text in texts.items()
    }
    require_known(wishes, _table(files, "channels"), _table(files, "outcomes"))
    if extent is Extent.LEAN:
        files = without_dangling(lean(files))
    if wishes != Wishes():
        files = carry(files, wishes)
    made = {name: text_of(name, texts[name], data) for name, data in files.items()}
    if extent is Extent.EMPTY:
        made = {name: _shown(text) if files[name].keys() & set(_SHOWN) else text for name, text in made.items()}
    return made


def read_texts(folder: Path) -> dict[str, str]:
    """Return the text of each YAML file below a folder, by its name; hidden folders are left alone."""
    paths = sorted(folder.rglob("*.yaml"), key=lambda path: path.relative_to(folder).parts)
    names = {path.relative_to(folder): path for path in paths}
    return {
        name.as_posix(): path.read_text("utf-8-sig")
        for name, path in names.items()
        if not any(part.startswith(".") for part in name.parts)
    }


def _table(files: Mapping[str, Mapping[str, Any]], section: str) -> dict[str, Any]:
    return {key: entry for data in files.values() for key, entry in (data.get(section) or {}).items()}


def _shown(text: str) -> str:
    """Return an example as comments: whoever takes the marks away has the entry."""
    return "".join(f"# {line}" if line.strip() else line for line in text.splitlines(keepends=True))
