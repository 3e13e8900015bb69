"""The register: names of the catalogue of used cosmetic ingredients with what the technical standard says of each.

`SOURCES.md` beside it says where the data come from.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Kind = Literal["banned", "restricted", "preservative", "uv_filter", "colourant", "hair_dye"]


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of a table; `since` and `until` bound the days on which it holds."""

    kind: Kind
    limit: str
    condition: str
    cite: str
    since: date | None = None
    until: date | None = None  # the first day on which it holds no more

    def holds(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Substance:
    """A substance of the register; `most` are the highest per cents of products on the market, by use."""

    name: str
    inci: str
    catalogue: str  # the part of the catalogue that lists it; empty where only a table names it
    is_ruled: bool  # the catalogue says to follow the technical standard
    standings: tuple[Standing, ...]
    most: Mapping[str, float]


class Register:
    """Substances by key of any of their names."""

    def __init__(self, version: str, rows: list[Any], keys: Mapping[str, int]) -> None:
        self.version = version
        self._rows = rows
        self._keys = keys

    def row(self, key: str) -> int | None:
        return self._keys.get(key)

    def find(self, key: str) -> Substance | None:
        at = self.row(key)
        return None if at is None else self.at(at)

    def at(self, at: int) -> Substance:
        """Return the substance of one row."""
        name, inci, catalogue, is_ruled, standings, most = self._rows[at]
        return Substance(name, inci, catalogue, bool(is_ruled), tuple(map(_standing, standings)), most)

    def incis(self) -> Iterator[tuple[str, int]]:
        """Yield the INCI name of each row, without what stands in brackets."""
        for at, row in enumerate(self._rows):
            if row[1] and row[1].isascii():
                yield re.sub(r"\([^()]*\)", "", row[1]), at

    def entries(self) -> Iterator[tuple[str, int]]:
        """Yield each key with its row."""
        yield from self._keys.items()


@cache
def register() -> Register:
    """Return the register of the package, read when it is first needed."""
    packed = (files("knowledge.official") / "register.json.gz").read_bytes()
    data = json.loads(gzip.decompress(packed))
    return Register(data["version"], data["substances"], data["keys"])


def _standing(row: list[str]) -> Standing:
    kind, limit, condition, cite, since, until = row
    return Standing(
        kind,  # type: ignore[arg-type]  # the builder writes these words alone
        limit,
        condition,
        cite,
        date.fromisoformat(since) if since else None,
        date.fromisoformat(until) if until else None,
    )
