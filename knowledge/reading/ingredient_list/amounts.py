"""What the order of a list says of the amounts in it: upper bounds that follow from rank, limits and stated amounts.

A list runs from most to least. From the first ingredient that is used at 1 % or less, foreign labels are free in their
order (China: only below 0.1 %, which stand apart as 其他微量成分), so there nothing but "at most 1 %" is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.model.ingredient import Ingredient
from knowledge.reading.ingredient_list.naming import Listed
from knowledge.reading.ingredient_list.sections import Section

Order = Literal["descending", "free", "trace", "may_contain"]
_FREE_FROM = 1.0  # per cent
TRACE = 0.1  # per cent
_PRACTICE = 0.5  # an effect shown at this or less: the ingredient is seldom used above 1 %


@dataclass(frozen=True, slots=True)
class Amount:
    """What is known of one part's amount, in per cent; None where nothing is. `rank` counts from 1."""

    order: Order
    rank: int | None = None
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """The first part that is used at 1 % or less, and how that is known."""

    at: int
    id: str
    at_most: float
    basis: Literal["limit", "practice"]
    cite: str


@dataclass(frozen=True, slots=True)
class Amounts:
    """One amount a part, and where the order ceases to tell."""

    each: tuple[Amount, ...]
    mark: Mark | None


def amounts(listed: Sequence[Listed], ingredients: Mapping[str, Ingredient]) -> Amounts:
    """Return what the order of the parts says of their amounts."""
    main = [at for at, one in enumerate(listed) if one.part.section is Section.MAIN]
    mark = _mark(listed, main, ingredients)
    found: dict[int, Amount] = {}
    upper = 100.0
    for rank, at in enumerate(main, 1):
        stated = listed[at].part.percent
        free = mark is not None and at >= mark.at
        upper = min(upper, _FREE_FROM if free else 100.0 / rank, _ceiling(listed[at], ingredients), stated or 100.0)
        most = _FREE_FROM if free else upper
        if free:
            most = min(most, _ceiling(listed[at], ingredients))
        most = stated if stated is not None else round(most, 2)
        found[at] = Amount("free" if free else "descending", rank, stated, most)
    lower: float | None = None
    for at in reversed(main):
        if found[at].order != "descending":
            continue
        lower = found[at].at_least if found[at].at_least is not None else lower
        if lower is not None and (found[at].at_most or 0) >= lower:
            found[at] = Amount("descending", found[at].rank, lower, found[at].at_most)
    for at, one in enumerate(listed):
        if one.part.section is Section.TRACE:
            found[at] = Amount("trace", at_most=TRACE)
        elif one.part.section is Section.MAY:
            found[at] = Amount("may_contain")
    return Amounts(tuple(found[at] for at in range(len(listed))), mark)


def _mark(listed: Sequence[Listed], main: Sequence[int], ingredients: Mapping[str, Ingredient]) -> Mark | None:
    for at in main[1:]:  # what leads a list is no trace of it
        key = listed[at].id
        if key is None or (listed[at].part.percent or 0) > _FREE_FROM:
            continue
        ingredient = ingredients[key]
        limits = [limit for limit in ingredient.limit if limit.region == "CN"]
        if limits and max(limit.max for limit in limits) <= _FREE_FROM:
            widest = max(limits, key=lambda limit: limit.max)
            return Mark(at, key, widest.max, "limit", widest.cite)
        effective = ingredient.effective
        if effective is not None and effective.to is not None and effective.unit == "%" and effective.to <= _PRACTICE:
            return Mark(at, key, effective.to, "practice", effective.cite)
    return None


def _ceiling(one: Listed, ingredients: Mapping[str, Ingredient]) -> float:
    """Return the most that the Chinese limits allow of a part, whichever use it is for."""
    limits = [limit.max for limit in ingredients[one.id].limit if limit.region == "CN"] if one.id else []
    return max(limits, default=100.0)
