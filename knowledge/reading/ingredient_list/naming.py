"""A part of an ingredient list to the substance that it names, with how certain that is.

Tried in this order: the name as written, look-alike characters, sound, a slip of one character. What is only near a
known name stays unknown, with the nearest as a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from knowledge.model.ingredient import Ingredient
from knowledge.official.register import Register
from knowledge.reading.ingredient_list.families import families
from knowledge.reading.ingredient_list.known_names import (
    BRACKETED,
    CERTAINTY,
    KnownNames,
    Meant,
    Named,
    Official,
    Syllables,
    identity,
)
from knowledge.reading.ingredient_list.labels import Labels
from knowledge.reading.ingredient_list.mending import LOST
from knowledge.reading.ingredient_list.plants import latin_incis
from knowledge.reading.ingredient_list.spelling import is_slip, key_of
from knowledge.reading.ingredient_list.splitting import Part, without_percent
from knowledge.reading.ingredient_list.written_names import AT_ODDS, CHANGED, GLUED, IN_BRACKETS, WrittenNames

_GUESS_FROM = 55.0  # per cent of rapidfuzz's ratio; below it nothing is near
_GUESS_CERTAINTY = 0.6  # of the ratio: guesses stay below what is named
_COLOUR_INDEX = re.compile(r"(?:ci)?([1-7]\d{4})")
_DYE = re.compile(r"\bCI\s?[1-7]\d{4}(?!\d)", re.I)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A part that names nothing known; `nearest` is a guess, always less certain than a name."""

    nearest: Named | None = None
    colour_index: str = ""  # a dye's number, which says at least that it is one
    is_family: bool = False  # the name of several substances, of which `nearest` is one


Naming = Named | Official | Unknown


@dataclass(frozen=True, slots=True)
class Listed:
    """A part of a list and what it names."""

    part: Part
    naming: Naming

    @property
    def id(self) -> str | None:
        return self.naming.id if isinstance(self.naming, Named) else None


class Namer:
    """The names of a base's ingredients and, where given, of the register and of foreign labels, compiled once."""

    def __init__(
        self,
        ingredients: Mapping[str, Ingredient],
        syllables: Syllables,
        register: Register | None = None,
        labels: Labels | None = None,
    ) -> None:
        self._known = KnownNames(ingredients, syllables, register, labels)
        self.written = WrittenNames(self._known)
        self._keys = tuple(self._known.keys)
        self._families = {
            key_of(alias): Named(key, alias, "near", _GUESS_CERTAINTY)
            for key, ingredient in reversed(tuple(ingredients.items()))
            for alias in ingredient.aliases
            if key_of(alias) in families()
        }

    def name(self, text: str) -> Naming:
        """Return what one printed name stands for."""
        plain = without_percent(text)
        key = key_of(plain)
        if not key:
            return Unknown()
        lost = next((char for char in plain if char in LOST), "")
        if lost:
            return self._with_a_hole(plain, lost)
        found = (
            self.written.as_written(plain)
            or self._by_colour_index(plain)
            or self.written.in_pieces(plain)
            or self._by_latin(plain)
        )
        if found is not None:
            return found
        family = self._families.get(key)
        if family is not None:
            return Unknown(family, is_family=True)
        forms = tuple(_forms(plain))
        spelt_out = self._known.by_foreign_sound(key)
        if spelt_out is not None:
            return spelt_out
        for find in (self._known.by_look, self._known.by_sound, self._by_slip):
            for form in forms:
                meant = find(key_of(form))
                if meant is not None:
                    return meant
        return self._in_brackets(plain) or self._guess(forms)

    def knows(self, text: str) -> bool:
        """Say whether a text is a name, as written or by its looks."""
        plain = without_percent(text)
        if any(char in LOST for char in plain):
            return False
        return bool(
            self.written.as_written(plain) or self.written.in_pieces(plain) or self._known.by_look(key_of(plain))
        )

    def _by_colour_index(self, plain: str) -> Meant | None:
        """Return the dye whose number stands beside its name: RED 4 (CI 14700)."""
        numbers = {key_of(found[0]) for found in _DYE.finditer(plain)}
        if len(numbers) != 1:
            return None
        rest = _DYE.sub("", plain)
        return self._known.exact(numbers.pop()) if re.search(r"[^\W\d]", rest) else None

    def _by_latin(self, plain: str) -> Meant | None:
        """Return the plant that the Latin name in brackets tells, where the name before it is a local one."""
        for inci in latin_incis(plain):
            meant = self._known.exact(key_of(inci))
            if meant is not None:
                return replace(meant, how="near", certainty=CERTAINTY["near"])
        return None

    def _with_a_hole(self, plain: str, lost: str) -> Naming:
        marked = re.sub(f"[{LOST}]", "ˀ", plain)  # a letter that normal form keeps
        return self._known.by_hole(key_of(marked), "ˀ") or Unknown()

    def _by_slip(self, key: str) -> Meant | None:
        near = process.extract(key, self._keys, scorer=fuzz.ratio, limit=6, score_cutoff=65)
        slips = [self._known.exact(name) for name, _, _ in reversed(near) if is_slip(key, name)]
        if key.isascii():
            slips += [self._known.exact(name) for name in self._known.latin_near(key) if is_slip(key, name)]
        else:
            slips += self._known.one_stroke_off(key)
        found = {identity(meant): meant for meant in slips if meant is not None}
        if len(found) != 1:
            return None
        (meant,) = found.values()
        return replace(meant, how="near", certainty=CERTAINTY["near"])

    def _in_brackets(self, plain: str) -> Meant | None:
        """Return what stands in brackets behind a name that is not known, or the known name that it is at odds with."""
        outside = self._known.exact(key_of(BRACKETED.sub("", plain)))
        if GLUED.search(plain):
            return None
        if outside is not None:
            return replace(outside, how="near", certainty=AT_ODDS)
        for inside in BRACKETED.findall(plain):
            meant = self.written.as_written(inside)
            if meant is not None:
                return replace(meant, certainty=round(meant.certainty * IN_BRACKETS, 3))
        return None

    def _guess(self, forms: Sequence[str]) -> Unknown:
        index = _COLOUR_INDEX.fullmatch(key_of(forms[0]))
        if index:
            return Unknown(colour_index=f"CI {index[1]}")
        keys = [key for form in forms if len(key := key_of(form)) > 1]
        near = [process.extractOne(key, self._keys, scorer=fuzz.ratio, score_cutoff=_GUESS_FROM) for key in keys]
        best = max((one for one in near if one is not None), key=lambda one: one[1], default=None)
        meant = self._known.exact(best[0]) if best is not None else None
        if best is None or not isinstance(meant, Named):
            return Unknown()
        return Unknown(replace(meant, how="near", certainty=round(best[1] / 100 * _GUESS_CERTAINTY, 3)))


def _forms(plain: str) -> Iterator[str]:
    """Yield the ways to read a name that is not spelt as any is, the likeliest first."""
    outside = BRACKETED.sub("", plain)
    is_one = GLUED.search(plain) or CHANGED.search("".join(BRACKETED.findall(plain)))
    seen = dict.fromkeys((plain, plain if is_one else outside))
    if ":" in outside:
        seen.setdefault(outside.rsplit(":", 1)[1])
    yield from (form for form in seen if key_of(form))
