"""What a trainer wrote where YAML stops: a tab, a full-width colon, a sign that must be quoted, on its own line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.loading.yaml_tree import YamlPlace

_LOOK_BACK = 40  # lines above the one where the parser stops that may hold what was opened and not closed
_NEAR = 6  # and those that may run on into it


@dataclass(frozen=True, slots=True)
class Cause:
    """Where the slip stands, what it is and the mend."""

    place: YamlPlace
    found: str
    mend: str


def cause_of(text: str, line: int, column: int) -> Cause | None:
    """Return the slip that keeps the text from being read beyond a place, None where none is known."""
    lines = text.splitlines()
    here = min(line, len(lines))
    for number in range(here, max(0, here - _NEAR), -1):
        cause = (
            _tab(lines, number)
            or (_sign(lines, number) if number == here else None)
            or _joined(lines[number - 1], number)
        )
        if cause is not None:
            return cause
    return _quote(lines, here) or _bracket(lines, here, column) or _indent(lines, here, column)


_KEY = re.compile(r"^(\s*(?:- )?)([A-Za-z_][\w.-]*)：")
_SIGN = re.compile(r"""(?:^\s*(?:-\s+)*|[:,\[{]\s+|[\[{])([@`%*&!>])(?=\S)""")
_RANGE = re.compile(r"[:,]\s+(>\s*=?\s*-?\d+)")
_BARE_COLON = re.compile(r"^\s*(?:- )?[^\s:'\"\[{]+: +(?![\[{'\"|>])([^'\"#]*?): ")
_TIGHT = re.compile(r"^\s*(?:- )?([a-z_][a-z0-9_-]*):(?=[^\s/])")
_DASH = re.compile(r"^\s*-(?=[^\s\-])")


def _tab(lines: Sequence[str], number: int) -> Cause | None:
    line = lines[number - 1]
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" not in indent:
        return None
    place = YamlPlace(number, indent.index("\t") + 1)
    return Cause(place, "a tab stands in the indentation", "write spaces in its place, two for each level")


def _sign(lines: Sequence[str], number: int) -> Cause | None:
    line = lines[number - 1]
    bound = _RANGE.search(line)
    if bound is not None:
        written = bound[1].replace(" ", "")
        return Cause(
            YamlPlace(number, bound.start(1) + 1), f"{written} is not quoted", f'write it in quotes: "{written}"'
        )
    sign = _SIGN.search(line)
    if sign is None or line.lstrip().startswith("#"):
        return None
    mend = f'put the whole text in quotes: "{sign[1]}…"'
    return Cause(YamlPlace(number, sign.start(1) + 1), f"a text cannot begin with {sign[1]}", mend)


def _joined(line: str, number: int) -> Cause | None:
    """Look for the slips that join a key with its text."""
    for search in (_full_width, _tight, _dash, _bare_colon):
        cause = search(line, number)
        if cause is not None:
            return cause
    return None


def _full_width(line: str, number: int) -> Cause | None:
    found = _KEY.match(line)
    if found is None:
        return None
    place = YamlPlace(number, len(found[1]) + len(found[2]) + 1)
    return Cause(
        place, f"a full-width colon stands after {found[2]!r}", f"write `{found[2]}: `, with the colon of English"
    )


def _tight(line: str, number: int) -> Cause | None:
    found = _TIGHT.match(line)
    if found is None:
        return None
    return Cause(
        YamlPlace(number, found.end()), f"no space follows the colon of {found[1]!r}", f"write `{found[1]}: …`"
    )


def _dash(line: str, number: int) -> Cause | None:
    found = _DASH.match(line)
    if found is None:
        return None
    return Cause(YamlPlace(number, found.end()), "no space follows the dash of an item", "write `- ` before each item")


def _bare_colon(line: str, number: int) -> Cause | None:
    found = _BARE_COLON.match(line)
    if found is None:
        return None
    mend = "put the whole text in quotes, or write ： in it"
    return Cause(YamlPlace(number, found.end(1) + 1), "': ' stands inside a text without quotes", mend)


def _quote(lines: Sequence[str], number: int) -> Cause | None:
    """Return the quote that is opened in the lines above and never closed."""
    for at in range(number, max(0, number - _LOOK_BACK), -1):
        line = lines[at - 1]
        if line.lstrip().startswith("#"):
            continue
        for mark in ('"', "'"):
            opened = re.search(rf"(?:[:,\[{{-]\s*){mark}", line)
            if opened is not None and line.count(mark) % 2:
                place = YamlPlace(at, opened.end())
                return Cause(
                    place, f"a quote {mark} is opened here and not closed", f"write {mark} at the end of the text"
                )
    return None


_OPEN = {"[": "]", "{": "}"}


def _bracket(lines: Sequence[str], number: int, column: int) -> Cause | None:
    """Return the bracket that stays open, or the braces inside a text that look like one."""
    line = lines[number - 1] if number else ""
    inner = re.search(r"[^\s\[{,:]\{[^{}]*\}", line)
    if inner is not None and "{" in line[: inner.start() + 1]:
        found = "a blank {…} stands in a text without quotes inside braces"
        return Cause(YamlPlace(number, inner.start() + 2), found, 'put the whole text in quotes: "…"')
    if "，" in line and re.search(r"，\s*[a-z_]+\s*[:：]", line):
        at = line.index("，") + 1
        return Cause(YamlPlace(number, at), "a full-width comma stands between keys", "write `, ` there")
    for at in range(number, max(0, number - _LOOK_BACK), -1):
        for start, closing in _OPEN.items():
            if lines[at - 1].count(start) > lines[at - 1].count(closing):
                place = YamlPlace(at, lines[at - 1].index(start) + 1)
                return Cause(
                    place, f"a bracket {start} is opened here and not closed", f"write {closing} where it ends"
                )
    return None


def _indent(lines: Sequence[str], number: int, column: int) -> Cause | None:
    if not lines or not number:
        return None
    line = lines[number - 1]
    depth = len(line) - len(line.lstrip(" "))
    if column - 1 > depth:
        return None
    known = sorted({len(one) - len(one.lstrip(" ")) for one in lines[: number - 1] if one.strip()})
    if depth in known or not known:
        return None
    near = min(known, key=lambda width: abs(width - depth))
    found = f"the line begins {depth} spaces in, and no line above does"
    return Cause(YamlPlace(number, depth + 1), found, f"begin it {near} spaces in, as the keys beside it")
