"""Neighbours: the policies that can apply to one case, whatever the channel, and decide a common outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.conflicts.compiled_policies import Part, Stage
from knowledge.deciding.space.regions import overlap

BLOCK = 256  # policies held against all others at once
WORD = 64  # positions of a choice that fit into one machine word; longer ones are held exactly afterwards


@dataclass(frozen=True, slots=True)
class Hulls:
    """For each policy the smallest box around its region, as arrays; the row is the policy's number."""

    names: tuple[str, ...]
    row: Mapping[str, int]
    masks: tuple[NDArray[np.uint64], ...]  # one a short axis
    lows: tuple[NDArray[np.int32], ...]  # one a long axis, and one for the days
    highs: tuple[NDArray[np.int32], ...]
    decides: NDArray[np.uint64]  # a bit an outcome; outcomes past 64 share bits


def hulls(stage: Stage) -> Hulls:
    """Return the hulls of every policy that decides something somewhere."""
    parts = [part for part in stage.policies.values() if part.decide and part.region]
    outcomes = {outcome: number % WORD for number, outcome in enumerate(stage.base.outcomes)}
    masks, lows, highs = [], [], []
    for number, axis in enumerate(stage.space.axes[:-1]):
        full = axis.full
        unions = [_union(part, number, full) for part in parts]
        if axis.size <= WORD and not axis.is_integer:
            masks.append(np.array(unions, dtype=np.uint64))
        else:
            lows.append(np.array([(mask & -mask).bit_length() - 1 for mask in unions], dtype=np.int32))
            highs.append(np.array([mask.bit_length() - 1 for mask in unions], dtype=np.int32))
    lows.append(np.array([(part.days & -part.days).bit_length() - 1 for part in parts], dtype=np.int32))
    highs.append(np.array([part.days.bit_length() - 1 for part in parts], dtype=np.int32))
    decides = np.array([sum({1 << outcomes[name] for name in part.decide}) for part in parts], dtype=np.uint64)
    names = tuple(part.name for part in parts)
    return Hulls(names, {name: row for row, name in enumerate(names)}, tuple(masks), tuple(lows), tuple(highs), decides)


def neighbours(stage: Stage) -> dict[str, set[str]]:
    """Return the neighbours of each policy."""
    found = hulls(stage)
    near: dict[str, set[str]] = {name: set() for name in stage.policies}
    groups: dict[int, list[int]] = {}
    for name, row in found.row.items():
        for subject in stage.subjects(stage.policies[name]):
            groups.setdefault(subject, []).append(row)
    for rows in groups.values():
        for left, right in _meeting(found, np.array(rows, dtype=np.intp)):
            one, other = found.names[left], found.names[right]
            if other not in near[one] and meets(stage.policies[one], stage.policies[other]):
                near[one].add(other)
                near[other].add(one)
    return near


def neighbours_of(stage: Stage, part: Part, among: Iterable[str]) -> set[str]:
    """Return the neighbours of one policy among others."""
    return {name for name in among if name != part.name and meets(part, stage.policies[name])}


def meets(left: Part, right: Part) -> bool:
    """Say whether two policies decide a common outcome and can apply to one case on one day, whatever the channel."""
    if not left.days & right.days or left.decide.keys().isdisjoint(right.decide):
        return False
    return any(overlap(a, b) for a in left.region for b in right.region)


def _meeting(found: Hulls, rows: NDArray[np.intp]) -> Sequence[tuple[int, int]]:
    """Return the pairs of rows whose hulls meet."""
    masks = [column[rows] for column in (*found.masks, found.decides)]
    lows = [column[rows] for column in found.lows]
    highs = [column[rows] for column in found.highs]
    pairs: list[tuple[int, int]] = []
    for start in range(0, len(rows), BLOCK):
        here = slice(start, start + BLOCK)
        meet = np.ones((len(rows[here]), len(rows) - start), dtype=bool)
        for column in masks:
            if (column != column[0]).any():
                meet &= (column[here, None] & column[None, start:]) != 0
        for low, high in zip(lows, highs, strict=True):
            if (low != low[0]).any() or (high != high[0]).any():
                meet &= (low[here, None] <= high[None, start:]) & (low[None, start:] <= high[here, None])
        one, other = np.nonzero(np.triu(meet, 1))
        pairs.extend(zip(rows[one + start].tolist(), rows[other + start].tolist(), strict=True))
    return pairs


def _union(part: Part, axis: int, full: int) -> int:
    mask = 0
    for box in part.region:
        mask |= box.get(axis, full)
    return mask
