"""What became of a spreadsheet that was read back: entries changed and removed, or drafts, and every faulty cell."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from knowledge.editing.applying import CellFault, Change
from knowledge.editing.faq import Drafts
from knowledge.editing.reviewing import Plan
from service.answers.answer import Answer


class ImportedEntry(Answer):
    """An entry that a row changes or adds."""

    kind: str
    id: str
    file: str
    keys: tuple[str, ...] = Field(description="keys that differ; all of a new entry's")
    new: bool
    row: int

    @classmethod
    def of(cls, change: Change) -> ImportedEntry:
        return cls(
            kind=change.section,
            id=change.id,
            file=change.file,
            keys=change.keys,
            new=change.is_new,
            row=change.row.number,
        )


class RemovedEntry(Answer):
    """An entry whose row was deleted."""

    kind: str
    id: str


class WorkbookImport(Answer):
    """A reviewed workbook, read back."""

    written: bool
    changes: tuple[ImportedEntry, ...]
    removed: tuple[RemovedEntry, ...]
    errors: tuple[CellFault, ...]
    notices: tuple[CellFault, ...]
    diff: tuple[str, ...]

    @classmethod
    def of(cls, plan: Plan, diff: Sequence[str], is_written: bool) -> WorkbookImport:
        return cls(
            written=is_written,
            changes=tuple(map(ImportedEntry.of, plan.changes)),
            removed=tuple(RemovedEntry(kind=section, id=key) for section, key in plan.removed),
            errors=plan.faults,
            notices=plan.notices,
            diff=tuple(diff),
        )


class DraftImport(Answer):
    """Questions and answers from elsewhere, made into draft entries."""

    written: bool
    file: str
    drafts: int
    errors: tuple[CellFault, ...]
    notices: tuple[CellFault, ...]

    @classmethod
    def of(cls, drafts: Drafts, is_written: bool) -> DraftImport:
        return cls(
            written=is_written,
            file=drafts.file,
            drafts=drafts.count,
            errors=drafts.faults,
            notices=drafts.notices,
        )
