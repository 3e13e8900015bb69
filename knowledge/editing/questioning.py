"""What a reviewed workbook may not have meant: rows that are gone, and questions that look like several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.editing.applying import CellFault, Change, fault
from knowledge.editing.fingerprint import entry_fingerprint
from knowledge.editing.removing import without_entries
from knowledge.editing.rewriting import EditError
from knowledge.editing.workbook import FINGERPRINT, ID, KIND, Sheet
from knowledge.model.base import Base

_SEPARATORS = ("##", "、")
_SHOWN = 8


def rows_deleted(
    base: Base, sheet: Sheet, exported: Sheet | None, told: list[CellFault], *, deletes: bool
) -> list[tuple[str, str]]:
    """Return the entries to remove: those of the export that have no row any more, where it `deletes`.

    Elsewhere they are told, as is one that was changed since the export.
    """
    before = _exported(exported, sheet.name)
    rows = {row.cells.get(ID, "").strip() for row in sheet.rows}
    gone = [key for key in getattr(base, sheet.name) if key not in rows and (before is None or key in before)]
    if not gone:
        return []
    names = ", ".join(gone[:_SHOWN]) + (f" and {len(gone) - _SHOWN} more" if len(gone) > _SHOWN else "")
    if before is None:
        message = f"{len(gone)} entries of the base have no row: {names}"
        told.append(CellFault(sheet.name, 0, "", "", message, "nothing is deleted; export anew to be able to delete"))
        return []
    if not deletes:
        message = f"{len(gone)} rows were deleted: {names}"
        told.append(CellFault(sheet.name, 0, "", "", message, "nothing is deleted; with --delete the entries are"))
        return []
    removed = []
    for key in gone:
        if entry_fingerprint(base.origins[sheet.name, key].section[key]) == before[key]:
            removed.append((sheet.name, key))
            continue
        message = f"{key}, whose row was deleted, was changed in {base.locate(sheet.name, key)} since the export"
        told.append(CellFault(sheet.name, 0, "", "", message, "export anew, and delete the row there"))
    return removed


def _exported(sheet: Sheet | None, section: str) -> dict[str, str] | None:
    """Return the fingerprints of what was exported of a kind, None for a workbook that does not say."""
    if sheet is None:
        return None
    rows = (row.cells for row in sheet.rows if row.cells.get(KIND) == section)
    return {cells.get(ID, ""): cells.get(FINGERPRINT, "") for cells in rows}


def without_rows(
    base: Base, files: dict[str, bytes], removed: Sequence[tuple[str, str]], faults: list[CellFault]
) -> dict[str, bytes]:
    """Return the files without the entries that are removed."""
    by_file: dict[str, list[tuple[str, str]]] = {}
    for section, key in removed:
        by_file.setdefault(base.origins[section, key].file, []).append((section, key))
    made = dict(files)
    for file, entries in by_file.items():
        try:
            made[file] = without_entries(file, made.get(file, base.files[file]), entries)
        except EditError as error:
            faults.append(CellFault(entries[0][0], 0, "", "", str(error), "then export anew"))
    return made


def doubtful_asks(base: Base, change: Change) -> Iterator[CellFault]:
    """Yield a notice for each new question that holds a separator, which may be several in one."""
    known: Sequence[str] = ()
    if not change.is_new:
        known = base.origins[change.section, change.id].section[change.id].get("asks") or ()
    for ask in change.data.get("asks") or ():
        mark = next((mark for mark in _SEPARATORS if mark in ask), None)
        if mark is not None and ask not in known:
            message = f"{ask!r} holds {mark}: is it one question?"
            yield fault(change.sheet, change.row, "asks", message, "write one a line, or leave it where it is one")
