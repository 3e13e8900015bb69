"""What a trainer wrote where YAML stops: a slip in a line, or a quote, bracket or indentation of the lines above."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from knowledge.loading.slips import Cause, inner_colon, slip_of, smart_quote
from knowledge.loading.yaml_tree import YamlPlace
from knowledge.problem import Location, Problem

_LOOK_BACK = 40  # lines above the one where the parser stops that may hold what was opened and not closed
_NEAR = 6  # and those that may run on into it


def broken_off(file: str, text: str, error: yaml.YAMLError) -> Problem:
    """Return the problem of a text that the parser could not read to its end."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        place = YamlPlace(mark.line + 1, mark.column + 1)
    else:
        at = getattr(error, "position", 0) or 0
        place = YamlPlace(text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1)
    cause = _cause_of(text, place.line, place.column)
    cause = cause or _bare(error)
    if cause is not None:
        return _problem(file, cause.place, cause.found, cause.mend)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    context = getattr(error, "context", None)
    found = f"not readable as YAML: {reason}" + (f" {context}" if context else "")
    return _problem(file, place, found, "mend the indentation, quotes or brackets here")


def _problem(file: str, place: YamlPlace, found: str, mend: str) -> Problem:
    return Problem(Location(file, place.line, place.column), "", "", "syntax", found, mend)


def _bare(error: yaml.YAMLError) -> Cause | None:
    """Return the line that the parser took for a key, and that has no colon."""
    begun = getattr(error, "context_mark", None)
    if begun is None or getattr(error, "context", None) != "while scanning a simple key":
        return None
    mend = "write `key: value`, put # before a remark, or take the line out"
    return Cause(YamlPlace(begun.line + 1, begun.column + 1), "the line is neither a key nor an item", mend)


def _cause_of(text: str, line: int, column: int) -> Cause | None:
    """Return the slip that keeps the text from being read beyond a place, None where none is known."""
    lines = text.splitlines()
    here = min(line, len(lines))
    for number in range(here, max(0, here - _NEAR), -1):
        cause = slip_of(lines, number, number == here)
        if cause is not None:
            return cause
    return (
        _quote(lines, here)
        or (smart_quote(lines[here - 1], here) if here else None)
        or _bracket(lines, here)
        or _mixed(lines, here)
        or _indent(lines, here, column)
    )


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


_NEW_KEY = re.compile(r"^\s*(?:- )?[\w-]+:(\s|$)")


def _bracket(lines: Sequence[str], number: int) -> Cause | None:
    """Return the bracket that stays open, or the braces inside a text that look like one."""
    line = lines[number - 1] if number else ""
    above = lines[number - 2].rstrip() if number > 1 else ""
    if _NEW_KEY.match(line) and not above.endswith((",", "[", "{")) and (cause := _left_open(lines, number - 1)):
        return cause
    inner = re.search(r"[^\s\[{,:]\{[^{}]*\}", line)
    if inner is not None and "{" in line[: inner.start() + 1]:
        found = "a blank {…} stands in a text without quotes inside braces"
        return Cause(YamlPlace(number, inner.start() + 2), found, 'put the whole text in quotes: "…"')
    if "，" in line and re.search(r"，\s*[a-z_]+\s*[:：]", line):
        at = line.index("，") + 1
        return Cause(YamlPlace(number, at), "a full-width comma stands between keys", "write `, ` there")
    if cause := inner_colon(line, number):
        return cause
    return _left_open(lines, number)


def _left_open(lines: Sequence[str], number: int) -> Cause | None:
    """Return the last bracket that is opened in a line, up to this one, and not closed in it."""
    for at in range(number, max(0, number - _LOOK_BACK), -1):
        for start, closing in _OPEN.items():
            if lines[at - 1].count(start) > lines[at - 1].count(closing):
                place = YamlPlace(at, lines[at - 1].index(start) + 1)
                return Cause(
                    place, f"a bracket {start} is opened here and not closed", f"write {closing} where it ends"
                )
    return None


def _mixed(lines: Sequence[str], number: int) -> Cause | None:
    """Return the item that stands between keys, or the key between items."""
    above = next((at for at in range(number - 1, 0, -1) if lines[at - 1].strip()), 0)
    if not above or _depth(lines[above - 1]) != _depth(lines[number - 1]):
        return None
    items = [at for at in (above, number) if lines[at - 1].lstrip().startswith("- ")]
    if len(items) != 1:
        return None
    found, mend = "a line with `- ` stands beside a key", "begin every line here with `- `, or none"
    return Cause(YamlPlace(items[0], _depth(lines[items[0] - 1]) + 1), found, mend)


def _indent(lines: Sequence[str], number: int, column: int) -> Cause | None:
    if not lines or not number:
        return None
    line = lines[number - 1]
    depth = _depth(line)
    if column - 1 > depth and not (_NEW_KEY.match(line) and line.find(":") == column - 1):
        return None
    filled = [at for at in range(1, number) if lines[at - 1].strip() and not lines[at - 1].lstrip().startswith("#")]
    known = sorted({_depth(lines[at - 1]) for at in filled})
    if not known:
        return None
    if depth not in known:
        near = min(known, key=lambda width: abs(width - depth))
        found = f"the line begins {depth} spaces in, and no line above does"
        return Cause(YamlPlace(number, depth + 1), found, f"begin it {near} spaces in, as the keys beside it")
    beside = _beside(lines, filled, depth)
    if beside is None:
        return None
    found = f"the line begins {depth} spaces in, and line {beside} beside it {_depth(lines[beside - 1])}"
    return Cause(YamlPlace(number, depth + 1), found, "begin both alike, and deeper only what belongs below a key")


def _beside(lines: Sequence[str], filled: Sequence[int], depth: int) -> int | None:
    """Return the line above that a line of this depth should stand beside, and does not."""
    above = filled[-1]
    if _depth(lines[above - 1]) < depth:
        return above if re.search(r":\s+\S", lines[above - 1]) else None
    deeper = None
    for at in reversed(filled):
        if _depth(lines[at - 1]) == depth:
            return None
        if _depth(lines[at - 1]) < depth:
            return deeper
        deeper = at
    return deeper


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
