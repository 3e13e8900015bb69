"""The conflicts of a base as they are sent, and the analysis that makes those of the next base quick."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from knowledge.conflicts import Analysis, analyse
from knowledge.conflicts.scripts import reader
from knowledge.model.base import Base
from service.answers.conflict import ConflictAnswer, conflict_of


@dataclass(frozen=True, slots=True)
class Study:
    """What an analysis found."""

    conflicts: tuple[ConflictAnswer, ...]
    analysis: Analysis


def study(base: Base, on: date, before: Study | None = None) -> Study:
    """Return the conflicts of a base from a day on; an analysis of the base before an edit makes them quick."""
    known = before.analysis if before is not None else None
    analysis = known.edited(base) if known is not None and known.compiled.first == on else analyse(base, on, reader)
    return Study(tuple(conflict_of(found, base) for found in analysis.findings), analysis)
