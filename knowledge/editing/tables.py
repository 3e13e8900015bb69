"""A spreadsheet as it is uploaded: a workbook or CSV, read into the same sheets."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from pathlib import PurePath
from typing import IO

from openpyxl.utils import get_column_letter

from knowledge.editing.workbook import Sheet, SheetRow, WorkbookError, read_workbook

_ENCODINGS = ("utf-8-sig", "gb18030")  # UTF-16 is known by its mark
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",;\t"


def read_table(name: str, data: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of a file by its name's ending; raises WorkbookError where it is no table.

    A CSV file is one sheet, called as the file is: `policies.csv` holds policies.
    """
    path = PurePath(name)
    if path.suffix.lower() == ".xlsx":
        return read_workbook(BytesIO(data), name)
    if path.suffix.lower() not in (".csv", ".tsv", ".txt"):
        raise WorkbookError(f"{name} is no table: send .xlsx or .csv")
    return (_sheet(path.stem, StringIO(_decoded(name, data), newline="")),)


def _decoded(name: str, data: bytes) -> str:
    for encoding in ("utf-16",) if data.startswith(_MARKS) else _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WorkbookError(f"{name} cannot be read as text: save it as CSV in UTF-8, or as .xlsx")


def _sheet(name: str, text: IO[str]) -> Sheet:
    head = text.readline()
    text.seek(0)
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        rows = list(csv.reader(text, delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise WorkbookError(f"{name}: {error}: quote cells that hold line ends, or save it as .xlsx") from error
    headers = [one.strip() for one in rows[0]] if rows else []
    letters: dict[str, str] = {}
    for place, header in enumerate(headers, 1):
        if header:
            letters.setdefault(header, get_column_letter(place))
    found = []
    for number, row in enumerate(rows[1:], 2):
        cells = {
            header: cell.replace("\r\n", "\n") for header, cell in zip(headers, row, strict=False) if header and cell
        }
        if cells:
            found.append(SheetRow(number, cells))
    return Sheet(name, letters, tuple(found))
