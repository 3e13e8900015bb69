"""The first of each kind, in order."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

Item = TypeVar("Item")


def firsts(items: Iterable[Item], kind: Callable[[Item], Hashable]) -> list[Item]:
    """Return the first item of each kind, in the order in which they come."""
    found: dict[Hashable, Item] = {}
    for item in items:
        found.setdefault(kind(item), item)
    return list(found.values())
