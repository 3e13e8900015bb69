"""A percentage that an ingredient's text names stands in its range, its limits, its sources or its note."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.checks.place import problem_at
from knowledge.model.base import Base
from knowledge.model.ingredient import Ingredient
from knowledge.problem import Fault, Problem, Severity

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_PERCENTAGES = re.compile(r"((?:\d+(?:\.\d+)?(?:[%％])?[到至~-])?\d+(?:\.\d+)?)[%％]")


def check(base: Base) -> Iterator[Problem]:
    """Yield a warning for each text of an ingredient with a percentage that nothing in its entry supports."""
    for key, ingredient in base.ingredients.items():
        if ingredient.effective is None and not ingredient.limit:
            continue  # nothing to hold a figure against
        known = frozenset(_known(ingredient))
        for channel, text in ingredient.say.items():
            strange = [figure for figure in _told(text) if figure not in known]
            if strange:
                message = f"the text names {strange[0]:g}%, which no range, limit or source of the entry does"
                mend = "say what was studied or allowed, or write the source that names it"
                fault = Fault(("say", channel), "figure", message, mend)
                yield problem_at(base, "ingredients", key, fault, Severity.WARNING)


def _told(text: str) -> Iterator[float]:
    for span in _PERCENTAGES.findall(text):
        yield from (float(number) for number in _NUMBER.findall(span))


def _known(ingredient: Ingredient) -> Iterator[float]:
    effective = ingredient.effective
    words = [f"{source.title} {source.cite}" for source in ingredient.sources]
    if effective is not None:
        words += [effective.cite, *(f"{bound:g}" for bound in (effective.from_, effective.to) if bound is not None)]
    words += [f"{limit.max:g} {limit.for_} {limit.cite}" for limit in ingredient.limit]
    words.append(ingredient.note)
    yield from (float(number) for word in words for number in _NUMBER.findall(word))
