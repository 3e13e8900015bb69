"""Two changes of one text brought together by lines: what one side alone touched is taken, what both did is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """Lines that nobody need look at: unchanged, or changed by one side only, or by both alike."""

    lines: Lines


@dataclass(frozen=True, slots=True)
class Clash:
    """Lines that both sides changed, each in another way."""

    base: Lines
    mine: Lines
    theirs: Lines


def merge(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> tuple[Settled | Clash, ...]:
    """Return the parts of the merged text in order; neighbouring settled parts are one."""
    found: list[Settled | Clash] = []
    for part in _parts(tuple(base), tuple(mine), tuple(theirs)):
        last = found[-1] if found else None
        if part == Settled(()):
            continue
        if isinstance(part, Settled) and isinstance(last, Settled):
            found[-1] = Settled(last.lines + part.lines)
        else:
            found.append(part)
    return tuple(found)


def _parts(base: Lines, mine: Lines, theirs: Lines) -> Iterator[Settled | Clash]:
    at = (0, 0, 0)
    for kept, left, right, length in _agreed(base, mine, theirs):
        sides = (base[at[0] : kept], mine[at[1] : left], theirs[at[2] : right])
        if len({len(side) for side in sides}) == 1:  # neighbours that each changed one of are no clash
            yield from (_settle((was,), (one,), (other,)) for was, one, other in zip(*sides, strict=True))
        else:
            yield _settle(*sides)
        if length:
            yield Settled(base[kept : kept + length])
        at = (kept + length, left + length, right + length)


def _settle(base: Lines, mine: Lines, theirs: Lines) -> Settled | Clash:
    if theirs in (base, mine):
        return Settled(mine)
    return Settled(theirs) if mine == base else Clash(base, mine, theirs)


def _agreed(base: Lines, mine: Lines, theirs: Lines) -> Iterator[tuple[int, int, int, int]]:
    """Yield where all three are alike: a place in each and a length; last the end of each, with no length."""
    left, right = _places(base, mine), _places(base, theirs)
    at = 0
    while at < len(base):
        length = 0
        while (
            at + length in left
            and at + length in right
            and left[at + length] == left[at] + length
            and right[at + length] == right[at] + length
        ):
            length += 1
        if length:
            yield at, left[at], right[at], length
        at += max(length, 1)
    yield len(base), len(mine), len(theirs), 0


def _places(base: Lines, other: Lines) -> dict[int, int]:
    """Return for each line of the base that stands in the other text where it stands there."""
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {one.a + step: one.b + step for one in blocks for step in range(one.size)}
