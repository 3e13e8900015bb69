"""A statute that was read says which version was read, and when it was checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.checks.place import problem_at
from knowledge.model.base import Base
from knowledge.model.entries import Statute
from knowledge.problem import Fault, Problem, Severity

_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")


def check(base: Base) -> Iterator[Problem]:
    """Yield a warning for each verified statute whose version, or the day of whose check, nobody wrote down."""
    for key, statute in base.statutes.items():
        if not statute.verified:
            continue
        if not _names_a_version(statute):
            fault = Fault(
                ("cite",),
                "version",
                "no source says which version was read",
                "name the version with its year under `sources:`, or write `verified: false`",
            )
            yield problem_at(base, "statutes", key, fault, Severity.WARNING)
        if statute.review is None:
            fault = Fault(
                ("review",),
                "version",
                "nobody wrote down when the text was checked",
                "write `review: {owner: …, on: …, expires: …}`",
            )
            yield problem_at(base, "statutes", key, fault, Severity.WARNING)


def _names_a_version(statute: Statute) -> bool:
    read = (f"{source.title} {source.cite}" for source in statute.sources if source.verified)
    return any(_YEAR.search(text) for text in (statute.cite, *read))
