"""The lexicon of claims: its shape and references, phrases that state two things, and the tests beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from knowledge.model.base import Base
from knowledge.problem import Location, Problem, Severity
from knowledge.reading.claims.lexicon_compiler import sleeping
from knowledge.reading.claims.lexicon_entries import Tried
from knowledge.reading.claims.reader import ClaimsReader, LexiconSource
from knowledge.text import minutes

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class _Found:
    """What a check found."""

    made_from: LexiconSource
    problems: tuple[Problem, ...]


_memory: list[_Found] = []  # the last one


def check(base: Base) -> Iterable[Problem]:
    """Return every fault of `claims:`; the tests are run only where the lexicon is whole and nothing in it sleeps."""
    made_from = LexiconSource.of(base)
    for known in _memory[:1]:
        if known.made_from == made_from:
            return known.problems
    found = _Found(made_from, tuple(_check(base)))
    if not any(problem.is_error for problem in found.problems):  # their lines move with what stands above them
        _memory[:] = [found]
    return found.problems


def _check(base: Base) -> Iterator[Problem]:
    reader = ClaimsReader.of(base)
    yield from reader.problems
    lacking = sleeping(base).own
    if lacking:
        yield _sleep(next(part.file for part in base.claims if not part.is_shared), lacking)
    if reader.problems or lacking:
        return
    for file, frame, tried in reader.lexicon.tests:
        read = {claim.outcome: claim.value for claim in reader.read(tried.reply, tried.about)}
        if _plain(read) != _plain(tried.says):
            found = ", ".join(f"{name}: {value}" for name, value in read.items()) or "nothing"
            message = f"{tried.reply!r} is read as {found}"
            yield Problem(
                _place(base, file),
                "claims",
                f"{frame}.tests",
                "claims-test",
                message,
                f"it should state {_told(tried)}",
            )


def _sleep(file: str, lacking: Mapping[str, int]) -> Problem:
    names = sorted(lacking, key=lambda name: (-lacking[name], name))
    told = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    message = f"{sum(lacking.values())} places of `claims:` sleep, for this base has no {told}"
    mend = "nothing to do where none is decided; else declare it, or write `like:` at what it is called here"
    return Problem(Location(file), "claims", "", "sleeping", message, mend, Severity.NOTICE)


def _told(tried: Tried) -> str:
    return ", ".join(f"{name}: {value}" for name, value in tried.says.items()) or "nothing"


def _plain(says: Mapping[str, str]) -> dict[str, str | int]:
    return {name: minutes(value) if name.endswith("_within") else value for name, value in says.items()}


def _place(base: Base, file: str) -> Location:
    part = next(part for part in base.claims if part.file == file)
    place = getattr(part.data, "place", None)
    return Location(file, place.line, place.column) if place else Location(file)
