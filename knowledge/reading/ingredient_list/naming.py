"""A part of an ingredient list to the ingredient that it names, with how certain that is.

Tried in this order: the name as written, look-alike characters, sound, a slip of one character. What is only near a
known name stays unknown, with the nearest as a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz import fuzz, process

from knowledge.ingredient import Ingredient
from knowledge.reading.ingredient_list.spelling import is_homophone, is_slip, key_of, looks_of
from knowledge.reading.ingredient_list.splitting import Part, without_percent

How = Literal["exact", "look", "sound", "near"]
Syllables = Callable[[str], Sequence[str]]  # one syllable a character

CERTAINTY: Mapping[How, float] = {"exact": 1.0, "look": 0.92, "sound": 0.85, "near": 0.78}
_IN_BRACKETS = 0.95  # of the certainty, where only what stands in brackets names it
_GUESS_FROM = 55.0  # per cent of rapidfuzz's ratio; below it nothing is near
_GUESS_CERTAINTY = 0.6  # of the ratio: guesses stay below what is named
_BRACKETED = re.compile(r"[(\[{<]([^()\[\]{}<>]*)[)\]}>]")
_COLOUR_INDEX = re.compile(r"(?:ci)?([1-7]\d{4})")
_MIN_OTHER_NAME = 3  # 生育酚（维生素E）; shorter brackets are a piece of the name: 山梨（糖）醇


@dataclass(frozen=True, slots=True)
class Named:
    """The ingredient that a part names; `name` is the spelling in the base, `certainty` runs from 0 to 1."""

    id: str
    name: str
    how: How
    certainty: float


@dataclass(frozen=True, slots=True)
class Unknown:
    """A part that names nothing in the base; `nearest` is a guess, always less certain than a name."""

    nearest: Named | None = None
    colour_index: str = ""  # a dye's number, which says at least that it is one


Naming = Named | Unknown


@dataclass(frozen=True, slots=True)
class Listed:
    """A part of a list and what it names."""

    part: Part
    naming: Naming

    @property
    def id(self) -> str | None:
        return self.naming.id if isinstance(self.naming, Named) else None


class Namer:
    """The names of a base's ingredients, compiled once; `syllables` gives how characters sound."""

    def __init__(self, ingredients: Mapping[str, Ingredient], syllables: Syllables) -> None:
        self._syllables = syllables
        self._exact: dict[str, Named] = {}
        for spellings in (_names, _aliases):  # an alias never takes another's own name
            for key, ingredient in ingredients.items():
                for name in spellings(ingredient):
                    self._exact.setdefault(key_of(name), Named(key, name, "exact", 1.0))
        self._exact.pop("", None)
        self._looks = self._alike(looks_of, "look")
        self._sounds = self._alike(self._sound, "sound", at_least=3)
        self._keys = tuple(self._exact)

    def name(self, text: str) -> Naming:
        """Return what one printed name stands for."""
        forms = tuple(_forms(text))
        if not forms:
            return Unknown()
        for find in (self.as_written, self._by_look, self._by_sound, self._by_slip):
            for form, share in forms:
                named = find(form)
                if named is not None:
                    return replace(named, certainty=round(named.certainty * share, 3))
        return self._guess(forms)

    def knows(self, text: str) -> bool:
        """Say whether a text is a name, as written or by its looks."""
        return any(self.as_written(form) or self._by_look(form) for form, _ in _forms(text))

    def as_written(self, form: str) -> Named | None:
        """Return what is named in exactly this way."""
        key = key_of(form)
        return self._exact.get(key) or self._exact.get(f"ci{key}" if key.isdigit() else "")

    def _by_look(self, form: str) -> Named | None:
        key = key_of(form)
        return self._looks.get(looks_of(key)) if len(key) > 1 else None

    def _by_sound(self, form: str) -> Named | None:
        key = key_of(form)
        named = self._sounds.get(self._sound(key)) if len(key) > 2 and not key.isascii() else None
        return named if named is not None and is_homophone(key, key_of(named.name)) else None

    def _by_slip(self, form: str) -> Named | None:
        key = key_of(form)
        near = process.extract(key, self._keys, scorer=fuzz.ratio, limit=6, score_cutoff=65)
        slips = [self._exact[name] for name, _, _ in reversed(near) if is_slip(key, name)]
        found = {named.id: named for named in slips}
        if len(found) != 1:
            return None
        (named,) = found.values()
        return replace(named, how="near", certainty=CERTAINTY["near"])

    def _guess(self, forms: Sequence[tuple[str, float]]) -> Unknown:
        index = _COLOUR_INDEX.fullmatch(key_of(forms[0][0]))
        if index:
            return Unknown(colour_index=f"CI {index[1]}")
        keys = [key for form, _ in forms if len(key := key_of(form)) > 1]
        near = [process.extractOne(key, self._keys, scorer=fuzz.ratio, score_cutoff=_GUESS_FROM) for key in keys]
        best = max((one for one in near if one is not None), key=lambda one: one[1], default=None)
        if best is None:
            return Unknown()
        return Unknown(replace(self._exact[best[0]], how="near", certainty=round(best[1] / 100 * _GUESS_CERTAINTY, 3)))

    def _sound(self, key: str) -> str:
        return " ".join(self._syllables(key))

    def _alike(self, form: Callable[[str], str], how: How, *, at_least: int = 2) -> Mapping[str, Named]:
        """Index names by what they look or sound like; what two ingredients share names neither."""
        found: dict[str, Named | None] = {}
        for key, named in self._exact.items():
            if len(key) < at_least or (how == "sound" and key.isascii()):
                continue
            alike = form(key)
            other = found.get(alike, named)
            same = other is not None and other.id == named.id
            found[alike] = replace(other or named, how=how, certainty=CERTAINTY[how]) if same else None
        return {alike: named for alike, named in found.items() if named is not None}


def _names(ingredient: Ingredient) -> Iterator[str]:
    yield from _spellings((ingredient.name, ingredient.inci))


def _aliases(ingredient: Ingredient) -> Iterator[str]:
    yield from _spellings(ingredient.aliases)
    for inside in _BRACKETED.findall(without_percent(ingredient.name)):
        if len(inside) >= _MIN_OTHER_NAME:
            yield inside


def _spellings(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield name
        yield _BRACKETED.sub("", without_percent(name))


def _forms(text: str) -> Iterator[tuple[str, float]]:
    """Yield the ways to read a printed name, the likeliest first, with the share of certainty that each leaves."""
    plain = without_percent(text)
    outside = _BRACKETED.sub("", plain)
    seen: dict[str, float] = {}
    for form in (plain, outside):
        seen.setdefault(form, 1.0)
    if ":" in outside:
        seen.setdefault(outside.rsplit(":", 1)[1], 1.0)
    for form in outside.split("/") if "/" in outside else ():
        seen.setdefault(form, 1.0)
    for inside in _BRACKETED.findall(plain):
        seen.setdefault(inside, _IN_BRACKETS)
    yield from ((form, share) for form, share in seen.items() if key_of(form))
