"""Names as Japanese and Korean labels print them, other INCI names of one substance, and what it commonly does.

The table is ours; a name in it with {n} stands for every number (PEG-{n}水添ヒマシ油).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from knowledge.reading.ingredient_list.plants import incis
from knowledge.reading.ingredient_list.spelling import key_of

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Labels:
    """INCI names by key of a label's name; `roles` by key of the INCI name."""

    names: Mapping[str, str]
    patterns: Mapping[str, str]  # with n in place of each number
    roles: Mapping[str, str]
    same: Mapping[str, tuple[str, ...]]  # all INCI names of a substance that has several, by key of each

    def incis(self, key: str) -> Iterator[tuple[str, bool]]:
        """Yield the INCI names of what a label calls so, the likeliest first, and whether the label is that exact."""
        found = self.names.get(key)
        if found is not None:
            yield found, True
        numbers = _NUMBER.findall(key)
        pattern = self.patterns.get(_NUMBER.sub("n", key)) if numbers else None
        if pattern is not None:
            yield pattern.format(n=numbers[0]), True
        if not key.isascii():
            yield from incis(key)

    def role(self, inci: str) -> str:
        return self.roles.get(key_of(inci), "")


@cache
def labels() -> Labels:
    """Return the table of the package."""
    names: dict[str, str] = {}
    patterns: dict[str, str] = {}
    roles: dict[str, str] = {}
    same: dict[str, tuple[str, ...]] = {}
    for inci, also, printed, role in _rows():
        all_incis = (inci, *also)
        for name in (*also, *printed):
            if "{n}" in name:
                patterns.setdefault(key_of(name.replace("{n}", "n")), inci)
            elif "{n}" not in inci:
                names.setdefault(key_of(name), inci)
        for one in all_incis:
            roles.setdefault(key_of(one), role)
            if also:
                same[key_of(one)] = all_incis
    return Labels(names, patterns, roles, same)


def _rows() -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...], str]]:
    text = (files("knowledge.reading.ingredient_list") / "label_names.csv").read_text("utf-8")
    for row in csv.DictReader(io.StringIO(text)):
        yield (
            row["inci"],
            _several(row["also"]),
            (
                *_several(row["zh"]),
                *_several(row["ja"]),
                *_several(row["ko"]),
            ),
            row["role"],
        )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(name for name in cell.split("|") if name)
