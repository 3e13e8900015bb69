"""The page of a base of one's own is followed step by step: its files are written, its commands print what it says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli import command_line
from tests.docs.pages import ROOT
from tests.docs.test_commands import _fits

PAGES = (ROOT / "docs/your-own-base.md", ROOT / "docs/your-own-base.zh-CN.md")
_BLOCK = re.compile(r"^```(yaml|shell)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NEEDS_INDEX = ("suggest", "check-reply", "ask")


def steps(page: Path) -> Iterator[tuple[str, str]]:
    """Yield the steps of a page in order: a file with its text, or a command with what it prints."""
    for language, text in _BLOCK.findall(page.read_text("utf-8")):
        if language == "yaml":
            yield "file", text
        else:
            yield from (("command", part) for part in re.split(r"^\$ yizhi ", text, flags=re.MULTILINE)[1:])


def follow(page: Path, *, with_index: bool) -> None:
    for kind, text in steps(page):
        first, _, rest = text.partition("\n")
        if kind == "file":
            Path(first.removeprefix("# ")).write_text(rest, "utf-8")
            continue
        arguments = shlex.split(first)
        if arguments[0] in _NEEDS_INDEX and not with_index:
            continue
        ran = CliRunner().invoke(command_line(), arguments)
        printed = [line.rstrip() for line in ran.output.splitlines() if line.strip()]
        assert _fits(printed, tuple(line for line in rest.splitlines() if line.strip())), (
            first,
            printed,
            ran.exception,
        )


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, value in {"ENCODER": "use", "CACHE": str(tmp_path / "cache"), "DATA": str(tmp_path / "data")}.items():
        monkeypatch.setenv(f"YIZHI_{name}", value)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_page_is_followed_to_a_base_without_a_fault(page: Path, place: Path):
    follow(page, with_index=False)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_page_is_followed_to_a_first_good_answer(place: Path):
    follow(PAGES[0], with_index=True)


def test_both_languages_take_the_same_steps():
    assert list(steps(PAGES[0])) == list(steps(PAGES[1]))
