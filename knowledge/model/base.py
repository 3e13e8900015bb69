"""A loaded base: every entry by its kind and id, and where each stands in the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.loading.yaml_tree import YamlMapping, place_of
from knowledge.model.entries import About, Channel, Guide, Kind, Policy, Product, Skin, Statute, Terms
from knowledge.model.facts import ChoiceFact, Fact
from knowledge.model.ingredient import Ingredient
from knowledge.model.outcomes import Outcome
from knowledge.problem import Location

AnyEntry = Policy | Statute | Ingredient | Skin | Product | Guide

SECTION_OF: Mapping[Kind, str] = {
    "policy": "policies",
    "statute": "statutes",
    "ingredient": "ingredients",
    "skin": "skins",
    "product": "products",
    "guide": "guides",
}


@dataclass(frozen=True, slots=True)
class EntryOrigin:
    """The file that an entry stands in, and the section of it as written."""

    file: str
    section: YamlMapping


@dataclass(frozen=True, slots=True)
class ClaimsPart:
    """One file's `claims:` as written; the reading of claims gives it its shape."""

    file: str
    data: object
    is_shared: bool = False  # it comes with the product


@dataclass(frozen=True, slots=True)
class Base:
    """Everything that a folder knows and decides; mappings keep the order of the files."""

    about: About
    channels: Mapping[str, Channel]
    facts: Mapping[str, Fact]
    outcomes: Mapping[str, Outcome]
    policies: Mapping[str, Policy]
    statutes: Mapping[str, Statute]
    ingredients: Mapping[str, Ingredient]
    skins: Mapping[str, Skin]
    products: Mapping[str, Product]
    guides: Mapping[str, Guide]
    terms: Terms
    placeholders: Mapping[str, str]
    claims: tuple[ClaimsPart, ...]
    origins: Mapping[tuple[str, str], EntryOrigin] = field(repr=False)  # (section, id)
    files: Mapping[str, bytes] = field(repr=False)  # as read, by name
    fingerprint: str = ""  # sha256 of the files' names and bytes
    declared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # the base's own phrases, by subject's value

    @property
    def subject(self) -> str:
        """The fact that says what a case is about."""
        return next(name for name, fact in self.facts.items() if fact.subject)

    def subject_values(self) -> tuple[str, ...]:
        """Return the values of the subject, the most urgent first; those without urgency follow in file order."""
        fact = self.facts[self.subject]
        if not isinstance(fact, ChoiceFact):
            return ()
        return tuple(dict.fromkeys((*fact.urgency, *fact.values)))

    def residual_values(self) -> frozenset[str]:
        """Return the values of the subject that are meant only where no other is told."""
        fact = self.facts[self.subject]
        values = fact.values if isinstance(fact, ChoiceFact) else {}
        return frozenset(name for name, value in values.items() if value.residual)

    def entries(self) -> Iterator[tuple[Kind, str, AnyEntry]]:
        """Yield every entry with its kind and id."""
        for kind, section in SECTION_OF.items():
            for key, entry in getattr(self, section).items():
                yield kind, key, entry

    def locate(self, section: str, key: str, path: Sequence[str | int] = ()) -> Location:
        """Return where an entry, or what stands at `path` below it, is written."""
        origin = self.origins[section, key]
        place = place_of(origin.section, (key, *path))
        return Location(origin.file, place.line, place.column)
