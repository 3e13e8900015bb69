"""Two lists side by side: what both hold, what only one holds, and of which one holds more where that follows.

Of an ingredient in both, one list surely holds more only where the bounds on its amount lie apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.reading.ingredient_list.amounts import Amount
from knowledge.reading.ingredient_list.known_names import Named, Official
from knowledge.reading.ingredient_list.naming import Listed
from knowledge.reading.ingredient_list.spelling import key_of

Side = Literal["here", "there"]


@dataclass(frozen=True, slots=True)
class Common:
    """What stands in both lists, by its first place in each; `more` is None where the labels do not tell."""

    here: int
    there: int
    more: Side | None
    is_certain: bool  # False: only the ranks point that way


@dataclass(frozen=True, slots=True)
class Comparison:
    """Places of parts in the two lists, in the order of the list that they are of."""

    common: tuple[Common, ...]
    only_here: tuple[int, ...]
    only_there: tuple[int, ...]


def compare(
    here: Sequence[Listed], there: Sequence[Listed], amounts_here: Sequence[Amount], amounts_there: Sequence[Amount]
) -> Comparison:
    """Return how two lists differ; what is not known at all is compared by its spelling."""
    first_here, first_there = _first(here), _first(there)
    common = tuple(
        _common(at, first_there[key], amounts_here[at], amounts_there[first_there[key]])
        for key, at in first_here.items()
        if key in first_there
    )
    return Comparison(
        common,
        tuple(at for key, at in first_here.items() if key not in first_there),
        tuple(at for key, at in first_there.items() if key not in first_here),
    )


def _first(listed: Sequence[Listed]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for at, one in enumerate(listed):
        found.setdefault(_sort(one), at)
    return found


def _sort(one: Listed) -> tuple[str, str]:
    match one.naming:
        case Named(id=key):
            return "id", key
        case Official(substance=substance):
            return "official", substance.name
        case _:
            return "as printed", key_of(one.part.text)


def _common(at: int, other: int, here: Amount, there: Amount) -> Common:
    if here.at_least is not None and there.at_most is not None and here.at_least > there.at_most:
        return Common(at, other, "here", True)
    if there.at_least is not None and here.at_most is not None and there.at_least > here.at_most:
        return Common(at, other, "there", True)
    if here.order == "descending" and there.order in ("free", "trace"):
        return Common(at, other, "here", False)
    if there.order == "descending" and here.order in ("free", "trace"):
        return Common(at, other, "there", False)
    return Common(at, other, None, False)
