"""Parts that hold several names: slashes and spaces separate ingredients here, and belong to a name there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.reading.ingredient_list.naming import CERTAINTY, Listed, Named, Namer
from knowledge.reading.ingredient_list.spelling import key_of
from knowledge.reading.ingredient_list.splitting import Part, split, without_percent

_BREAKS = re.compile(r"\s*\n\s*|\.\s+|\s+-\s+|\s+")
_MAX_WORDS = 24


def read_list(namer: Namer, text: str) -> tuple[Listed, ...]:
    """Return the parts of a printed list in order, each with what it names."""
    parts = split(text)
    is_one = len(parts) == 1
    return tuple(one for part in parts for one in listed(namer, part, is_one))


def listed(namer: Namer, part: Part, is_one: bool) -> Iterator[Listed]:
    naming = namer.name(part.text)
    if isinstance(naming, Named) and naming.certainty > CERTAINTY["sound"] and not re.search("[/／]", part.text):
        yield Listed(part, naming)
        return
    pieces = _slashed(namer, part) or _worded(namer, part, is_one)
    if pieces:
        yield from (Listed(piece, namer.name(piece.text)) for piece in pieces)
    else:
        yield Listed(part, naming)


def _slashed(namer: Namer, part: Part) -> tuple[Part, ...]:
    """Return the parts of what slashes separate, or nothing where they belong to one name or its synonyms."""
    bounds = [found.start() for found in re.finditer("[/／]", part.text)]
    if not bounds or namer.as_written(without_percent(part.text)):
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
    return tuple(groups) if len(groups) > 1 and whole else ()


def _grouped(namer: Namer, part: Part, bounds: Sequence[int]) -> list[Part]:
    """Join neighbours that make a known name together: 辛酸/癸酸甘油三酯."""
    groups: list[Part] = []
    at = 0
    while at < len(bounds) - 1:
        stop = next(
            (
                stop
                for stop in range(min(len(bounds) - 1, at + 4), at + 1, -1)
                if namer.as_written(part.text[bounds[at] + 1 : bounds[stop]])
            ),
            at + 1,
        )
        piece = _within(part, bounds[at] + 1, bounds[stop])
        if piece.text:
            groups.append(piece)
        at = stop
    return groups


def _id_of(namer: Namer, part: Part) -> str | None:
    naming = namer.name(part.text)
    return naming.id if isinstance(naming, Named) else None


def _within(part: Part, start: int, end: int) -> Part:
    text = part.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    return replace(part, text=text, start=part.start + start, end=part.start + start + len(text))


def _joined(whole: Part, one: Part, other: Part) -> Part:
    return _within(whole, one.start - whole.start, other.end - whole.start)


def _is_other_script(one: Part, other: Part) -> bool:
    return key_of(one.text).isascii() != key_of(other.text).isascii()
