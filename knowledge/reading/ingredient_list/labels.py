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
    expected: tuple[tuple[re.Pattern[str], str], ...]
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
        """Return what an ingredient commonly does; empty where the table does not say."""
        key = key_of(inci)
        return self.roles.get(key) or self.roles.get(_NUMBER.sub("n", key), "")

    def likely_role(self, name: str) -> str:
        """Return what the Chinese name lets one expect of an ingredient; empty where it does not tell."""
        return next((role for pattern, role in self.expected if pattern.search(name)), "")


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
            roles.setdefault(key_of(one.replace("{n}", "n")), role)
            if also:
                same[key_of(one)] = all_incis
    expected = tuple((re.compile(row["pattern"]), row["role"]) for row in _table("label_roles.csv"))
    return Labels(names, patterns, roles, expected, same)


def _rows() -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...], str]]:
    for row in _table("label_names.csv"):
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


def _table(name: str) -> Iterator[Mapping[str, str]]:
    text = (files("knowledge.reading.ingredient_list") / name).read_text("utf-8")
    yield from csv.DictReader(io.StringIO(text))


def _several(cell: str) -> tuple[str, ...]:
    return tuple(name for name in cell.split("|") if name)
