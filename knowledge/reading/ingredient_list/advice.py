"""What to watch in a list that was named: bans, limits, the skin, pregnancy, and the pairs that stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.conflicts.guidance import stance_of
from knowledge.model.base import Base
from knowledge.model.ingredient import Limit, PregnancyStance, Stance
from knowledge.reading.ingredient_list.naming import Listed

_RANK: Mapping[str, int] = {"avoid": 0, "caution": 1, "fit": 2}


@dataclass(frozen=True, slots=True)
class Banned:
    """An ingredient that no cosmetic may hold."""

    id: str
    because: str
    cite: str


@dataclass(frozen=True, slots=True)
class ForSkin:
    """An ingredient that the skin in question should avoid or be careful with."""

    id: str
    stance: Stance


@dataclass(frozen=True, slots=True)
class ForPregnancy:
    """An ingredient that is not simply fit in pregnancy."""

    id: str
    stance: PregnancyStance


@dataclass(frozen=True, slots=True)
class OverLimit:
    """An amount stated on the label above a Chinese limit; `uses` are the uses for which it is too much."""

    id: str
    percent: float
    limits: tuple[Limit, ...]
    is_over_all: bool


Watch = Banned | ForSkin | ForPregnancy | OverLimit


@dataclass(frozen=True, slots=True)
class Together:
    """Two ingredients of the list and how they go together."""

    ids: tuple[str, str]
    stance: Stance
    why: str


def ids_of(listed: Sequence[Listed]) -> tuple[str, ...]:
    """Return the ingredients of a list, each once, in order."""
    return tuple(dict.fromkeys(one.id for one in listed if one.id is not None))


def watches(base: Base, listed: Sequence[Listed], skin: str | None, pregnant: bool | None) -> tuple[Watch, ...]:
    """Return what to watch, the gravest kind first; pregnancy where it is not known to be ruled out."""
    ids = ids_of(listed)
    return (
        *_banned(base, ids),
        *_over(base, listed),
        *(_pregnancy(base, ids) if pregnant is not False else ()),
        *(_skin(base, ids, skin) if skin is not None else ()),
    )


def together(base: Base, listed: Sequence[Listed]) -> tuple[Together, ...]:
    """Return the pairs of the list about which the base says something, those to avoid first."""
    ids = ids_of(listed)
    place = {key: at for at, key in enumerate(ids)}
    found: dict[tuple[str, str], Together] = {}
    for key in ids:
        for pair in base.ingredients[key].pairs:
            if pair.with_ in place and pair.with_ != key:
                one, other = sorted((key, pair.with_), key=place.__getitem__)
                found.setdefault((one, other), Together((one, other), pair.stance, pair.why))
    return tuple(sorted(found.values(), key=lambda pair: (_RANK[pair.stance], *(place[key] for key in pair.ids))))


def asked(base: Base, listed: Sequence[Listed], known: Mapping[str, object]) -> tuple[str, ...]:
    """Return the unknown facts on which the advice on these ingredients depends, the commonest first."""
    counts: dict[str, int] = {}
    for key in ids_of(listed):
        for fact in base.ingredients[key].ask:
            if fact not in known and fact in base.facts:
                counts[fact] = counts.get(fact, 0) + 1
    return tuple(sorted(counts, key=lambda fact: -counts[fact]))


def _banned(base: Base, ids: Sequence[str]) -> Iterator[Watch]:
    for key in ids:
        ban = base.ingredients[key].banned
        if ban is not None:
            yield Banned(key, ban.because, ban.cite)


def _over(base: Base, listed: Sequence[Listed]) -> Iterator[Watch]:
    for one in listed:
        percent = one.part.percent
        if one.id is None or percent is None:
            continue
        limits = [limit for limit in base.ingredients[one.id].limit if limit.region == "CN" and limit.unit == "%"]
        over = tuple(limit for limit in limits if percent > limit.max)
        if over:
            yield OverLimit(one.id, percent, over, len(over) == len(limits))


def _pregnancy(base: Base, ids: Sequence[str]) -> Iterator[Watch]:
    found = [(key, base.ingredients[key].pregnancy) for key in ids]
    order: Mapping[str, int] = {"avoid": 0, "ask-doctor": 1, "caution": 2}
    for key, stance in sorted(found, key=lambda one: order.get(one[1] or "", 3)):
        if stance is not None and stance != "fit":
            yield ForPregnancy(key, stance)


def _skin(base: Base, ids: Sequence[str], skin: str) -> Iterator[Watch]:
    stances = ((key, stance_of(base, key, skin)) for key in ids)
    for key, stance in sorted(stances, key=lambda one: _RANK.get(one[1] or "", 3)):
        if stance == "avoid":
            yield ForSkin(key, "avoid")
        elif stance == "caution":
            yield ForSkin(key, "caution")
