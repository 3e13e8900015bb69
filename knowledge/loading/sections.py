"""The top-level keys of a base's files, and what reads an entry and an id of each."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from knowledge.model.entries import Channel, Guide, Policy, Product, Skin, Statute
from knowledge.model.facts import Fact
from knowledge.model.ingredient import Ingredient
from knowledge.model.outcomes import Outcome
from knowledge.text import KEBAB, SNAKE, Text

ABOUT = "base.yaml"
ABOUT_KEYS = ("format", "name", "locale", "lexicons", "values")
FIRST = ("facts", "outcomes")  # the other sections are read against these
REST = ("channels", "policies", "statutes", "ingredients", "skins", "products", "guides", "placeholders")
WHOLE = ("terms", "claims")  # sections that are not tables of entries
SECTIONS = (*FIRST, *REST, *WHOLE)


@cache
def adapter(section: str) -> TypeAdapter[Any]:
    """Return what reads one entry of a section."""
    models: dict[str, Any] = {  # Any: a union of models is no type
        "facts": Annotated[Fact, Field(discriminator="type")],
        "outcomes": Outcome,
        "channels": Channel,
        "policies": Policy,
        "statutes": Statute,
        "ingredients": Ingredient,
        "skins": Skin,
        "products": Product,
        "guides": Guide,
        "placeholders": Text,
    }
    return TypeAdapter(models[section])


@cache
def id_type(section: str) -> TypeAdapter[Any]:
    """Return what reads the ids of a section: snake_case for facts, outcomes and placeholders, else kebab-case."""
    return TypeAdapter(SNAKE if section in ("facts", "outcomes", "placeholders") else KEBAB)
