"""The pages of the documentation as tests read them: blocks of code, links, names in code style."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "evaluation").rglob("*.md")),
)

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code, its language and the line that it begins on."""

    page: Path
    line: int
    language: str
    text: str


def blocks(page: Path, language: str) -> Iterator[Block]:
    """Yield the blocks of one language, in order."""
    text = page.read_text("utf-8")
    for found in _BLOCK.finditer(text):
        if found[1] == language:
            yield Block(page, text[: found.start()].count("\n") + 2, found[1], found[2])


def prose(page: Path) -> str:
    """Return a page without its blocks of code."""
    return _BLOCK.sub("", page.read_text("utf-8"))
