"""Tables of a log: text with any of the usual separators and encodings, and sheets of a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from evaluation.problem import EvaluationError
from evaluation.replies.chat_text import chat_rows, is_chat
from evaluation.replies.logs import BROKEN, Layout, LogRow
from evaluation.replies.names import EVERY, plain_name
from knowledge.nearest import nearest_hint
from knowledge.unpacked_size import unpacked_fault

Cells = Sequence[Any]
_LOOKED_AT = 30  # rows among which the names of the columns are looked for
_SEPARATORS = ",\t;|，；"
_UNCLOSED = "a quotation mark that is not closed"
_MAX_FIELD = 1 << 24
_START = 1 << 20


def text_rows(path: Path, layout: Layout) -> Generator[LogRow, None, None]:
    """Yield the rows of a text file; one that is no table is read as a copied conversation where it looks like it."""
    csv.field_size_limit(_MAX_FIELD)
    size = max(1, path.stat().st_size)
    with path.open("rb") as raw, _text(raw, _encoding(path)) as text:
        first = list(islice(text, _LOOKED_AT))
        _check_text("".join(first), path)
        lines = (line.replace("\0", "") for line in chain(first, text))
        if layout.header is None and is_chat(first):
            yield from (LogRow(row, min(1.0, raw.tell() / size), number) for number, row in chat_rows(lines))
            return
        if first and first[0].strip().lower().startswith("sep="):
            separator = first[0].strip()[4:5] or "\t"
        else:
            separator = _separator(first)
        reader = csv.reader(lines, delimiter=separator)
        try:
            for number, row in _named(enumerate(reader, 1), layout, path):
                yield LogRow(row, min(1.0, raw.tell() / size), number)
        except csv.Error as error:
            raise EvaluationError(f"{path.name}:{reader.line_num}: {error}; save it anew as CSV UTF-8") from error


def _check_text(start: str, path: Path) -> None:
    strange = sum(letter == "\ufffd" or (letter < " " and letter not in "\t\r\n\0\f\v") for letter in start)
    if strange > len(start) // 50:
        raise EvaluationError(f"the log {path.name} is no text: export it anew as CSV UTF-8, or as .xlsx")


def workbook_rows(path: Path, layout: Layout) -> Generator[LogRow, None, None]:
    """Yield the rows of a sheet: the one that is named, else the first whose columns have names that logs give them."""
    try:
        yield from _workbook_rows(path, layout)
    except EvaluationError:
        raise
    except Exception as error:  # what openpyxl raises at damaged parts is of every kind
        fault = f"{type(error).__name__}: {error}".strip(": ")
        raise EvaluationError(
            f"the log {path.name} is no workbook that can be read: {fault}; open it in Excel and save it as .xlsx anew"
        ) from error


def _workbook_rows(path: Path, layout: Layout) -> Generator[LogRow, None, None]:
    import openpyxl

    fault = unpacked_fault(path)
    if fault:
        raise EvaluationError(f"the log {path.name} is not read: {fault}; export it anew, or as CSV")
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        totals = {sheet.title: sheet.max_row for sheet in book.worksheets}
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # many exports write wrong ones, and rows beyond them would be left out
        sheet = _sheet(book, layout, path)
        total = max(1, totals[sheet.title] or 1)
        for number, row in _named(enumerate(sheet.iter_rows(values_only=True), 1), layout, path):
            yield LogRow(row, min(1.0, number / total), number)
    finally:
        book.close()


def _sheet(book: Any, layout: Layout, path: Path) -> Any:
    sheets = book.worksheets
    if not sheets:
        raise EvaluationError(f"{path.name} has no sheet: open it in Excel and save it as .xlsx anew")
    names = [sheet.title for sheet in sheets]
    if layout.sheet is not None:
        if layout.sheet in names:
            return sheets[names.index(layout.sheet)]
        if layout.sheet.isdecimal() and 1 <= int(layout.sheet) <= len(sheets):
            return sheets[int(layout.sheet) - 1]
        hint = nearest_hint(layout.sheet, names) or f"the sheets are {', '.join(names)}"
        raise EvaluationError(f"{path.name} has no sheet {layout.sheet!r}: {hint}")
    return max(
        sheets,
        key=lambda sheet: (
            _best(list(islice(sheet.iter_rows(values_only=True), _LOOKED_AT))) >= 2,
            -sheets.index(sheet),
        ),
    )


def _best(rows: Sequence[Cells]) -> int:
    return max((_known(row) for row in rows), default=0)


def _known(cells: Cells) -> int:
    """Return how many cells of a row are names that logs give to columns."""
    return len({plain for cell in cells if (plain := plain_name(cell)) in EVERY})


def _named(rows: Iterator[tuple[int, Cells]], layout: Layout, path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield each row below the names of the columns that holds anything, by these names."""
    looked_at = list(islice(rows, max(_LOOKED_AT, layout.header or 0)))
    place = _header(looked_at, layout, path)
    if place is None:
        return
    names = [str(cell if cell is not None else "").strip().lstrip("﻿") for cell in looked_at[place][1]]
    columns = [(at, name) for at, name in enumerate(names) if name and name not in names[:at]]
    for number, cells in chain(looked_at[place + 1 :], rows):
        row = {name: cells[at] if at < len(cells) else None for at, name in columns}
        if len(cells) < len(names) and any("\n" in str(cell) for cell in cells[-1:]):
            yield number, {**dict.fromkeys(row), BROKEN: _UNCLOSED}
        elif any(cell not in (None, "") for cell in row.values()):
            yield number, row


def _header(rows: Sequence[tuple[int, Cells]], layout: Layout, path: Path) -> int | None:
    """Return the place of the row that names the columns: that with the most known names, else the first wide one."""
    if layout.header is not None:
        if layout.header > len(rows):
            raise EvaluationError(f"{path.name} has {len(rows)} rows, and --header names row {layout.header}")
        return layout.header - 1
    best = max(range(len(rows)), key=lambda at: (_known(rows[at][1]), -at), default=None)
    if best is not None and _known(rows[best][1]) >= 2:
        return best
    filled = [at for at, (_, cells) in enumerate(rows) if any(cell not in (None, "") for cell in cells)]
    wide = [at for at in filled if sum(cell not in (None, "") for cell in rows[at][1]) >= 2]
    return next(iter(wide or filled), None)


def _separator(lines: Sequence[str]) -> str:
    """Return what stands between the cells: what splits a row of known names best, else what splits most lines."""

    def goodness(separator: str) -> tuple[int, int]:
        rows = list(csv.reader(lines, delimiter=separator))
        return _best(rows), sum(len(row) > 1 for row in rows)

    return max(_SEPARATORS, key=lambda one: (*goodness(one), -_SEPARATORS.index(one)))


def _encoding(path: Path) -> str:
    """Return UTF-8 where the start of the file is, else what Excel writes: its Unicode text, or GB18030."""
    with path.open("rb") as file:
        start = file.read(_START)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    low, high = start[1::2].count(0), start[::2].count(0)
    if max(low, high) > len(start) // 10:  # line ends and commas of UTF-16 have a byte of nothing
        return "utf-16-le" if low > high else "utf-16-be"
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(start) - 4:
            return "gb18030"
    return "utf-8-sig"


def _text(raw: BinaryIO, encoding: str) -> Any:
    return io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")
