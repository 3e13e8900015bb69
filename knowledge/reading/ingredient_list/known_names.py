"""Every spelling that names one substance: the base's own names, the register's, and those on foreign labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.model.ingredient import Ingredient
from knowledge.official.register import Register, Substance
from knowledge.reading.ingredient_list.families import families
from knowledge.reading.ingredient_list.labels import Labels
from knowledge.reading.ingredient_list.sounding import Sounds
from knowledge.reading.ingredient_list.spelling import is_homophone, is_stray, key_of, looks_of
from knowledge.reading.ingredient_list.splitting import without_percent

How = Literal["exact", "look", "sound", "near"]
Syllables = Callable[[str], Sequence[str]]  # one syllable a character

CERTAINTY: Mapping[How, float] = {"exact": 1.0, "look": 0.92, "sound": 0.85, "near": 0.78}
BRACKETED = re.compile(r"[(\[{<]([^()\[\]{}<>]*)[)\]}>]")
_FOREIGN = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_COLOUR_INDEX = re.compile(r"ci[1-7]\d{4}")
_MIN_OTHER_NAME = 3  # 生育酚（维生素E）; shorter brackets are a piece of the name: 山梨（糖）醇
_ANY = "?"  # stands for one character in the index of names with a hole


@dataclass(frozen=True, slots=True)
class Named:
    """The ingredient that a part names; `name` is the spelling in the base, `certainty` runs from 0 to 1."""

    id: str
    name: str
    how: How
    certainty: float


@dataclass(frozen=True, slots=True)
class Official:
    """A substance that the base does not know and the regulator's tables do."""

    substance: Substance
    name: str
    how: How
    certainty: float


Meant = Named | Official


def identity(meant: Meant) -> str:
    """Return what makes two names the same substance."""
    return meant.id if isinstance(meant, Named) else "/" + meant.substance.name


class KnownNames:
    """Names by key; what the register calls otherwise is no name of a base's entry, whatever its aliases say."""

    def __init__(
        self,
        ingredients: Mapping[str, Ingredient],
        syllables: Syllables,
        register: Register | None,
        labels: Labels | None,
    ) -> None:
        self._syllables = syllables
        self._register = register
        self._labels = labels
        self._owners: dict[int, str] = {}
        self._base: dict[str, Named] = {}
        for key, ingredient in ingredients.items():
            for name in _names_of(ingredient):
                self._own(key, name)
        for key, ingredient in ingredients.items():
            for name in _aliases_of(ingredient):
                if self._is_free(key, name):
                    self._base.setdefault(key_of(name), Named(key, name, "exact", 1.0))
        self._base.pop("", None)
        self._looks = self._alike(looks_of, "look")
        self._sounds = self._alike(self._sound, "sound", at_least=3)
        self._register_looks: Mapping[str, frozenset[int]] | None = None
        self._holes: Mapping[str, frozenset[str]] | None = None
        self._foreign: Sounds | None = None
        self._latin: Mapping[tuple[str, str], tuple[str, ...]] | None = None

    @property
    def keys(self) -> Iterable[str]:
        """The keys of the base's own names."""
        return self._base.keys()

    def exact(self, key: str) -> Meant | None:
        """Return what a key names, as it is spelt."""
        named = self._base.get(key) or self._base.get(f"ci{key}" if key.isdigit() else "")
        return named or self._official(key) or self._on_a_label(key)

    def by_look(self, key: str) -> Meant | None:
        """Return the one substance whose name looks like the key."""
        if len(key) < 2:
            return None
        alike = looks_of(key)
        named = self._looks.get(alike)
        official = [self._of_row(row, key, "look") for row in self._by_register_looks().get(alike, ())]
        found = {identity(one): one for one in (*([named] if named else ()), *official)}
        return next(iter(found.values())) if len(found) == 1 else None

    def by_sound(self, key: str) -> Named | None:
        named = self._sounds.get(self._sound(key)) if len(key) > 2 and not key.isascii() else None
        return named if named is not None and is_homophone(key, key_of(named.name)) else None

    def by_foreign_sound(self, key: str) -> Meant | None:
        """Return the substance whose INCI name kana or hangul spell out."""
        if self._register is None or not _FOREIGN.search(key):
            return None
        if self._foreign is None:
            self._foreign = Sounds(self._register.incis())
        rows = self._foreign.rows(key)
        return replace(self._of_row(rows[0], key, "sound"), certainty=CERTAINTY["sound"]) if rows else None

    def by_hole(self, key: str, lost: str) -> Meant | None:
        """Return the one name that fits where one character could not be read."""
        found = {identity(one): one for one in self._fitting(key.replace(lost, _ANY))}
        return replace(next(iter(found.values())), how="look", certainty=CERTAINTY["near"]) if len(found) == 1 else None

    def one_stroke_off(self, key: str) -> Iterator[Meant]:
        """Yield what the register's names mean that differ in one character that is no piece of a name."""
        if len(key) > 3:
            for at, char in enumerate(key):
                if is_stray(char):
                    yield from self._fitting(key[:at] + _ANY + key[at + 1 :])

    def latin_near(self, key: str) -> tuple[str, ...]:
        """Return the register's Latin keys that begin and end as this one does."""
        if self._latin is None:
            found: dict[tuple[str, str], list[str]] = {}
            for name, _ in self._register.entries() if self._register else ():
                if name.isascii() and len(name) > 5:
                    found.setdefault(_ends(name), []).append(name)
            self._latin = {ends: tuple(names) for ends, names in found.items()}
        return self._latin.get(_ends(key), ())

    def _own(self, key: str, name: str) -> None:
        spelt = key_of(name)
        self._base.setdefault(spelt, Named(key, name, "exact", 1.0))
        incis = self._labels.same.get(spelt, ()) if self._labels else ()
        for row in (self._register.row(one) for one in (spelt, *map(key_of, incis))) if self._register else ():
            if row is not None:
                self._owners.setdefault(row, key)
        for inci in incis:
            self._base.setdefault(key_of(inci), Named(key, inci, "exact", 1.0))

    def _is_free(self, key: str, alias: str) -> bool:
        """Say whether an alias may name the entry: it is no other substance's name, and no family's."""
        spelt = key_of(alias)
        if self._register is None or _COLOUR_INDEX.fullmatch(spelt):
            return True
        if spelt in families():
            return False
        meant = self._official(spelt) or self._on_a_label(spelt)
        return meant is None or identity(meant) == key

    def _official(self, key: str) -> Meant | None:
        row = self._register.row(key) if self._register else None
        if row is None and key.isdigit() and self._register:
            row = self._register.row(f"ci{key}")
        return None if row is None else self._of_row(row, key, "exact")

    def _of_row(self, row: int, name: str, how: How) -> Meant:
        assert self._register is not None  # a row comes from it
        owner = self._owners.get(row)
        if owner is not None:
            return Named(owner, name, how, CERTAINTY[how])
        return Official(self._register.at(row), name, how, CERTAINTY[how])

    def _on_a_label(self, key: str) -> Meant | None:
        for inci, is_exact in self._labels.incis(key) if self._labels else ():
            spelt = key_of(inci)
            meant = self._base.get(spelt) or self._official(spelt)
            if meant is not None:
                return meant if is_exact else replace(meant, how="near", certainty=CERTAINTY["near"])
        return None

    def _by_register_looks(self) -> Mapping[str, frozenset[int]]:
        if self._register_looks is None:
            found: dict[str, set[int]] = {}
            for key, row in self._register.entries() if self._register else ():
                found.setdefault(looks_of(key), set()).add(row)
            self._register_looks = {alike: frozenset(rows) for alike, rows in found.items()}
        return self._register_looks

    def _fitting(self, pattern: str) -> Iterator[Meant]:
        if self._holes is None:
            holes: dict[str, set[str]] = {}
            names = [key for key, _ in self._register.entries()] if self._register else []
            for key in (*names, *self._base):
                if 2 < len(key) < 24 and not key.isascii():
                    for at in range(len(key)):
                        holes.setdefault(key[:at] + _ANY + key[at + 1 :], set()).add(key)
            self._holes = {hole: frozenset(keys) for hole, keys in holes.items()}
        for key in sorted(self._holes.get(pattern, ())):
            meant = self.exact(key)
            if meant is not None:
                yield meant

    def _sound(self, key: str) -> str:
        return " ".join(self._syllables(key))

    def _alike(self, form: Callable[[str], str], how: How, *, at_least: int = 2) -> Mapping[str, Named]:
        """Index names by what they look or sound like; what two ingredients share names neither."""
        found: dict[str, Named | None] = {}
        for key, named in self._base.items():
            if len(key) < at_least or (how == "sound" and key.isascii()):
                continue
            alike = form(key)
            other = found.get(alike, named)
            same = other is not None and other.id == named.id
            found[alike] = replace(other or named, how=how, certainty=CERTAINTY[how]) if same else None
        return {alike: named for alike, named in found.items() if named is not None}


def _names_of(ingredient: Ingredient) -> Iterator[str]:
    """Yield an entry's name and INCI name, with and without brackets."""
    yield from _spellings((ingredient.name, ingredient.inci))


def _aliases_of(ingredient: Ingredient) -> Iterator[str]:
    """Yield an entry's aliases, and other names that stand in brackets in its name."""
    yield from _spellings(ingredient.aliases)
    for inside in BRACKETED.findall(without_percent(ingredient.name)):
        if len(inside) >= _MIN_OTHER_NAME:
            yield inside


def _spellings(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield name
        yield BRACKETED.sub("", without_percent(name))


def _ends(key: str) -> tuple[str, str]:
    alike = looks_of(key)
    return alike[:3], alike[-3:]
