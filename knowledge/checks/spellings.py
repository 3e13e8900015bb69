"""Each other spelling of a word means one thing, and what it means is written as the base writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from knowledge.checks.place import dotted
from knowledge.loading.yaml_tree import place_of
from knowledge.model.base import Base, EntryOrigin
from knowledge.problem import Location, Problem
from knowledge.reading.normal import normalise
from knowledge.reading.spellings import Spellings


def check(base: Base) -> Iterator[Problem]:
    """Yield a problem for each spelling that means two things, or something that is rewritten itself."""
    spellings = Spellings(base.terms.spellings)
    first: dict[str, str] = {}
    for origin, written, meant in _written(base):
        known = first.setdefault(normalise(written), meant)
        if normalise(known) != normalise(meant):
            message = f"{written!r} is written for {meant!r} here and for {known!r} elsewhere"
            yield _problem(origin, written, "two-values", message, "keep one of the two")
        elif spellings.normalise(meant) != normalise(meant):
            message = f"what {written!r} means, {meant!r}, is rewritten itself: {spellings.normalise(meant)!r}"
            yield _problem(origin, written, "spelling", message, "write the meaning as the base writes it")


def _written(base: Base) -> Iterator[tuple[EntryOrigin, str, str]]:
    for (section, _), origin in base.origins.items():
        terms = origin.section.get("terms") if section == "terms" else None
        spellings = terms.get("spellings") if isinstance(terms, Mapping) else None
        if isinstance(spellings, Mapping):
            yield from ((origin, str(written), str(meant)) for written, meant in spellings.items())


def _problem(origin: EntryOrigin, written: str, code: str, message: str, mend: str) -> Problem:
    path = ("terms", "spellings", written)
    place = place_of(origin.section, path)
    return Problem(Location(origin.file, place.line, place.column), "terms", dotted(path[1:]), code, message, mend)
