"""An ingredient list read for an agent: what each name is, what to watch, which pairs matter, how two lists differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from indexer.pinyin import syllables
from knowledge.case import Case
from knowledge.conflicts.guidance import stance_of
from knowledge.decide import Decider
from knowledge.facts import BooleanFact, ChoiceFact, Value
from knowledge.folder import Base
from knowledge.ingredient import Limit
from knowledge.reading.ingredient_list.advice import asked, ids_of, together, watches
from knowledge.reading.ingredient_list.amounts import Amounts, amounts
from knowledge.reading.ingredient_list.comparing import Common, compare
from knowledge.reading.ingredient_list.naming import Listed, Named, Namer
from knowledge.reading.ingredient_list.parting import read_list
from knowledge.reading.normal import normalise
from service.answers.ingredient_words import mark_text, watch_json
from service.answers.script import script

Json = dict[str, Any]
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
    return ListReader(decider, Namer(decider.base.ingredients, syllables))


def find_skin(base: Base, said: str) -> str | None:
    """Return the skin of an id, a name or an alias; None where there is none."""
    wanted = normalise(said)
    for key, skin in base.skins.items():
        if wanted in {normalise(key), normalise(key).replace("-", "_"), *map(normalise, (skin.name, *skin.aliases))}:
            return key
    return None


def read_ingredients(reader: ListReader, question: ListQuestion) -> Json:
    """Return everything that is known of the list; spans count code points of the text as sent."""
    base = reader.base
    skin, facts = _whose(base, question)
    listed = read_list(reader.namer, question.text)
    found = amounts(listed, base.ingredients)
    pregnant = facts.get(_PREGNANT)
    answer: Json = {
        "skin": {"id": skin, "name": base.skins[skin].name} if skin else None,
        "facts": dict(facts),
        "parts": _parts(base, listed, found),
        "ingredients": [_ingredient(reader, key, skin, question.on, facts) for key in ids_of(listed)],
        "watch": [
            watch_json(base, one)
            for one in watches(base, listed, skin, pregnant if isinstance(pregnant, bool) else None)
        ],
        "pairs": _pairs(base, listed),
        "order": {"free_from": found.mark.at if found.mark else None, "text": mark_text(base, listed, found)},
        "roles": _roles(base, ids_of(listed)),
        "ask": [{"fact": fact, "question": base.facts[fact].ask} for fact in asked(base, listed, facts)],
    }
    if question.versus is not None:
        answer |= _versus(reader, listed, found, question.versus)
    return answer


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


def _parts(base: Base, listed: Sequence[Listed], found: Amounts) -> list[Json]:
    rows = []
    for one, amount in zip(listed, found.each, strict=True):
        row: Json = {
            "text": one.part.text,
            "span": [one.part.start, one.part.end],
            "section": one.part.section.value,
            "percent": one.part.percent,
            "rank": amount.rank,
            "amount": {"order": amount.order, "at_least": amount.at_least, "at_most": amount.at_most},
        }
        match one.naming:
            case Named(id=key, how=how, certainty=certainty):
                row |= {"id": key, "name": base.ingredients[key].name, "how": how, "certainty": certainty}
            case unknown:
                near = unknown.nearest
                row |= {"id": None, "name": None, "how": None, "certainty": 0.0, "colour_index": unknown.colour_index}
                row["nearest"] = near and {
                    "id": near.id,
                    "name": base.ingredients[near.id].name,
                    "certainty": near.certainty,
                }
        rows.append(row)
    return rows


def _ingredient(reader: ListReader, key: str, skin: str | None, on: date, facts: Mapping[str, Value]) -> Json:
    entry = reader.base.ingredients[key]
    return {
        "id": key,
        "name": entry.name,
        "inci": entry.inci,
        "roles": list(entry.roles),
        "mechanism": entry.mechanism,
        "use": entry.use,
        "irritation": entry.irritation,
        "pregnancy": entry.pregnancy,
        "stance": stance_of(reader.base, key, skin) if skin else None,
        "limits": [_limit(limit) for limit in entry.limit],
        "banned": {"because": entry.banned.because, "cite": entry.banned.cite} if entry.banned else None,
        "avoid_claims": list(entry.avoid_claims),
        "say": script(entry, reader.decider, Case(None, on, facts), {}),
    }


def _limit(limit: Limit) -> Json:
    return {
        "max": limit.max,
        "unit": limit.unit,
        "for": limit.for_,
        "region": limit.region,
        "cite": limit.cite,
        "verified": limit.verified,
    }


def _pairs(base: Base, listed: Sequence[Listed]) -> list[Json]:
    return [
        {
            "ids": list(pair.ids),
            "names": [base.ingredients[key].name for key in pair.ids],
            "stance": pair.stance,
            "why": pair.why,
        }
        for pair in together(base, listed)
    ]


def _roles(base: Base, ids: Sequence[str]) -> list[Json]:
    found: dict[str, list[str]] = {}
    for key in ids:
        for role in base.ingredients[key].roles:
            found.setdefault(role, []).append(key)
    return [{"role": role, "ids": keys} for role, keys in found.items()]


def _versus(reader: ListReader, listed: Sequence[Listed], found: Amounts, text: str) -> Json:
    base = reader.base
    other = read_list(reader.namer, text)
    there = amounts(other, base.ingredients)
    comparison = compare(listed, other, found.each, there.each)
    return {
        "versus": {
            "parts": _parts(base, other, there),
            "pairs": _pairs(base, other),
            "order": {"free_from": there.mark.at if there.mark else None, "text": mark_text(base, other, there)},
            "roles": _roles(base, ids_of(other)),
        },
        "comparison": {
            "common": [_common(one, listed, other, base) for one in comparison.common],
            "only_here": list(comparison.only_here),
            "only_there": list(comparison.only_there),
        },
    }


def _common(one: Common, listed: Sequence[Listed], other: Sequence[Listed], base: Base) -> Json:
    key = listed[one.here].id
    return {
        "id": key,
        "name": base.ingredients[key].name if key else listed[one.here].part.text,
        "here": one.here,
        "there": one.there,
        "more": one.more,
        "certain": one.is_certain,
    }
