"""The first of each kind, in order."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

Thing = TypeVar("Thing")


def first_of_each(things: Iterable[Thing], kind: Callable[[Thing], Hashable]) -> list[Thing]:
    """Return the first thing of each kind, in the order in which they come."""
    found: dict[Hashable, Thing] = {}
    for thing in things:
        found.setdefault(kind(thing), thing)
    return list(found.values())
