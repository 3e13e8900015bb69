"""A reviewed workbook against the base: what its rows change, and every fault by its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.editing.applying import CellFault, Change, fault, faults_of, files_of
from knowledge.editing.columns import MODELS, CellError, Column, columns, value_of
from knowledge.editing.fingerprint import entry_fingerprint
from knowledge.editing.headers import with_known_headers
from knowledge.editing.questioning import doubtful_asks, rows_deleted, without_rows
from knowledge.editing.rewriting import plain
from knowledge.editing.workbook import EXPORTED, FILE, FINGERPRINT, ID, Sheet, SheetRow
from knowledge.model.base import Base
from knowledge.nearest import nearest_hint


@dataclass(frozen=True, slots=True)
class Plan:
    """What a workbook would do: the changes, the files as they would be, and what forbids them."""

    changes: tuple[Change, ...]
    files: Mapping[str, bytes]
    faults: tuple[CellFault, ...]
    notices: tuple[CellFault, ...] = ()
    removed: tuple[tuple[str, str], ...] = ()  # section, id


def plan(base: Base, sheets: Sequence[Sheet], *, deletes: bool = False) -> Plan:
    """Return the changes that the sheets make to the base; with any fault there are no files to write.

    Entries whose rows were deleted are told, and removed where it `deletes`.
    """
    faults: list[CellFault] = []
    notices: list[CellFault] = []
    changes: list[Change] = []
    removed: list[tuple[str, str]] = []
    exported = next((sheet for sheet in sheets if sheet.name == EXPORTED), None)
    for sheet in sheets:
        if sheet.name == EXPORTED:
            continue
        if sheet.name not in MODELS:
            hint = nearest_hint(sheet.name, MODELS) or f"the sheets are {', '.join(MODELS)}"
            faults.append(CellFault(sheet.name, 0, "", "", "there is no kind of this name", hint))
            continue
        shown = columns(sheet.name, base)
        known = {ID, FILE, FINGERPRINT, *(column.header for column in shown)}
        named = with_known_headers(sheet, known, base, faults, notices)
        made = list(_of_sheet(base, named, shown, faults))
        notices += [one for change in made for one in doubtful_asks(base, change)]
        changes += made
        removed += rows_deleted(base, named, exported, faults if deletes else notices, deletes=deletes)
    files = files_of(base, changes, faults)
    files = without_rows(base, files, removed, faults)
    if files:  # the faults of what could be read are told together with the rest
        faults += faults_of(base, files, changes)
    return Plan(tuple(changes), {} if faults else files, tuple(faults), tuple(notices), tuple(removed))


def _of_sheet(base: Base, sheet: Sheet, shown: Sequence[Column], faults: list[CellFault]) -> Iterator[Change]:
    for needed in (ID, FINGERPRINT):
        if needed not in sheet.letters:
            faults.append(CellFault(sheet.name, 1, "", "", f"the column {needed} is missing", "export anew"))
            return
    seen: dict[str, int] = {}
    last_file = ""
    for row in sheet.rows:
        key = row.cells.get(ID, "").strip()
        if not key:
            faults.append(fault(sheet, row, ID, "the row has no id", "write one, or clear the whole row"))
            continue
        if key in seen:
            message = f"the id {key!r} stands already in row {seen[key]}"
            faults.append(fault(sheet, row, ID, message, "keep one row an entry"))
            continue
        seen[key] = row.number
        change = _of_row(base, sheet, row, key, shown, last_file, faults)
        last_file = change.file if change else row.cells.get(FILE, last_file)
        if change is not None:
            yield change


def _of_row(
    base: Base,
    sheet: Sheet,
    row: SheetRow,
    key: str,
    shown: Sequence[Column],
    last_file: str,
    faults: list[CellFault],
) -> Change | None:
    section, stamp = sheet.name, row.cells.get(FINGERPRINT, "").strip()
    data, unreadable = _read(sheet, row, shown)
    if unreadable:
        faults += unreadable
        return None
    if key not in getattr(base, section):
        if stamp:
            message = f"there is no entry {key!r} any more, or its id was changed here"
            faults.append(fault(sheet, row, ID, message, "restore the id, or clear the row's fingerprint to add it"))
            return None
        return _new(base, sheet, row, key, data, last_file, faults)
    origin = base.origins[section, key]
    now = plain(origin.section[key])
    for name, value in _unshown(now, sheet, shown).items():
        data[name] = {**value, **data.get(name, {})} if isinstance(value, dict) else value
    if data == now or entry_fingerprint(data) == stamp:  # as it is, or as it was exported: nothing to do
        return None
    changed = tuple(name for name in dict.fromkeys((*now, *data)) if now.get(name) != data.get(name))
    if entry_fingerprint(now) != stamp:
        first = next((column.header for column in shown if column.key in changed), ID)
        message = f"{key} was changed in {base.locate(section, key)} since the export" if stamp else f"{key} exists"
        faults.append(fault(sheet, row, first, message, "export anew and make your change there"))
        return None
    if row.cells.get(FILE, origin.file) != origin.file:
        message = f"{key} stands in {origin.file}"
        faults.append(fault(sheet, row, FILE, message, "an entry is moved in the files, not here"))
        return None
    return Change(section, key, origin.file, ordered(now, data, shown), changed, sheet, row, False)


def _unshown(now: Mapping[str, Any], sheet: Sheet, shown: Sequence[Column]) -> Mapping[str, Any]:
    """Return what a sheet whose columns were removed says nothing of."""
    kept: dict[str, Any] = {}
    for column in shown:
        if column.header in sheet.letters or column.key not in now:
            continue
        value = now[column.key]
        if not column.below:
            kept[column.key] = value
        elif column.below in value:
            kept.setdefault(column.key, {})[column.below] = value[column.below]
    return kept


def _new(
    base: Base,
    sheet: Sheet,
    row: SheetRow,
    key: str,
    data: Mapping[str, Any],
    last_file: str,
    faults: list[CellFault],
) -> Change | None:
    file = row.cells.get(FILE, "").strip() or last_file
    path = Path(file)
    if not file or path.is_absolute() or ".." in path.parts or path.suffix != ".yaml" or "\\" in file:
        mend = "name a file of the base, such as policies/quality.yaml"
        faults.append(fault(sheet, row, FILE, f"{file!r} is no file for a new entry" if file else "no file", mend))
        return None
    return Change(sheet.name, key, path.as_posix(), data, tuple(data), sheet, row, True)


def _read(sheet: Sheet, row: SheetRow, shown: Sequence[Column]) -> tuple[dict[str, Any], list[CellFault]]:
    data: dict[str, Any] = {}
    faults = []
    for column in shown:
        text = row.cells.get(column.header)
        if text is None or not text.strip():
            continue
        try:
            value = value_of(text, column)
        except CellError as error:
            faults.append(fault(sheet, row, column.header, str(error), "write it as the other rows do"))
            continue
        if column.below:
            data.setdefault(column.key, {})[column.below] = value
        else:
            data[column.key] = value
    return data, faults


def ordered(now: Mapping[str, Any], data: Mapping[str, Any], shown: Sequence[Column]) -> dict[str, Any]:
    """Keep the keys in the order of the file, at both levels; a new one follows the key that its column follows."""
    order = list(dict.fromkeys(column.key for column in shown))
    keys = [key for key in now if key in data]
    for key in order:
        if key in data and key not in keys:
            before = [one for one in order[: order.index(key)] if one in keys]
            keys.insert(keys.index(before[-1]) + 1 if before else len(keys), key)
    found: dict[str, Any] = {}
    for key in keys:
        value, old = data[key], now.get(key)
        if isinstance(value, dict) and isinstance(old, Mapping):
            value = {name: value[name] for name in (*(one for one in old if one in value), *value)}
        found[key] = value
    return found
