"""Regions: sets of cases as unions of boxes, and their meeting, difference and cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Box = Mapping[int, int]  # axis -> the positions it may take; an axis that is left out is free
Region = tuple[Box, ...]  # the union of its boxes; no box: no case
EVERYWHERE: Region = ({},)
NOWHERE: Region = ()


def meet(left: Box, right: Box) -> Box | None:
    """Return the cases that lie in both boxes, None where there are none."""
    both = dict(left)
    for axis, mask in right.items():
        here = both.get(axis)
        if here is not None:
            mask &= here
            if not mask:
                return None
        both[axis] = mask
    return both


def overlap(left: Box, right: Box) -> bool:
    """Say whether a case lies in both boxes."""
    if len(right) < len(left):
        left, right = right, left
    for axis, mask in left.items():
        there = right.get(axis)
        if there is not None and not mask & there:
            return False
    return True


def intersection(left: Region, right: Region) -> Region:
    """Return the cases that lie in both regions."""
    return tuple(both for a in left for b in right if (both := meet(a, b)) is not None)


def cut(box: Box, other: Box) -> Region:
    """Return `box` without `other` as boxes that do not overlap; every axis of `other` must stand in `box`."""
    parts: list[Box] = []
    rest = dict(box)
    for axis, mask in other.items():
        here = rest[axis]
        if not here & mask:
            return (box,)
        if here & ~mask:
            parts.append({**rest, axis: here & ~mask})
            rest[axis] = here & mask
    return tuple(parts)


def _rest_of(box: Box, others: Sequence[Box], full: Mapping[int, int]) -> Box | None:
    """Return a box of cases of `box` that lie in none of the others, None where they cover it.

    `full` holds every position of each axis.
    """
    near = [other for other in others if overlap(box, other)]
    if not near:
        return box
    widest = min(near, key=lambda other: sum(1 for axis, mask in other.items() if box.get(axis, full[axis]) & ~mask))
    near.remove(widest)
    filled = {**{axis: full[axis] for axis in widest if axis not in box}, **box}
    for part in cut(filled, widest):
        left = _rest_of(part, near, full)
        if left is not None:
            return left
    return None


def is_covered(region: Iterable[Box], others: Sequence[Box], full: Mapping[int, int]) -> bool:
    """Say whether every case of the region lies in one of the other boxes."""
    return all(_rest_of(box, others, full) is None for box in region)


def same(left: Region, right: Region, full: Mapping[int, int]) -> bool:
    """Say whether two regions hold the same cases."""
    return is_covered(left, right, full) and is_covered(right, left, full)
