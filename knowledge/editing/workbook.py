"""A base as a workbook that people review (a sheet a kind, a row an entry), and such a workbook read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError

from knowledge.editing.columns import MODELS, CellError, Column, Form, cells, columns
from knowledge.editing.fingerprint import entry_fingerprint
from knowledge.model.base import Base
from knowledge.unpacked_size import unpacked_fault
from knowledge.whole_files import write_whole

ID, FILE, FINGERPRINT = "id", "file", "fingerprint"
README = "说明"
EXPORTED = "exported"  # hidden: what was exported, so that a deleted row can be told from an entry that is new
KIND = "kind"
_HELP = (
    "每张表是一类条目，每行一个条目。改好后存盘，先用 yizhi import 文件.xlsx --dry-run 看会改什么，",
    "再去掉 --dry-run 写回。",
    "列表一行一项（在单元格里换行）；条件、搭配等按 YAML 写，一行一项。清空单元格等于删掉这一项内容。",
    "新条目：在表末加一行，写上 id；file 写要放进的文件，不写就放进上一行的文件。",
    "删掉一行时导入会提示；加 --delete 才真的删除条目。id 不能在表里改。自己加的列不影响导入。",
    "隐藏的 fingerprint 列用来认出导出以后别人改过的条目，请不要动它。",
)
_MAX_CELL = 32767  # characters that a cell may hold
_WIDE, _NARROW = 44, 18


class WorkbookError(Exception):
    """A workbook cannot be written or read; says which, why and what to do."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as read: its number, and the text of each cell by header; empty cells are left out."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as read: the letter of each header's column, and the rows that hold something."""

    name: str
    letters: Mapping[str, str]
    rows: tuple[SheetRow, ...]


def write_workbook(base: Base, path: Path) -> int:
    """Write every entry of the base and return how many; raises WorkbookError and leaves nothing half written."""
    book = openpyxl.Workbook()
    front = book.active
    front.title = README
    for line in _HELP:
        front.append([line])
    front.column_dimensions["A"].width = 120
    count = sum(_write_sheet(book.create_sheet(section), section, base) for section in MODELS)
    _write_exported(book.create_sheet(EXPORTED), base)
    try:
        with BytesIO() as file:
            book.save(file)
            write_whole(path, file.getvalue())
    except OSError as error:
        raise WorkbookError(f"cannot write {path}: {error.strerror}") from error
    return count


def read_workbook(path: Path | BytesIO, name: str = "") -> tuple[Sheet, ...]:
    """Return the sheets of a workbook, its help left out; raises WorkbookError where it is none."""
    called = name or path
    try:
        fault = unpacked_fault(path)
        if fault:
            raise WorkbookError(f"{called} is not read: {fault}; export anew")
        book = openpyxl.load_workbook(path)
    except FileNotFoundError as error:
        raise WorkbookError(f"there is no file {called}: write one with `yizhi export {called}`") from error
    except WorkbookError:
        raise
    except Exception as error:  # what openpyxl raises at damaged parts is of every kind
        raise WorkbookError(f"{called} is no .xlsx workbook: save it as .xlsx, or export anew") from error
    return tuple(_read_sheet(sheet) for sheet in book.worksheets if sheet.title != README)


def _write_sheet(sheet: Any, section: str, base: Base) -> int:
    shown = columns(section, base)
    headers = [ID, FILE, *(column.header for column in shown), FINGERPRINT]
    sheet.append(headers)
    for key in getattr(base, section):
        data = base.origins[section, key].section[key]
        try:
            row = {ID: key, FILE: base.origins[section, key].file, **cells(data, shown)}
        except CellError as error:
            raise WorkbookError(f"{base.locate(section, key)}: {key}: {error}; edit this entry in its file") from error
        row[FINGERPRINT] = entry_fingerprint(data)
        _write_row(sheet, headers, row, str(base.locate(section, key)))
    _lay_out(sheet, shown, len(headers))
    return len(getattr(base, section))


def _write_exported(sheet: Any, base: Base) -> None:
    sheet.append([KIND, ID, FINGERPRINT])
    for section in MODELS:
        for key in getattr(base, section):
            sheet.append([section, key, entry_fingerprint(base.origins[section, key].section[key])])
    sheet.sheet_state = "hidden"


def _write_row(sheet: Any, headers: Sequence[str], row: Mapping[str, str], where: str) -> None:
    number = sheet.max_row + 1
    for at, header in enumerate(headers, 1):
        text = row.get(header)
        if text is None:
            continue
        if len(text) > _MAX_CELL:
            raise WorkbookError(f"{where}: {header} has {len(text)} characters, more than a cell's {_MAX_CELL}")
        try:
            cell = sheet.cell(number, at, text)
        except IllegalCharacterError as error:
            raise WorkbookError(f"{where}: {header} holds a control character; remove it in the file") from error
        cell.data_type = "s"  # a text that begins with = is no formula
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _lay_out(sheet: Any, shown: Sequence[Column], width: int) -> None:
    for at in range(1, width + 1):
        sheet.cell(1, at).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(at)].width = _NARROW
    for at, column in enumerate(shown, 3):
        if column.form is not Form.TEXT or column.key == "say":
            sheet.column_dimensions[get_column_letter(at)].width = _WIDE
    sheet.column_dimensions[get_column_letter(width)].hidden = True
    sheet.freeze_panes = "B2"


def _read_sheet(sheet: Any) -> Sheet:
    table = sheet.iter_rows()
    header = next(table, ())
    names = {cell.column: text for cell in header if (text := _text(cell.value)) is not None}
    letters: dict[str, str] = {}
    for column, name in names.items():
        letters.setdefault(name.strip(), get_column_letter(column))
    rows = []
    for cells_ in table:
        held = {
            names[cell.column].strip(): text
            for cell in cells_
            if cell.column in names and (text := _text(cell.value)) is not None
        }
        if held:
            rows.append(SheetRow(cells_[0].row, held))
    return Sheet(sheet.title, letters, tuple(rows))


def _text(value: Any) -> str | None:
    """Return a cell's value as the text that it would be in a file; None where it is empty."""
    match value:
        case None | "":
            return None
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value).replace("\r\n", "\n")
