"""What is slipped in one line of YAML: a mark of another program, a wide space, a sign that must be quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.loading.yaml_tree import YamlPlace


@dataclass(frozen=True, slots=True)
class Cause:
    """Where the slip stands, what it is and the mend."""

    place: YamlPlace
    found: str
    mend: str


def slip_of(lines: Sequence[str], number: int, is_here: bool) -> Cause | None:
    """Return the slip in one line; `is_here` where the parser stops in it."""
    return (
        _merge(lines[number - 1], number)
        or _space(lines[number - 1], number)
        or (_sign(lines, number) or _comma(lines[number - 1], number) if is_here else None)
        or _joined(lines[number - 1], number)
    )


_KEY = re.compile(r"^(\s*(?:- )?)([A-Za-z_][\w.-]*)：")
_SIGN = re.compile(r"""(?:^\s*(?:-\s+)*|[:,\[{]\s+|[\[{])([@`%*&!>])(?=\S)""")
_RANGE = re.compile(r"[:,]\s+(>\s*=?\s*-?\d+)")
_BARE_COLON = re.compile(r"^\s*(?:- )?[^\s:'\"\[{]+: +(?![\[{'\"|>])([^'\"#]*?): ")
_TIGHT = re.compile(r"^\s*(?:- )?([a-z_][a-z0-9_-]*):(?=[^\s/])")
_WIDE_BRACKET = re.compile(r"^\s*(?:- )?[\w-]+:\s*([｛［【])")
_COMMAS = re.compile(r"[\w\u4e00-\u9fff\"'\]}]\s*,(\s*,)")
_INNER_COLON = re.compile(r"[{,]\s*[\w-]+: +(?![\[{'\"|>])[^,{}\[\]'\"#:]*(: )")
_DASH = re.compile(r"^\s*-(?=[^\s\-])")


_MERGE = re.compile(r"^(<{7}|={7}|>{7})(\s|$)")
_WIDE = {"\t": "a tab", "\u3000": "a full-width space", "\xa0": "a non-breaking space"}
_DASHED = re.compile(r"^\s*(?:- )?[\w-]+:\s+(-)\s")
_OPENED = re.compile(r"^\s*(?:- )?(?:[\w-]+:\s+)?(?:\{[^{}:,]*\}|\[[^\[\]]*\])(?=[^\s,:#\]}])")
_SMART = re.compile(r"""(?:[:,\[{]\s*|^\s*- )([“”‘’＂])""")


def _merge(line: str, number: int) -> Cause | None:
    found = _MERGE.match(line)
    if found is None:
        return None
    mend = "keep one of the two sides and take out the lines of marks"
    return Cause(YamlPlace(number, 1), f"two versions of the file stand here, between marks such as {found[1]}", mend)


def _space(line: str, number: int) -> Cause | None:
    indent = line[: len(line) - len(line.lstrip())]
    at = next((place for place, sign in enumerate(indent) if sign in _WIDE), None)
    if at is None:
        return None
    found = f"{_WIDE[indent[at]]} stands in the indentation"
    return Cause(YamlPlace(number, at + 1), found, "write spaces in its place, two for each level")


def smart_quote(line: str, number: int) -> Cause | None:
    """Return the quote of a Chinese text that stands where YAML wants its own."""
    found = _SMART.search(line)
    if found is None:
        return None
    mend = 'write the straight quotes of English: "…"'
    return Cause(YamlPlace(number, found.start(1) + 1), f"the quote {found[1]} is no quote of YAML", mend)


def _sign(lines: Sequence[str], number: int) -> Cause | None:
    line = lines[number - 1]
    bound = _RANGE.search(line)
    if bound is not None:
        written = bound[1].replace(" ", "")
        return Cause(
            YamlPlace(number, bound.start(1) + 1), f"{written} is not quoted", f'write it in quotes: "{written}"'
        )
    sign = _SIGN.search(line) or _DASHED.search(line)
    if line.lstrip().startswith("#"):
        return None
    if sign is None:
        return _opened(line, number)
    mend = f'put the whole text in quotes: "{sign[1]}…"'
    return Cause(YamlPlace(number, sign.start(1) + 1), f"a text cannot begin with {sign[1]}", mend)


def _opened(line: str, number: int) -> Cause | None:
    """Return the bracket at the start of a text, which is read as the whole of it."""
    found = _OPENED.match(line)
    if found is None:
        return None
    at = next(place for place, sign in enumerate(line) if sign in "[{")
    mend = f'put the whole text in quotes: "{line[at]}…"'
    return Cause(YamlPlace(number, at + 1), f"a text cannot begin with {line[at]}", mend)


def _joined(line: str, number: int) -> Cause | None:
    """Look for the slips that join a key with its text."""
    for search in (_full_width, _wide_bracket, _tight, _dash, _bare_colon):
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


def _wide_bracket(line: str, number: int) -> Cause | None:
    found = _WIDE_BRACKET.match(line)
    if found is None:
        return None
    mend = "write the brackets of English: { } for keys, [ ] for a list"
    return Cause(YamlPlace(number, found.start(1) + 1), f"{found[1]} is no bracket of YAML", mend)


def _comma(line: str, number: int) -> Cause | None:
    found = None if line.lstrip().startswith("#") else _COMMAS.search(line)
    if found is None:
        return None
    return Cause(YamlPlace(number, found.end()), "two commas stand side by side", "take one of them out")


def inner_colon(line: str, number: int) -> Cause | None:
    """Return the colon with a space in a text without quotes that stands between braces."""
    found = None if line.lstrip().startswith("#") else _INNER_COLON.search(line)
    if found is None:
        return None
    mend = "put the whole text in quotes, or write ： in it"
    return Cause(YamlPlace(number, found.start(1) + 1), "': ' stands inside a text without quotes", mend)


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
