"""What is `like` something of the product's names something that the product has, of the same type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.checks.place import problem_at
from knowledge.lexicons.product import product
from knowledge.model.base import Base
from knowledge.model.facts import ChoiceFact
from knowledge.nearest import nearest_hint
from knowledge.problem import Fault, Problem


def check(base: Base) -> Iterator[Problem]:
    """Yield a problem for each `like` that the product's lexicons do not know."""
    for section, word in (("outcomes", "outcome"), ("facts", "fact")):
        for key, entry in getattr(base, section).items():
            if entry.like is not None:
                yield from _faulty(base, section, key, ("like",), entry.like, word, entry)
    for key, fact in base.facts.items():
        known = product().facts.get(fact.like or key)
        for value, choice in fact.values.items() if isinstance(fact, ChoiceFact) else ():
            if choice.like is None:
                continue
            values: Mapping[str, Any] = known.values if isinstance(known, ChoiceFact) else {}
            if choice.like not in values:
                message = f"the product's {fact.like or key} has no value {choice.like!r}"
                hint = nearest_hint(choice.like, values) or "name a value of the product's fact, or remove `like`"
                yield problem_at(base, "facts", key, Fault(("values", value, "like"), "reference", message, hint))


def _faulty(
    base: Base, section: str, key: str, path: tuple[str, ...], like: str, word: str, entry: Any
) -> Iterator[Problem]:
    known = getattr(product(), section)
    if like not in known:
        hint = nearest_hint(like, known) or f"name {word}s of the embedded base: {', '.join(known)}"
        yield problem_at(base, section, key, Fault(path, "reference", f"the product has no {word} {like!r}", hint))
    elif _sort(known[like]) != _sort(entry):
        message = f"the product's {like} is {_sort(known[like])}, and {key} is {_sort(entry)} here"
        yield problem_at(base, section, key, Fault(path, "type", message, f"name a {word} of the same type"))


def _sort(entry: Any) -> str:
    """Return the type of a fact, or whether an outcome has values or is a duration."""
    return entry.type or "a choice of values"
