"""A problem at a place of an entry."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.model.base import Base
from knowledge.problem import Fault, Problem, Severity


def problem_at(base: Base, section: str, key: str, fault: Fault, severity: Severity = Severity.ERROR) -> Problem:
    """Return the fault of one entry as a problem with its file, line and column."""
    location = base.locate(section, key, fault.path)
    return Problem(location, key, dotted(fault.path), fault.code, fault.message, fault.mend, severity)


def dotted(path: Sequence[str | int]) -> str:
    return ".".join(str(step) for step in path)
