"""An effective concentration has a source that names it, and lies within what the law allows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.checks.place import problem_at
from knowledge.model.base import Base
from knowledge.model.ingredient import Effective, Ingredient
from knowledge.problem import Fault, Problem, Severity

_FIGURE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|ppm|％)")


def check(base: Base) -> Iterator[Problem]:
    """Yield an error for each range above every limit of its unit, and a warning for what no source names."""
    for key, ingredient in base.ingredients.items():
        effective = ingredient.effective
        if effective is None:
            continue
        highest = _highest(ingredient, effective)
        most = effective.to if effective.to is not None else effective.from_
        if highest is not None and most is not None and most > highest:
            message = f"effective to {most:g}{effective.unit}, and the law allows {highest:g}{effective.unit}"
            fault = Fault(("effective", "to"), "amount", message, "narrow the range to what may be sold")
            yield problem_at(base, "ingredients", key, fault)
        if effective.verified and not effective.cite:
            fault = Fault(
                ("effective",), "amount", "the range names no source", "write `cite:`, or `verified: false` with a note"
            )
            yield problem_at(base, "ingredients", key, fault, Severity.WARNING)
        elif effective.verified:
            for name, bound in (("from", effective.from_), ("to", effective.to)):
                if bound is not None and bound not in _figures(effective.cite):
                    message = f"the source names no {bound:g}{effective.unit}"
                    mend = "narrow the range to what was studied, or write `verified: false`"
                    path = ("effective", name)
                    yield problem_at(base, "ingredients", key, Fault(path, "amount", message, mend), Severity.WARNING)


def _figures(cite: str) -> frozenset[float]:
    return frozenset(float(figure) for figure in _FIGURE.findall(cite))


def _highest(ingredient: Ingredient, effective: Effective) -> float | None:
    """Return the highest limit of any use at home in the unit of the range; preservatives' uses count too."""
    limits = [limit.max for limit in ingredient.limit if limit.region == "CN" and limit.unit == effective.unit]
    return max(limits, default=None)
