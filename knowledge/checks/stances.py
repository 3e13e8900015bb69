"""Stances agree from both sides: ingredient and skin, ingredient and ingredient, product and its ingredients."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.place import problem_at
from knowledge.model.base import Base
from knowledge.problem import Fault, Problem


def check(base: Base) -> Iterator[Problem]:
    """Yield a problem for each stance that the other side contradicts."""
    yield from _skins(base)
    yield from _pairs(base)
    yield from _products(base)


def _skins(base: Base) -> Iterator[Problem]:
    for key, skin in base.skins.items():
        for name, stance in skin.ingredients.items():
            other = base.ingredients[name].skins.get(key) if name in base.ingredients else None
            if other is not None and other != stance:
                where = base.locate("ingredients", name, ("skins", key))
                message = f"{stance} for {name}, which says {other} for {key} at {where}"
                yield problem_at(
                    base,
                    "skins",
                    key,
                    Fault(("ingredients", name), "stance", message, "write the same stance on both sides"),
                )


def _pairs(base: Base) -> Iterator[Problem]:
    for key, ingredient in base.ingredients.items():
        for index, pair in enumerate(ingredient.pairs):
            other = base.ingredients.get(pair.with_)
            for back, mirrored in enumerate(other.pairs if other else ()):
                if mirrored.with_ == key and mirrored.stance != pair.stance and key < pair.with_:
                    where = base.locate("ingredients", pair.with_, ("pairs", back))
                    message = f"{pair.stance} with {pair.with_}, which says {mirrored.stance} at {where}"
                    fault = Fault(("pairs", index), "stance", message, "write the same stance on both sides")
                    yield problem_at(base, "ingredients", key, fault)


def _products(base: Base) -> Iterator[Problem]:
    for key, product in base.products.items():
        both = set(product.suits) & set(product.unsuits)
        for skin in sorted(both):
            fault = Fault(
                ("unsuits", product.unsuits.index(skin)),
                "stance",
                f"{skin} stands under suits and unsuits",
                "keep one of them",
            )
            yield problem_at(base, "products", key, fault)
        for index, skin in enumerate(product.suits):
            for part in product.ingredients:
                if base.ingredients.get(part.id) and base.ingredients[part.id].skins.get(skin) == "avoid":
                    message = f"it suits {skin}, which must avoid its ingredient {part.id}"
                    yield problem_at(
                        base,
                        "products",
                        key,
                        Fault(("suits", index), "stance", message, "remove the skin or the ingredient"),
                    )
        for index, part in enumerate(product.ingredients):
            if base.ingredients.get(part.id) and base.ingredients[part.id].banned:
                fault = Fault(
                    ("ingredients", index, "id"),
                    "banned",
                    f"{part.id} is banned in cosmetics",
                    "remove it from the product",
                )
                yield problem_at(base, "products", key, fault)
