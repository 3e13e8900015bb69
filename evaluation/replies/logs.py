"""Rows of a log one after the other, from tables and from files of objects; never the whole file in memory."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.problem import EvaluationError

Row = Mapping[str, Any]
BROKEN = "\0broken"  # key of a row that could not be read at all
_SUFFIXES = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json", ".xlsx", ".parquet")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_MENDS = {
    ".xls": "open it in Excel or WPS and save it as .xlsx, or as CSV",
    ".et": "open it in WPS and save it as .xlsx",
    ".ods": "save it as .xlsx",
    ".numbers": "export it as .xlsx or CSV",
    ".zip": "unpack it and name the file in it",
    ".gz": "unpack it and name the file in it",
    ".pdf": "export the conversations as a table",
    ".docx": "export the conversations as a table",
    ".html": "open it in Excel or WPS and save it as .xlsx",
}


@dataclass(frozen=True, slots=True)
class LogRow:
    """A row, the share of the log that is read once it is (0 to 1), and its number as Excel counts rows."""

    row: Row
    share: float
    number: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table of a log stands, as its user says it: nothing where it is to be found."""

    sheet: str | None = None  # of a workbook: its name, or its number from 1
    header: int | None = None  # the row that names the columns, from 1


@contextmanager
def open_log(path: Path, layout: Layout | None = None) -> Iterator[Iterator[LogRow]]:
    """Yield the rows of a log; raises EvaluationError for a file that cannot be read as one."""
    rows = _rows(path, layout or Layout())
    try:
        yield rows
    finally:
        rows.close()


def _rows(path: Path, layout: Layout) -> Generator[LogRow, None, None]:
    from evaluation.replies import objects, tables

    if not path.is_file():
        raise EvaluationError(f"there is no log {path}")
    kind = _kind(path)
    if layout.sheet is not None and kind != ".xlsx":
        raise EvaluationError(f"--sheet names a sheet of a workbook, and {path.name} is none: leave it out")
    if layout.header is not None and kind in (".jsonl", ".json", ".parquet"):
        raise EvaluationError(f"--header names a row of a table, and {path.name} has names in every row: leave it out")
    match kind:
        case ".xlsx":
            return tables.workbook_rows(path, layout)
        case ".jsonl":
            return objects.line_rows(path)
        case ".json":
            return objects.document_rows(path)
        case ".parquet":
            return objects.parquet_rows(path)
        case _:
            return tables.text_rows(path, layout)


def _kind(path: Path) -> str:
    """Return what a file is: by its first bytes where they tell it, else by its name."""
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"PK\x03\x04") and suffix in (".csv", ".tsv", ".txt", ".xls", ".xlsx"):
        return ".xlsx"  # a workbook whatever it is called
    if start.startswith(_OLD_EXCEL):
        raise EvaluationError(f"the log {path.name} is a workbook of the old kind: {_MENDS['.xls']}")
    if suffix == ".ndjson":
        return ".jsonl"
    if suffix == ".xls" and not start.lstrip().startswith(b"<"):
        return ".csv"  # many consoles write text under this name
    if suffix not in _SUFFIXES:
        mend = _MENDS.get(suffix, f"give one of {', '.join(_SUFFIXES)}")
        raise EvaluationError(f"the log {path.name} ends in {suffix or 'nothing'}: {mend}")
    return suffix
