"""The words that the editor completes: keys of the kind, facts, outcomes, their values, and ids to refer to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from knowledge.model.base import Base
from knowledge.model.entries import Guide, Kind, Policy, Product, Skin, Statute
from knowledge.model.facts import ChoiceFact
from knowledge.model.ingredient import Ingredient

_MODELS: Mapping[Kind, type[BaseModel]] = {
    "policy": Policy,
    "statute": Statute,
    "ingredient": Ingredient,
    "skin": Skin,
    "product": Product,
    "guide": Guide,
}


def completions(base: Base, kind: Kind) -> Sequence[str]:
    """Return the words in the order in which they are offered."""
    keys = [field.alias or name for name, field in _MODELS[kind].model_fields.items()]
    values = [value for fact in base.facts.values() if isinstance(fact, ChoiceFact) for value in fact.values]
    decided = [value for outcome in base.outcomes.values() for value in outcome.values or ()]
    ids = (base.policies, base.statutes) if kind in ("policy", "statute") else (base.ingredients, base.skins)
    named = [key for table in ids for key in table]
    return list(dict.fromkeys((*keys, *base.facts, *base.outcomes, *values, *decided, *base.channels, *named)))
