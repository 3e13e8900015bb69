"""A file of a base as it is written: plain data, every scalar as text, and where each key stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from knowledge.problem import Problem


class YamlPlace(NamedTuple):
    """Line and column of a key or an item, counted from 1."""

    line: int
    column: int


class YamlMapping(dict[str, Any]):
    """A mapping as written, with the place of each key."""

    __slots__ = ("place", "places")

    def __init__(self, place: YamlPlace) -> None:
        super().__init__()
        self.place = place
        self.places: dict[str, YamlPlace] = {}


class YamlList(list[Any]):
    """A sequence as written, with the place of each item."""

    __slots__ = ("place", "places")

    def __init__(self, place: YamlPlace) -> None:
        super().__init__()
        self.place = place
        self.places: list[YamlPlace] = []


@dataclass(frozen=True, slots=True)
class YamlFile:
    """One file of a base: its name below the base, its data, and the faults of its syntax."""

    file: str
    data: YamlMapping
    problems: tuple[Problem, ...] = ()
    raw: bytes = b""


def place_of(data: Any, path: Sequence[str | int]) -> YamlPlace:
    """Return where `path` stands below `data`, or the nearest place above it that is known."""
    here = data.place if isinstance(data, YamlMapping | YamlList) else YamlPlace(1, 1)
    for step in path:
        if isinstance(data, YamlMapping) and step in data.places:
            here = data.places[str(step)]
            data = data[str(step)]
        elif isinstance(data, YamlList) and isinstance(step, int) and 0 <= step < len(data):
            here = data.places[step]
            data = data[step]
        else:
            break
    return here
