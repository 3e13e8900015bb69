"""Commands that pages show are run, and print what the pages say they print.

A block of `console` holds commands behind `$` and what they print; a line of `…` alone stands for any lines, `…` in a line
for any characters. Figures of the ranker (0.93, high) may be others: they follow the base.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, blocks
from tests.indexes import Indexes
from tests.service.small import light

_INDEXED = (
    "suggest",
    "ask",
    "check-reply",
    "evaluate",
    "quiz",
    "index",
    "serve",
)  # what these need takes minutes to build, once a run
_PROGRAM = re.compile(r"(?:\.venv/bin/)?yizhi ")
_FIGURE = re.compile(r"\d\.\d+|\b(?:high|medium|low)\b")


@dataclass(frozen=True, slots=True)
class Shown:
    """A command of a page, and the lines that it is said to print."""

    where: str
    command: str
    lines: tuple[str, ...]


def commands() -> Iterator[Shown]:
    for page in PAGES:
        for block in blocks(page, "console"):
            for number, part in enumerate(re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]):
                command, *lines = part.splitlines()
                where = f"{page.relative_to(ROOT)}:{block.line}.{number}"
                yield Shown(where, command.partition("  #")[0].strip(), tuple(line for line in lines if line.strip()))


def _needs_index(shown: Shown) -> bool:
    return any(f"yizhi {name} " in f"{shown.command} " for name in _INDEXED)


def _parameter(shown: Shown) -> object:
    return pytest.param(shown, id=shown.where, marks=pytest.mark.slow if _needs_index(shown) else ())


def _distinct() -> list[Shown]:
    """Both languages show the same commands: one of each is run."""
    found: dict[tuple[str, tuple[str, ...]], Shown] = {}
    for shown in commands():
        found.setdefault((shown.command, shown.lines), shown)
    return list(found.values())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to run in, where the repository's files have the names that pages call them by."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "evaluation").symlink_to(ROOT / "evaluation")
    return folder


@pytest.fixture(scope="module")
def environment(place: Path, indexes: Indexes) -> dict[str, str]:
    given = {"YIZHI_ENCODER": "use", "YIZHI_CACHE": str(indexes.cache), "YIZHI_DATA": str(place / "data")}
    return {**os.environ, **given, "PYTHONPATH": str(ROOT)}


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("shown", [_parameter(shown) for shown in _distinct()])
def test_a_command_prints_what_the_page_says(shown: Shown, place: Path, environment: dict[str, str], indexes: Indexes):
    if _needs_index(shown):
        indexes.embedded(light())
    assert _PROGRAM.search(shown.command), f"{shown.where}: only commands of yizhi are run"
    program = f"{sys.executable} -c 'from service.cli import main; main()' "

    ran = subprocess.run(
        ["bash", "-c", _PROGRAM.sub(lambda found: program, shown.command, count=1)],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    printed = [line.rstrip() for line in f"{ran.stdout}{ran.stderr}".splitlines() if line.strip()]
    assert ran.returncode in (0, 1), ran.stderr
    assert _fits(printed, shown.lines), "\n".join(printed)


def _fits(printed: list[str], told: tuple[str, ...]) -> bool:
    """Say whether the lines printed are those of the page, in order, with what the page leaves out."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == "…" else f"{_line(line)}\n" for line in told)
    text = "".join(f"{_FIGURE.sub('#', line)}\n" for line in printed)
    return re.fullmatch(pattern, text) is not None


def _line(line: str) -> str:
    return re.escape(_FIGURE.sub("#", line.rstrip())).replace("…", ".*")


def test_a_page_that_says_something_else_is_told():
    assert _fits(["决定　退货：可退", "得分 0.91，high"], ("决定　退货：可退", "得分 0.42，low"))
    assert _fits(["a", "b", "c"], ("a", "…", "c"))
    assert not _fits(["决定　退货：可退"], ("决定　退货：不可退",))
    assert not _fits(["a", "b"], ("a",))
