"""An ingredient list read for an agent: what each name is, what to watch, which pairs matter, how two lists differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from indexer.pinyin import syllables
from knowledge.conflicts.guidance import stance_of
from knowledge.deciding.decide import Decider, FactQuestion
from knowledge.model.base import Base
from knowledge.model.case import Case
from knowledge.model.facts import BooleanFact, ChoiceFact, Value
from knowledge.official.register import register
from knowledge.reading.ingredient_list.advice import asked, ids_of, together, watches
from knowledge.reading.ingredient_list.amounts import Amount, Amounts, amounts
from knowledge.reading.ingredient_list.comparing import Common, compare
from knowledge.reading.ingredient_list.known_names import Named, Official
from knowledge.reading.ingredient_list.labels import labels
from knowledge.reading.ingredient_list.naming import Listed, Namer, Unknown
from knowledge.reading.ingredient_list.parting import read_list
from knowledge.reading.normal import normalise
from service.answers.ingredient_list import (
    AmountBounds,
    InBoth,
    IngredientList,
    ListComparison,
    ListedIngredient,
    ListedPair,
    ListedPart,
    ListedRole,
    ListOrder,
    NamedSkin,
    NearestName,
    SecondList,
)
from service.answers.ingredient_words import order_text, watch_in_words
from service.answers.official_words import banned_names, official_name
from service.answers.script import script

_PREGNANT = "pregnant"  # id of the fact, and of the skin


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """A printed list, for whom it is, and the list that it is compared with."""

    text: str
    on: date
    skin: str | None = None
    versus: str | None = None
    facts: Mapping[str, Value] | None = None


@dataclass(frozen=True, slots=True)
class ListReader:
    """A base compiled for reading lists."""

    decider: Decider
    namer: Namer

    @property
    def base(self) -> Base:
        return self.decider.base


def list_reader(decider: Decider) -> ListReader:
    """Compile the names of a base."""
    return ListReader(decider, Namer(decider.base.ingredients, syllables, register(), labels()))


def find_skin(base: Base, said: str) -> str | None:
    """Return the skin of an id, a name or an alias; None where there is none."""
    wanted = normalise(said)
    for key, skin in base.skins.items():
        if wanted in {normalise(key), normalise(key).replace("-", "_"), *map(normalise, (skin.name, *skin.aliases))}:
            return key
    return None


def read_ingredients(reader: ListReader, question: ListQuestion) -> IngredientList:
    """Return everything that is known of the list; spans count code points of the text as sent."""
    base = reader.base
    skin, facts = _whose(base, question)
    listed = read_list(reader.namer, question.text)
    found = amounts(listed, base.ingredients)
    pregnant = facts.get(_PREGNANT)
    is_pregnant = pregnant if isinstance(pregnant, bool) else None
    versus, comparison = (None, None) if question.versus is None else _versus(reader, listed, found, question)
    return IngredientList(
        skin=NamedSkin(id=skin, name=base.skins[skin].name) if skin else None,
        facts=facts,
        parts=_parts(base, listed, found, question.on),
        ingredients=tuple(_ingredient(reader, key, skin, question.on, facts) for key in ids_of(listed)),
        watch=(
            *banned_names(listed, question.on),
            *(watch_in_words(base, one) for one in watches(base, listed, skin, is_pregnant)),
        ),
        pairs=_pairs(base, listed),
        order=_order(base, listed, found),
        roles=_roles(base, ids_of(listed)),
        ask=tuple(FactQuestion(fact, base.facts[fact].ask) for fact in asked(base, listed, facts)),
        versus=versus,
        comparison=comparison,
    )


def _whose(base: Base, question: ListQuestion) -> tuple[str | None, Mapping[str, Value]]:
    """Return the skin and the facts, each completed from the other: pregnant, skin_type."""
    facts = dict(question.facts or {})
    skin = question.skin
    for name, fact in base.facts.items():
        match fact:
            case ChoiceFact(values=values):
                if skin is None and str(facts.get(name, "")).replace("_", "-") in base.skins:
                    skin = str(facts[name]).replace("_", "-")
                elif skin is not None and skin.replace("-", "_") in values:
                    facts.setdefault(name, skin.replace("-", "_"))
            case BooleanFact() if name == skin:
                facts.setdefault(name, True)
    return skin, facts


def _parts(base: Base, listed: Sequence[Listed], found: Amounts, on: date) -> tuple[ListedPart, ...]:
    return tuple(_part(base, one, amount, on) for one, amount in zip(listed, found.each, strict=True))


def _part(base: Base, one: Listed, amount: Amount, on: date) -> ListedPart:
    part = ListedPart(
        text=one.part.text,
        span=(one.part.start, one.part.end),
        section=one.part.section,
        percent=one.part.percent,
        rank=amount.rank,
        amount=AmountBounds(order=amount.order, at_least=amount.at_least, at_most=amount.at_most),
    )
    match one.naming:
        case Named(id=key, how=how, certainty=certainty):
            known = {"id": key, "name": base.ingredients[key].name, "how": how, "certainty": certainty}
            return part.model_copy(update=known)
        case Official(substance=substance, how=how, certainty=certainty) as meant:
            official = official_name(meant, labels(), on)
            known = {"name": substance.name, "how": how, "certainty": certainty, "official": official}
            return part.model_copy(update=known)
        case Unknown(nearest=near, colour_index=colour_index, is_family=is_family):
            nearest = near and NearestName(id=near.id, name=base.ingredients[near.id].name, certainty=near.certainty)
            return part.model_copy(update={"colour_index": colour_index, "nearest": nearest, "is_family": is_family})


def _ingredient(
    reader: ListReader, key: str, skin: str | None, on: date, facts: Mapping[str, Value]
) -> ListedIngredient:
    entry = reader.base.ingredients[key]
    return ListedIngredient(
        id=key,
        name=entry.name,
        inci=entry.inci,
        roles=entry.roles,
        mechanism=entry.mechanism,
        use=entry.use,
        irritation=entry.irritation,
        pregnancy=entry.pregnancy,
        stance=stance_of(reader.base, key, skin) if skin else None,
        limits=entry.limit,
        banned=entry.banned,
        avoid_claims=entry.avoid_claims,
        say=script(entry, reader.decider, Case(None, on, facts), {}),
    )


def _pairs(base: Base, listed: Sequence[Listed]) -> tuple[ListedPair, ...]:
    return tuple(
        ListedPair(
            ids=pair.ids,
            names=(base.ingredients[pair.ids[0]].name, base.ingredients[pair.ids[1]].name),
            stance=pair.stance,
            why=pair.why,
        )
        for pair in together(base, listed)
    )


def _order(base: Base, listed: Sequence[Listed], found: Amounts) -> ListOrder:
    return ListOrder(free_from=found.mark.at if found.mark else None, text=order_text(base, listed, found))


def _roles(base: Base, ids: Sequence[str]) -> tuple[ListedRole, ...]:
    found: dict[str, list[str]] = {}
    for key in ids:
        for role in base.ingredients[key].roles:
            found.setdefault(role, []).append(key)
    return tuple(ListedRole(role=role, ids=tuple(keys)) for role, keys in found.items())


def _versus(
    reader: ListReader, listed: Sequence[Listed], found: Amounts, question: ListQuestion
) -> tuple[SecondList, ListComparison]:
    base = reader.base
    other = read_list(reader.namer, question.versus or "")
    there = amounts(other, base.ingredients)
    comparison = compare(listed, other, found.each, there.each)
    second = SecondList(
        parts=_parts(base, other, there, question.on),
        pairs=_pairs(base, other),
        order=_order(base, other, there),
        roles=_roles(base, ids_of(other)),
    )
    common = tuple(_common(one, listed, base) for one in comparison.common)
    only_here, only_there = comparison.only_here, comparison.only_there
    return second, ListComparison(common=common, only_here=only_here, only_there=only_there)


def _common(one: Common, listed: Sequence[Listed], base: Base) -> InBoth:
    naming, printed = listed[one.here].naming, listed[one.here].part.text
    match naming:
        case Named(id=key):
            name = base.ingredients[key].name
        case Official(substance=substance):
            name = substance.name
        case Unknown():
            name = printed
    return InBoth(
        id=listed[one.here].id, name=name, here=one.here, there=one.there, more=one.more, certain=one.is_certain
    )
