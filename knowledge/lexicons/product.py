"""The product's lexicons, read once out of the embedded base: claims, terms, and the phrases of facts and outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from knowledge.loading.parse import parse
from knowledge.loading.sections import adapter, id_type
from knowledge.loading.yaml_reader import read_source
from knowledge.loading.yaml_tree import YamlFile, YamlMapping, YamlPlace
from knowledge.model.base import ClaimsPart
from knowledge.model.entries import Terms
from knowledge.model.facts import Fact
from knowledge.model.outcomes import Context, Outcome

FOLDER = Path(__file__).parents[1] / "base"
_WHERE = ("facts.yaml", "advice-facts.yaml", "outcomes.yaml", "claims/*.yaml", "terms/*.yaml")


@dataclass(frozen=True, slots=True)
class Product:
    """What any base may use."""

    facts: Mapping[str, Fact]
    outcomes: Mapping[str, Outcome]
    claims: tuple[ClaimsPart, ...]
    terms: tuple[Terms, ...]

    def texts(self, name: str) -> tuple[Any, ...]:
        """Return the items of a list of `terms:`, over all files."""
        return tuple(one for terms in self.terms for one in getattr(terms, name))


@cache
def product() -> Product:
    """Return the lexicons; the files are read at the first call."""
    files = [
        read_source(path.relative_to(FOLDER).as_posix(), path.read_bytes())
        for pattern in _WHERE
        for path in sorted(FOLDER.glob(pattern))
    ]
    facts, outcomes = dict(_entries(files, "facts")), dict(_entries(files, "outcomes"))
    claims = tuple(ClaimsPart(one.file, one.data["claims"], is_shared=True) for one in files if one.data.get("claims"))
    return Product(facts, outcomes, claims, tuple(_terms(files, Context(facts, outcomes))))


def _entries(files: list[YamlFile], section: str) -> Iterator[tuple[str, Any]]:
    for one in files:
        table: YamlMapping = one.data.get(section) or YamlMapping(YamlPlace(1, 1))
        for key in table:
            entry = parse(one.file, key, table, adapter(section), id_type(section), None).entry
            if entry is not None:
                yield key, entry


def _terms(files: list[YamlFile], context: Context) -> Iterator[Terms]:
    for one in files:
        if one.data.get("terms"):
            entry = parse(one.file, "terms", one.data, TypeAdapter(Terms), None, context).entry
            if isinstance(entry, Terms):
                yield entry
