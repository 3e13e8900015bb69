"""Conflicts of kind guidance: stances that disagree, and texts that recommend what an entry says to avoid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from knowledge.conflicts.conflict import Conflict, ConflictKind, Member
from knowledge.conflicts.identity import identity_of
from knowledge.conflicts.wordings import CHINESE, Words, in_each_language
from knowledge.model.base import Base
from knowledge.model.entries import Guide, Kind, Product

Members = tuple[tuple[Kind, str], tuple[Kind, str]]
_STANCES = ("fit", "caution", "avoid")
_CLAUSE = re.compile(r"[，。；！？、,;!?\n]|但是?|不过|而")
_RECOMMENDS = re.compile(r"推荐|建议(?:使用|选|用)|可以(?:放心)?(?:使用|用)|适合(?:使用|用)|首选|不妨(?:试|用)|放心用")
_REFUSES = re.compile(r"不|避免|避开|慎|勿|别|停用|暂停|禁|少用|先问|咨询")


def within(base: Base) -> Iterator[Conflict]:
    """Yield every disagreement of stances, then every text against a stance."""
    yield from _sides(base)
    yield from _pairs(base)
    yield from _products(base)
    yield from _texts(base)


def _sides(base: Base) -> Iterator[Conflict]:
    for name, skin in base.skins.items():
        for other, stance in skin.ingredients.items():
            there = base.ingredients[other].skins.get(name) if other in base.ingredients else None
            if there is not None and there != stance:
                yield _finding(
                    base,
                    (("skin", name), ("ingredient", other)),
                    "sides_apart",
                    one=skin.name,
                    stance=stance,
                    other=base.ingredients[other].name,
                    other_stance=there,
                )


def _pairs(base: Base) -> Iterator[Conflict]:
    stances = {
        (name, pair.with_): pair.stance for name, ingredient in base.ingredients.items() for pair in ingredient.pairs
    }
    for (name, other), stance in stances.items():
        there = stances.get((other, name))
        if name < other and there is not None and there != stance:
            one, two = base.ingredients[name].name, base.ingredients[other].name
            members: Members = (("ingredient", name), ("ingredient", other))
            yield _finding(base, members, "pair_apart", one=one, stance=stance, other=two, other_stance=there)


def _products(base: Base) -> Iterator[Conflict]:
    for name, product in base.products.items():
        for part in product.ingredients:
            for skin in product.suits:
                if stance_of(base, part.id, skin) == "avoid":
                    yield _finding(
                        base,
                        (("product", name), ("ingredient", part.id)),
                        "unsuited",
                        product=product.name,
                        skin=base.skins[skin].name,
                        ingredient=base.ingredients[part.id].name,
                    )


def stance_of(base: Base, ingredient: str, skin: str) -> str | None:
    """Return the stance of an ingredient towards a skin, from whichever side it is written on."""
    if ingredient not in base.ingredients or skin not in base.skins:
        return None
    return base.ingredients[ingredient].skins.get(skin) or base.skins[skin].ingredients.get(ingredient)


def _texts(base: Base) -> Iterator[Conflict]:
    for name, skin in base.skins.items():
        texts = (*skin.say.values(), skin.advice, *skin.routine.morning, *skin.routine.evening)
        avoided = {
            other: base.ingredients[other].name for other in base.ingredients if stance_of(base, other, name) == "avoid"
        }
        yield from _recommended(base, ("skin", name), texts, ("ingredient", avoided))
    for name, ingredient in base.ingredients.items():
        shunned = {skin: base.skins[skin].name for skin in base.skins if stance_of(base, name, skin) == "avoid"}
        yield from _recommended(base, ("ingredient", name), tuple(ingredient.say.values()), ("skin", shunned))
    for name, product in base.products.items():
        unfit = {skin: base.skins[skin].name for skin in product.unsuits if skin in base.skins}
        yield from _recommended(base, ("product", name), _said(product), ("skin", unfit))
    yield from _advised(base)


def _advised(base: Base) -> Iterator[Conflict]:
    """Yield each product or guide whose text recommends an ingredient to a skin that must avoid it, in one clause."""
    shunned = [(other, skin) for other in base.ingredients for skin in base.skins if _is_shunned(base, other, skin)]
    named = {("ingredient", key): (entry.name, *entry.aliases) for key, entry in base.ingredients.items()}
    named |= {("skin", key): (entry.name, *entry.aliases) for key, entry in base.skins.items()}
    owners: list[tuple[tuple[Kind, str], Product | Guide]] = [
        *((("product", key), product) for key, product in base.products.items()),
        *((("guide", key), guide) for key, guide in base.guides.items()),
    ]
    for owner, entry in owners:
        for clause in _recommending(_said(entry)):
            here = {key for key, names in named.items() if any(name in clause for name in names)}
            for other, skin in shunned:
                if ("ingredient", other) in here and ("skin", skin) in here:
                    yield _finding(
                        base,
                        (owner, ("ingredient", other)),
                        "advised",
                        clause=clause.strip(),
                        skin=base.skins[skin].name,
                        ingredient=base.ingredients[other].name,
                    )


def _is_shunned(base: Base, ingredient: str, skin: str) -> bool:
    return stance_of(base, ingredient, skin) == "avoid"


def _said(entry: Product | Guide) -> tuple[str, ...]:
    return (*entry.say.values(), *(text for case in entry.cases for text in case.say.values()))


def _recommended(
    base: Base, owner: tuple[Kind, str], texts: tuple[str, ...], avoided: tuple[Kind, Mapping[str, str]]
) -> Iterator[Conflict]:
    kind, names = avoided
    clauses = _recommending(texts)
    for other, name in names.items():
        clause = next((clause for clause in clauses if name in clause), None)
        if clause is not None:
            yield _finding(base, (owner, (kind, other)), "recommended", clause=clause.strip(), name=name)


def _recommending(texts: tuple[str, ...]) -> list[str]:
    return [clause for text in texts for clause in _CLAUSE.split(text) if _is_recommending(clause)]


def _is_recommending(clause: str) -> bool:
    return bool(_RECOMMENDS.search(clause)) and not _REFUSES.search(clause)


def _finding(base: Base, members: Members, key: str, **slots: str) -> Conflict:
    """Return the finding of two entries; stances among the slots are named in each language."""
    left, right = members

    def tell(words: Words) -> str:
        return words.say(key, **{name: words.say(one) if one in _STANCES else one for name, one in slots.items()})

    detail = in_each_language(base, tell)
    return Conflict(
        id=identity_of([ConflictKind.GUIDANCE, *left, *right, detail[CHINESE]]),
        kind=ConflictKind.GUIDANCE,
        entries=(Member(*left), Member(*right)),
        detail=detail,
    )
