"""The answer to a printed ingredient list: each name, what to watch, pairs, the order, and how two lists differ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from knowledge.deciding.decide import FactQuestion
from knowledge.model.facts import Value
from knowledge.model.ingredient import Ban, Limit, PregnancyStance, Stance
from knowledge.official.register import Kind
from knowledge.reading.ingredient_list.amounts import Order
from knowledge.reading.ingredient_list.comparing import Side
from knowledge.reading.ingredient_list.known_names import How
from knowledge.reading.ingredient_list.sections import Section
from service.answers.answer import Answer, is_absent


class NamedSkin(Answer):
    """The skin that the list is for."""

    id: str
    name: str


class AmountBounds(Answer):
    """What the order of the list says of an amount, in per cent."""

    order: Order
    at_least: float | None
    at_most: float | None


class NearestName(Answer):
    """A guess at a name that the base does not know; less certain than any name that it does."""

    id: str
    name: str
    certainty: float


class OfficialStanding(Answer):
    """A row of the technical standard's tables; `since` where it holds from a coming or past day on."""

    kind: Kind
    limit: str
    condition: str
    cite: str
    since: date | None


class OfficialName(Answer):
    """What the regulator's tables say of a name that the base does not know; `status` is the gravest that holds."""

    name: str
    inci: str
    status: Literal["banned", "restricted", "preservative", "uv_filter", "hair_dye", "colourant", "listed", "named"]
    standings: tuple[OfficialStanding, ...]
    coming: tuple[OfficialStanding, ...] = Field(description="rows that hold from a later day on")
    role: str = Field(description="what it commonly does, or may do by its name; empty where that is not known")
    most: Mapping[str, float] = Field(description="highest per cent in products on the market: leave, rinse")
    text: str


class ListedPart(Answer):
    """One name of the list; `id` is null where the base does not know it.

    `official` is then what the regulator's tables say, and without that `nearest` is only a guess.
    """

    text: str
    span: tuple[int, int] = Field(description="code points of the text as sent, the end excluded")
    section: Section
    percent: float | None
    rank: int | None
    amount: AmountBounds
    id: str | None = None
    name: str | None = None
    how: How | None = None
    certainty: float = Field(0.0, ge=0, le=1)
    colour_index: str = ""
    nearest: NearestName | None = None
    is_family: bool = Field(False, description="the name of several substances, of which `nearest` is one")
    official: OfficialName | None = None


class ListedIngredient(Answer):
    """What the base knows of an ingredient that stands in the list."""

    id: str
    name: str
    inci: str
    roles: tuple[str, ...]
    mechanism: str
    use: str
    irritation: Literal["low", "medium", "high"] | None
    pregnancy: PregnancyStance | None
    stance: Stance | None = Field(description="for the skin that was named")
    limits: tuple[Limit, ...]
    banned: Ban | None
    avoid_claims: tuple[str, ...]
    say: str


class WatchedIngredient(Answer):
    """One thing to watch, the gravest first; `id` is null where only the regulator's tables know the name."""

    id: str | None
    name: str
    kind: Literal["banned", "limit", "pregnancy", "skin"]
    stance: PregnancyStance | None = None
    text: str
    cite: str | None = None


class ListedPair(Answer):
    """Two ingredients of the list and how they go together."""

    ids: tuple[str, str]
    names: tuple[str, str]
    stance: Stance
    why: str


class ListOrder(Answer):
    """What the order of the list says; from the place `free_from` on, amounts need not fall."""

    free_from: int | None
    text: str


class ListedRole(Answer):
    """A role and the ingredients of the list that have it."""

    role: str
    ids: tuple[str, ...]


class SecondList(Answer):
    """The list that the first one is compared with."""

    parts: tuple[ListedPart, ...]
    pairs: tuple[ListedPair, ...]
    order: ListOrder
    roles: tuple[ListedRole, ...]


class InBoth(Answer):
    """What stands in both lists, by its place in each, and which holds more where that follows."""

    id: str | None
    name: str
    here: int
    there: int
    more: Side | None
    certain: bool


class ListComparison(Answer):
    """How two lists differ; numbers are places of parts."""

    common: tuple[InBoth, ...]
    only_here: tuple[int, ...]
    only_there: tuple[int, ...]


class IngredientList(Answer):
    """A list that was read; `versus` and `comparison` only where a second list was sent."""

    skin: NamedSkin | None
    facts: Mapping[str, Value]
    parts: tuple[ListedPart, ...]
    ingredients: tuple[ListedIngredient, ...]
    watch: tuple[WatchedIngredient, ...]
    pairs: tuple[ListedPair, ...]
    order: ListOrder
    roles: tuple[ListedRole, ...]
    ask: tuple[FactQuestion, ...]
    versus: SecondList | None = Field(None, exclude_if=is_absent)
    comparison: ListComparison | None = Field(None, exclude_if=is_absent)
