"""What a skin avoids does not contradict its own stances: who avoids acids has no acid that is fit or a caution."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from knowledge.checks.place import problem_at
from knowledge.loading.yaml_tree import place_of
from knowledge.model.base import Base
from knowledge.model.entries import Skin
from knowledge.nearest import nearest_hint
from knowledge.problem import Fault, Location, Problem

_PARTS = re.compile(r"[、，,/和与或及等]")
_TOGETHER = re.compile(r"叠|同时|同一|一起|混用")  # what is avoided is the combination, not each of its parts
_BEFORE = re.compile(r"^(各种|任何|所有|一切|使用|用|含有?|带)+")
_AFTER = re.compile(r"(这?类|的|产品|成分|护肤品|焕肤)+$")


def check(base: Base) -> Iterator[Problem]:
    """Yield a problem for each `avoid` that names an ingredient which the same skin takes, and each dangling family."""
    yield from _dangling(base)
    named = _named(base)
    for key, skin in base.skins.items():
        for index, phrase in enumerate(skin.avoid):
            for word in _words(phrase):
                for ingredient in named.get(word, ()):
                    stance = _stance(base, key, skin, ingredient)
                    if stance not in (None, "avoid"):
                        yield problem_at(base, "skins", key, _fault(index, phrase, ingredient, str(stance)))


def _named(base: Base) -> Mapping[str, tuple[str, ...]]:
    names = {
        name: (key,) for key, ingredient in base.ingredients.items() for name in (ingredient.name, *ingredient.aliases)
    }
    return {**names, **base.terms.families}


def _words(phrase: str) -> Iterator[str]:
    if _TOGETHER.search(phrase):
        return
    for part in _PARTS.split(phrase):
        yield _AFTER.sub("", _BEFORE.sub("", part.strip()))


def _stance(base: Base, key: str, skin: Skin, ingredient: str) -> str | None:
    known = base.ingredients.get(ingredient)
    return skin.ingredients.get(ingredient) or (known.skins.get(key) if known else None)


def _fault(index: int, phrase: str, ingredient: str, stance: str) -> Fault:
    message = f"{phrase!r} is avoided, and {ingredient} is {stance} for the same skin"
    return Fault(
        ("avoid", index), "stance", message, "write `avoid` for the ingredient, or say what exactly is avoided"
    )


def _dangling(base: Base) -> Iterator[Problem]:
    for (section, file), origin in base.origins.items():
        families = (origin.section.get("terms") or {}).get("families") if section == "terms" else None
        for word in families or ():
            for index, name in enumerate(base.terms.families[word]):
                if name not in base.ingredients:
                    place = place_of(origin.section, ("terms", "families", word, index))
                    hint = nearest_hint(name, base.ingredients) or "write the ingredient, or remove the id"
                    message = f"there is no ingredient {name!r}"
                    where = Location(file, place.line, place.column)
                    yield Problem(where, "terms", f"families.{word}.{index}", "reference", message, hint)
