"""A printed ingredient list cut into its parts, each with its span in the text as sent and the section it stands in.

Commas inside chemical names (1,2-己二醇) cut nothing, nor does what stands in brackets, unless they hold a list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.reading.ingredient_list.columns import without_columns
from knowledge.reading.ingredient_list.mending import CUT, FILLER, mend
from knowledge.reading.ingredient_list.sections import CJK, Section, Sections, sections


@dataclass(frozen=True, slots=True)
class Part:
    """One name as printed; `percent` is the amount that the label itself states."""

    text: str
    start: int
    end: int
    section: Section
    percent: float | None = None
    is_ahead: bool = False  # stands before the heading of the list


_OPENING, _CLOSING = "([{<【〔〖「『《", ")]}>】〕〗」』》"
_MAX_DEPTH = 6  # lists within lists within brackets
_STRONG = "、,;。·•‧・|"
_EDGES = " \t\r\n\v\f*#^\"'“”‘’、,;。.·•‧・|:=~_`" + CUT

_LOCANTS = re.compile(r"(?<![\d.])\d{1,2}'?(?:\s?,\s?\d{1,2}'?)+(?=\s?[-‐–—一]|[" + CJK + "a-z])")
_N_LOCANTS = re.compile(r"\b[NO](?:,[NO])+(?=\s?-)")
_PERCENT = re.compile(r"(?:含量|约|≤|<|≥|~)*\s*(\d{1,3}(?:[.,]\d{1,4})?)\s*%(?:以下|以内|\s*w/w)?")
_BULLET = re.compile(r"(?m)(?:^|(?<=\0))[ \t]*\(?\d{1,3}[.)、](?:[ \t]+(?=\S)|(?=[^\d\s,-]))")
_FIRST = re.compile(r"\0\S[^\0\n]*\s2[.)、]")  # a number before the first name, and another on its line
_NUMBER = re.compile(rf"(?<=\s)\d{{1,2}}[.)、](?:\s?(?=[{CJK}A-Za-z])|\s(?=\d,\d))")
_COLOUR_INDEX = re.compile(r"[1-7]\d{4}(?::\d)?")


def split(text: str) -> tuple[Part, ...]:
    """Return the parts of a list in the order in which they are printed."""
    label = sections(_folded(text, in_columns=True))
    folded = _without_numbers(label.text)
    inner = _pairs_of_brackets(folded)
    folded = "".join(
        " " if char in _OPENING + _CLOSING and at not in inner and at not in inner.values() else char
        for at, char in enumerate(folded)
    )
    parts: list[Part] = []
    for start, end in _cut(folded, inner, 0, len(folded)):
        parts += _parts(text, folded, inner, start, end)
    return tuple(_placed(part, label) for part in parts)


def _without_numbers(folded: str) -> str:
    """Blank out the numbers that stand before the names of a numbered list."""
    folded = _BULLET.sub(lambda found: CUT * len(found[0]), folded)
    if _FIRST.search(folded):
        folded = _NUMBER.sub(lambda found: CUT * len(found[0]), folded)
    return folded


def _folded(text: str, *, in_columns: bool = False) -> str:
    """Fold full-width forms and brackets, one character for one."""
    mended = mend(text)
    return "".join(_fold(char) for char in (without_columns(mended) if in_columns else mended))


def _fold(char: str) -> str:
    if char in "【〔〖「『［｛":
        return "["
    if char in "】〕〗」』］｝":
        return "]"
    if char in "\r\v\f\u2028\u2029\t":
        return "\n" if char != "\r" else " "
    if char in (CUT, FILLER):
        return char
    if unicodedata.category(char) in ("Cf", "Cc") and char != "\n":
        return " "
    if char in "﹑､":
        return "、"
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


def _pairs_of_brackets(folded: str) -> dict[int, int]:
    """Return where each bracket that opens is closed; brackets without a partner stay out."""
    stack: list[int] = []
    pairs: dict[int, int] = {}
    for at, char in enumerate(folded):
        if char == CUT:
            stack.clear()  # a heading never stands inside a name
        elif char in _OPENING:
            stack.append(at)
        elif char in _CLOSING:
            kind = _CLOSING.index(char)
            while stack and _OPENING.index(folded[stack[-1]]) != kind:
                stack.pop()
            if stack:
                pairs[stack.pop()] = at
    return pairs


def _cut(folded: str, inner: dict[int, int], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches between separators that stand outside brackets."""
    kept = _kept_commas(folded)
    ends = [at for at in _outside(inner, start, end) if _is_strong(folded, at, kept)]
    lines = [at for at in _outside(inner, start, end) if folded[at] == "\n"]
    if sum(folded[at] != CUT for at in ends) <= len(lines):  # a line for each name
        ends += [at for at in lines if not folded[:at].rstrip(" ").endswith("-")]
    else:
        ends += [at for at in lines if re.match(r"\n[ \n]{0,8}\n", folded[at : at + 10])]
    here = start
    for at in (*sorted(ends), end):
        if here < at:
            yield here, at
        here = at + 1


def _outside(inner: dict[int, int], start: int, end: int) -> Iterator[int]:
    at = start
    while at < end:
        if at in inner and inner[at] < end:
            at = inner[at]
        else:
            yield at
        at += 1


def _is_strong(folded: str, at: int, kept: frozenset[int]) -> bool:
    char = folded[at]
    if char == CUT:
        return True
    if char == ".":  # OCR of 、; behind a letter it may belong to the name (Alcohol Denat.)
        return at > 0 and bool(re.match(r"[" + CJK + r"\])]", folded[at - 1]))
    return char in _STRONG and at not in kept


def _kept_commas(folded: str) -> frozenset[int]:
    """Return the places of commas that belong to a name: between locants, and in a decimal."""
    kept: set[int] = set()
    for found in _LOCANTS.finditer(folded):
        numbers = [int(number) for number in re.findall(r"\d+", found[0])]
        commas = [found.start() + at for at, char in enumerate(found[0]) if char == ","]
        before = folded[: found.start()].rstrip(" ")[-2:]
        ends_a_name = bool(re.search(r"[a-z\d" + CJK + r"]-?$", before, re.I))
        if numbers[0] > 12 or (ends_a_name and numbers[0] > numbers[1]):
            commas = commas[1:]  # PEG-8,1,2-己二醇: the first number closes the name before
        kept.update(commas if len(commas) < len(numbers) else ())
    for pattern in (_N_LOCANTS, re.compile(r"\d,\d+\s*%")):
        for found in pattern.finditer(folded):
            kept.update(found.start() + at for at, char in enumerate(found[0]) if char == ",")
    return frozenset(kept)


def _parts(text: str, folded: str, inner: dict[int, int], start: int, end: int, depth: int = 0) -> Iterator[Part]:
    """Yield the part between two separators, and the parts that a list in its brackets holds."""
    lists = [(at, close) for at, close in _brackets(inner, start, end) if _is_list(folded[at + 1 : close])]
    if not lists or depth == _MAX_DEPTH:
        part = _trimmed(text, folded, start, end)
        if part is not None:
            yield part
        return
    here = start
    for open_, close in lists:
        yield from _parts(text, folded, inner, here, open_, depth + 1)
        for first, last in _cut(folded, inner, open_ + 1, close):
            yield from _parts(text, folded, inner, first, last, depth + 1)
        here = close + 1
    yield from _parts(text, folded, inner, here, end, depth + 1)


def _brackets(inner: dict[int, int], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the outermost brackets between two places."""
    at = start
    while at < end:
        if at in inner and inner[at] < end:
            yield at, inner[at]
            at = inner[at]
        at += 1


def _is_list(inside: str) -> bool:
    kept = _kept_commas(inside)
    commas = [at for at, char in enumerate(inside) if char in ",;\n" and at not in kept]
    return "、" in inside or len(commas) > 1 or (len(commas) == 1 and bool(re.search(f"[{CJK}]", inside)))


def _trimmed(text: str, folded: str, start: int, end: int) -> Part | None:
    while start < end and folded[start] in _EDGES:
        start += 1
    while start < end and folded[end - 1] in _EDGES and not _closes_a_word(folded, start, end):
        end -= 1
    piece = folded[start:end]
    if not re.search(r"[^\W\d_]", piece) and not _COLOUR_INDEX.fullmatch(piece):
        return None
    found = _PERCENT.search(piece)
    percent = float(found[1].replace(",", ".")) if found else None
    return Part(text[start:end], start, end, Section.MAIN, percent if percent is None or percent <= 100 else None)


def _closes_a_word(folded: str, start: int, end: int) -> bool:
    return folded[end - 1] == "." and bool(re.search(r"\b(?:denat|spp?|var|l)\.$", folded[start:end], re.I))


def _placed(part: Part, label: Sections) -> Part:
    return replace(part, section=label.of(part.start), is_ahead=part.start < label.first)


def without_percent(text: str) -> str:
    """Return a part's text, full-width forms folded, without the amount that it states."""
    folded = re.sub(r"\s*[|\0]\s*", " ", _folded(text))
    if not _PERCENT.search(folded):
        return folded
    return re.sub(r"\(\s*\)|\[\s*\]", "", _PERCENT.sub("", folded)).strip(_EDGES)
