"""Parts that hold several names: slashes and spaces separate ingredients here, and belong to a name there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.reading.ingredient_list.families import functions
from knowledge.reading.ingredient_list.known_names import CERTAINTY, Meant, identity
from knowledge.reading.ingredient_list.naming import Listed, Namer, Unknown
from knowledge.reading.ingredient_list.spelling import key_of
from knowledge.reading.ingredient_list.splitting import Part, split
from knowledge.reading.ingredient_list.written_names import JOINED

_BREAKS = re.compile(r"\s*\n\s*|\.\s+|\s+-\s+|\s+")
_SLASHES = re.compile(r"[/／\\]")
_MAX_WORDS = 24
_LIST_OF = 4  # pieces between slashes that are surely a list, whatever the last is called


def read_list(namer: Namer, text: str) -> tuple[Listed, ...]:
    """Return the parts of a printed list in order, each with what it names."""
    parts = split(text)
    is_one = len(parts) == 1
    found = _rejoined(namer, text, [one for part in parts for one in listed(namer, part, is_one)])
    strange = [one for one in found if isinstance(one.naming, Unknown) and key_of(one.part.text) in functions()]
    if len(strange) > 1:  # cells of a table that say what each ingredient does
        found = [one for one in found if one not in strange]
    if all(one.part.is_ahead for one in found):
        return tuple(found)
    return tuple(one for one in found if not one.part.is_ahead or not isinstance(one.naming, Unknown))


def _rejoined(namer: Namer, text: str, found: Sequence[Listed]) -> list[Listed]:
    """Join neighbours that name nothing alone and a substance together: a name that a line's end cut in two."""
    joined: list[Listed] = []
    for one in found:
        before = joined[-1] if joined else None
        if before is not None and isinstance(before.naming, Unknown) and isinstance(one.naming, Unknown):
            between = text[before.part.end : one.part.start]
            whole = replace(before.part, text=text[before.part.start : one.part.end], end=one.part.end)
            if "\n" in between and not between.strip() and namer.knows(whole.text):
                joined[-1] = Listed(whole, namer.name(whole.text))
                continue
        joined.append(one)
    return joined


def listed(namer: Namer, part: Part, is_one: bool) -> Iterator[Listed]:
    """Yield what a part names, in as many parts as it holds names."""
    naming = namer.name(part.text)
    if not isinstance(naming, Unknown) and naming.certainty > CERTAINTY["sound"]:
        yield Listed(part, naming)
        return
    pieces = _slashed(namer, part) or _lined(namer, part) or _worded(namer, part, is_one)
    if pieces:
        yield from (Listed(piece, namer.name(piece.text)) for piece in pieces)
    else:
        yield Listed(part, naming)


def _slashed(namer: Namer, part: Part) -> tuple[Part, ...]:
    """Return the parts of what slashes separate, or nothing where they belong to one name or its synonyms."""
    bounds = [found.start() for found in _SLASHES.finditer(part.text)]
    if not bounds or (JOINED.search(part.text[bounds[-1] :]) and len(bounds) + 1 < _LIST_OF):
        return ()
    groups = _grouped(namer, part, [-1, *bounds, len(part.text)])
    ids = [_id_of(namer, piece) for piece in groups]
    if len({one for one in ids if one}) < 2:
        return ()
    pieces: list[Part] = []
    last: str | None = None
    for piece, one in zip(groups, ids, strict=True):
        is_synonym = one == last if one else bool(pieces) and _is_other_script(pieces[-1], piece)
        if pieces and is_synonym:
            pieces[-1] = _joined(part, pieces[-1], piece)
        else:
            pieces.append(piece)
            last = one
    return tuple(pieces)


def _lined(namer: Namer, part: Part) -> tuple[Part, ...]:
    """Return the parts of what line ends separate, where all but the first or the last line are known."""
    breaks = list(re.finditer(r"\s*\n\s*", part.text))
    if not breaks:
        return ()
    starts = [0, *(found.end() for found in breaks)]
    ends = [*(found.start() for found in breaks), len(part.text)]
    lines = [line for line in (_within(part, *place) for place in zip(starts, ends, strict=True)) if line.text]
    known = [namer.knows(line.text) for line in lines]
    if len(lines) < 2 or known.count(False) > 1 or not (all(known[1:]) or all(known[:-1])):
        return ()
    return tuple(lines)


def _worded(namer: Namer, part: Part, is_one: bool) -> tuple[Part, ...]:
    """Return the parts of what only spaces and line ends separate: all known, or nothing else separates."""
    breaks = list(_BREAKS.finditer(part.text))
    if not breaks or (len(breaks) > _MAX_WORDS and not is_one):
        return ()
    starts = [0, *(found.end() for found in breaks)]
    ends = [*(found.start() for found in breaks), len(part.text)]
    groups: list[Part] = []
    at = 0
    while at < len(starts):
        stop = next(
            (
                stop
                for stop in range(min(len(starts), at + 8), at, -1)
                if namer.knows(part.text[starts[at] : ends[stop - 1]])
            ),
            at + 1,
        )
        groups.append(_within(part, starts[at], ends[stop - 1]))
        at = stop
    known = [namer.knows(piece.text) for piece in groups]
    whole = all(known) or (is_one and sum(known) * 2 >= len(known) and sum(known) > 1)
    return _merged(namer, part, groups) if len(groups) > 1 and whole else ()


def _merged(namer: Namer, part: Part, groups: Sequence[Part]) -> tuple[Part, ...]:
    """Join neighbours that are one substance printed twice: 水 WATER."""
    merged: list[Part] = []
    last: str | None = None
    for piece in groups:
        one = _id_of(namer, piece)
        is_again = bool(merged) and key_of(merged[-1].text) == key_of(piece.text)
        if merged and one is not None and one == last and (is_again or _is_other_script(merged[-1], piece)):
            merged[-1] = _joined(part, merged[-1], piece)
        else:
            merged.append(piece)
        last = one
    return tuple(merged)


def _grouped(namer: Namer, part: Part, bounds: Sequence[int]) -> list[Part]:
    """Join neighbours that make a known name together: 辛酸/癸酸甘油三酯."""
    groups: list[Part] = []
    at = 0
    while at < len(bounds) - 1:
        stop = next(
            (
                stop
                for stop in range(min(len(bounds) - 1, at + 4), at + 1, -1)
                if namer.written.as_written(part.text[bounds[at] + 1 : bounds[stop]])
            ),
            at + 1,
        )
        piece = _within(part, bounds[at] + 1, bounds[stop])
        if piece.text:
            groups.append(piece)
        at = stop
    return groups


def _id_of(namer: Namer, part: Part) -> str | None:
    naming: Meant | Unknown = namer.name(part.text)
    return None if isinstance(naming, Unknown) else identity(naming)


def _within(part: Part, start: int, end: int) -> Part:
    text = part.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    return replace(part, text=text, start=part.start + start, end=part.start + start + len(text))


def _joined(whole: Part, one: Part, other: Part) -> Part:
    return _within(whole, one.start - whole.start, other.end - whole.start)


def _is_other_script(one: Part, other: Part) -> bool:
    return key_of(one.text).isascii() != key_of(other.text).isascii()
