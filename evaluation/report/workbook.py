"""Every wrong reply as a workbook: a row a reply, whose cells are texts and never formulas."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from evaluation.report.words import value_in_words

NAME = "replies.xlsx"
_MOST_ROWS = 1_000_000  # of a sheet; Excel holds few more
_MOST_CELL = 32_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HEADERS = (
    "行号",
    "订单号",
    "渠道",
    "客服",
    "时间",
    "顾客的话",
    "客服说",
    "错在哪",
    "规定",
    "应当说",
    "禁用语",
    "依据",
)
_WIDTHS = (8, 20, 14, 12, 20, 40, 48, 28, 28, 48, 24, 20)


def write_workbook(lines: Path, path: Path, labels: Mapping[str, Any]) -> int:
    """Write the lines of wrong replies and return how many; nothing but a row is in memory at a time."""
    others = _others(lines)
    book = openpyxl.Workbook(write_only=True)
    sheet: Any = None
    count = 0
    for one in _read(lines):
        if count % _MOST_ROWS == 0:
            sheet = book.create_sheet(f"错误回复 {count // _MOST_ROWS + 1}")
            _begin(sheet, [*_HEADERS, *others])
        sheet.append(
            [_cell(sheet, text) for text in (*_row(one, labels), *(one["others"].get(name, "") for name in others))]
        )
        count += 1
    if not count:
        _begin(book.create_sheet("错误回复 1"), _HEADERS)
    book.save(path)
    return count


def _begin(sheet: Any, headers: Sequence[str]) -> None:
    sheet.freeze_panes = "A2"
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(number)].width = width
    sheet.append([_cell(sheet, header, is_bold=True) for header in headers])


def _read(lines: Path) -> Iterator[Mapping[str, Any]]:
    with lines.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)


def _others(lines: Path) -> Sequence[str]:
    """Return the columns that are carried along, in the order in which they are met."""
    return tuple(dict.fromkeys(name for one in _read(lines) for name in one["others"]))


def _row(one: Mapping[str, Any], labels: Mapping[str, Any]) -> Iterable[Any]:
    findings = one["findings"]
    outcomes = labels.get("outcomes", {})
    yield one["row"]
    yield from (
        one["order"],
        labels.get("channels", {}).get(one["channel"], one["channel"] or ""),
        one["agent"],
        one["at"],
    )
    yield from (one["asked"], one["reply"])
    yield "\n".join(
        f"{outcomes.get(each['outcome'], each['outcome'])}：{value_in_words(each['outcome'], each['said'], labels)}"
        for each in findings
    )
    yield "\n".join(right_in_words(each, labels) for each in findings)
    said = [each["instead"] for each in findings] + [each["instead"] for each in one["forbidden"]]
    yield "\n".join(dict.fromkeys(text for text in said if text))
    yield "\n".join(f"{each['phrase']}（{each['because']}）" for each in one["forbidden"])
    yield "、".join(dict.fromkeys(name for each in findings for name in (*each["policies"], *each["basis"])))


def right_in_words(finding: Mapping[str, Any], labels: Mapping[str, Any]) -> str:
    """Return what is decided in place of what was said."""
    outcome = finding["outcome"]
    right = "或".join(value_in_words(outcome, value, labels) for value in finding["decided"])
    return f"{labels.get('outcomes', {}).get(outcome, outcome)}：{right or '不作此承诺'}"


def _cell(sheet: Any, value: Any, is_bold: bool = False) -> Any:
    if isinstance(value, int):
        return WriteOnlyCell(sheet, value)
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:_MOST_CELL]
    cell = WriteOnlyCell(sheet, f"'{text}" if text.startswith(_FORMULA) else text)
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if is_bold:
        cell.font = Font(bold=True)
    return cell
