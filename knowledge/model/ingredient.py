"""Ingredients: a substance, what it does, how much of it, with what and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from knowledge.model.authored import Learned
from knowledge.model.outcomes import Entry
from knowledge.problem import Fault, FaultsError
from knowledge.text import KEBAB, Flag, Phrases, Text

Stance = Literal["fit", "caution", "avoid"]
PregnancyStance = Literal["fit", "caution", "avoid", "ask-doctor"]


def _rows(value: Any) -> Any:
    """Let one mapping stand where a list of them may."""
    return [value] if isinstance(value, Mapping) else value


class Effective(Entry):
    """The concentration at which an effect was shown."""

    from_: float | None = Field(None, ge=0, alias="from")
    to: float | None = Field(None, ge=0)
    unit: Text = "%"
    cite: str = ""
    verified: Flag = True

    @model_validator(mode="after")
    def _runs_forward(self) -> Effective:
        if self.from_ is not None and self.to is not None and self.from_ > self.to:
            raise FaultsError([Fault(("to",), "range", f"`to` {self.to} is below `from` {self.from_}", "swap them")])
        return self


class Limit(Entry):
    """A regulator's limit for one use."""

    max: float = Field(ge=0)
    unit: Text = "%"
    for_: str = Field("", alias="for")
    cite: Text
    region: Literal["CN", "EU"] = "CN"
    verified: Flag = True


class IngredientPair(Entry):
    """Whether two ingredients go together."""

    with_: KEBAB = Field(alias="with")
    stance: Stance
    why: Text


class Ban(Entry):
    """Why an ingredient must not stand in a cosmetic."""

    because: Text
    cite: Text


_MENDS = {"say": "write `say: {default: …}`", "sources": "name at least one source under `sources:`"}


class Ingredient(Learned):
    """A substance, its use and its limits."""

    name: Text
    inci: Text
    roles: Phrases = ()
    mechanism: str = ""
    effective: Effective | None = None
    limit: Annotated[tuple[Limit, ...], BeforeValidator(_rows)] = ()
    skins: Mapping[KEBAB, Stance] = {}
    pregnancy: PregnancyStance | None = None
    pairs: tuple[IngredientPair, ...] = ()
    irritation: Literal["low", "medium", "high"] | None = None
    use: str = ""
    avoid_claims: Phrases = ()
    banned: Ban | None = None

    @model_validator(mode="after")
    def _says_and_cites(self) -> Ingredient:
        missing = [name for name in ("say", "sources") if not getattr(self, name)]
        if missing:
            raise FaultsError([Fault((), "missing", f"`{name}` is missing", _MENDS[name]) for name in missing])
        return self
