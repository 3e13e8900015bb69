"""The changes of a workbook as files: made, held against the base's checks, shown as a difference, put in place."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from knowledge.editing.placing import ChangedError, place
from knowledge.editing.rewriting import EditError, rewrite
from knowledge.editing.workbook import ID, Sheet, SheetRow
from knowledge.loading.copies import load_copy
from knowledge.loading.load import Loaded
from knowledge.model.base import Base
from knowledge.problem import Problem


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong in a workbook, where, and the mend; `column` is a letter, empty for the whole row or sheet."""

    sheet: str
    row: int
    column: str
    header: str
    message: str
    mend: str

    def __str__(self) -> str:
        where = f"{self.sheet}!{self.column}{self.row}" if self.row else self.sheet
        named = f" ({self.header})" if self.header else ""
        return f"{where}{named}: {self.message}; {self.mend}"


@dataclass(frozen=True, slots=True)
class Change:
    """An entry as a row wants it, and the keys that differ; a new entry's are all of its keys."""

    section: str
    id: str
    file: str
    data: Mapping[str, Any]
    keys: tuple[str, ...]
    sheet: Sheet
    row: SheetRow
    is_new: bool


def files_of(base: Base, changes: Sequence[Change], faults: list[CellFault]) -> dict[str, bytes]:
    grouped: dict[str, list[Change]] = {}
    for change in changes:
        grouped.setdefault(change.file, []).append(change)
    files: dict[str, bytes] = {}
    for file, its in grouped.items():
        try:
            made = {(change.section, change.id): change.data for change in its}
            files[file] = rewrite(file, base.files.get(file, b""), made)
        except EditError as error:
            first = its[0]
            faults.append(fault(first.sheet, first.row, ID, str(error), "then export anew"))
    return files


def faults_of(base: Base, files: Mapping[str, bytes], changes: Sequence[Change]) -> Iterator[CellFault]:
    """Yield each error that the base would have with these files, at the cell that it comes from where there is one."""
    for problem in loaded_with(base, files).problems:
        if problem.is_error:
            yield _at_cell(problem, changes)


def loaded_with(base: Base, files: Mapping[str, bytes], attached: Path | Literal["anywhere"] = "anywhere") -> Loaded:
    """Return what a base would be read as with these files; what scripts are sent with stands below `attached`."""
    return load_copy({**base.files, **files}, attached)


def _at_cell(problem: Problem, changes: Sequence[Change]) -> CellFault:
    its = [change for change in changes if change.id == problem.entry and change.file == problem.location.file]
    if not its:
        where = f"{problem.location}: {problem.entry}"
        return CellFault(problem.location.file, 0, "", "", f"{where}: {problem.message}", problem.mend)
    change = its[0]
    path = problem.path.split(".")
    header = next((name for name in (".".join(path[:2]), path[0]) if name in change.sheet.letters), ID)
    below = ".".join(path[len(header.split(".")) :]) if header != ID else problem.path
    message = f"{below}: {problem.message}" if below else problem.message
    return fault(change.sheet, change.row, header, message, problem.mend)


def difference(base: Base, files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the lines of a unified diff between the base's files and these."""
    for file, raw in sorted(files.items()):
        yield from diff_of(file, base.files.get(file, b""), raw)


def diff_of(file: str, before: bytes, after: bytes) -> Iterator[str]:
    """Yield the lines of a unified diff of one file."""
    lines = (before.decode().splitlines(), after.decode().splitlines())
    yield from difflib.unified_diff(*lines, f"a/{file}", f"b/{file}", lineterm="", n=1)


def write(folder: Path, base: Base, files: Mapping[str, bytes]) -> None:
    """Put the files in place; raises EditError, and writes nothing, where one changed since the base was read."""
    try:
        place(folder, base.files, files)
    except ChangedError as error:
        raise EditError(f"{error}: import again") from error


def fault(sheet: Sheet, row: SheetRow, header: str, message: str, mend: str) -> CellFault:
    return CellFault(sheet.name, row.number, sheet.letters.get(header, ""), header, message, mend)
