"""Lists copied out of a table: of each row only the cells that hold the name are left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.reading.ingredient_list.mending import CUT

_BREAKS = (re.compile(r"\t+"), re.compile(r"\|"), re.compile(r" {2,}"))
_NAME = re.compile(
    r"成[分份](?:名称?)?|(?:中文|英文|原料|标准)?名称?|中文|英文|inci|ingredients?|name|原料|성분|成分名", re.I
)
_OTHER = re.compile(
    r"序号|编号|no\.?|#|含量.*|百分比?.*|占比.*|%|作用|功[能效].*|用途|(?:使用)?目的|备注|说明|function|purpose|cas.*|风险|等级|安全.*|来源|wt.*|percent.*|concentration|amount",
    re.I,
)
_FIGURE = re.compile(r"[\W_]*(?:\d[\d.,\-–~<≤≥%\s]*)?(?:%|ppm|mg/kg)?[\W_]*|\d{2,7}-\d{2}-\d")
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,4})?)\s*%?")
_RULE = re.compile(r"[\s|:\-=+]*-[\s|:\-=+]*")
_WIDE = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class _Cell:
    start: int
    text: str


def without_columns(text: str) -> str:
    """Return a text of the same length in which the rows of a table hold names alone, each row a line of its own."""
    for pattern in _BREAKS:
        rows = list(_rows(text, pattern))
        if len(rows) > 1 and _is_table(rows, pattern):
            return _names_alone(text, rows)
    return text


def _rows(text: str, pattern: re.Pattern[str]) -> Iterator[list[_Cell]]:
    at = 0
    for line in text.split("\n"):
        cells: list[_Cell] = []
        here = 0
        if pattern.search(line):
            for found in (*pattern.finditer(line), None):
                end = found.start() if found else len(line)
                piece = line[here:end]
                if piece.strip(" *"):
                    cells.append(_Cell(at + here + len(piece) - len(piece.lstrip()), piece.strip()))
                here = found.end() if found else end
        if len(cells) > 1:
            yield cells
        at += len(line) + 1


def _is_table(rows: Sequence[Sequence[_Cell]], pattern: re.Pattern[str]) -> bool:
    """Say whether rows stand in columns; with mere spaces only a header or a number before each row makes them so."""
    widths = [len(cells) for cells in rows if not _is_rule(cells)]
    most = max(widths, default=0)
    if sum(width >= most - 1 for width in widths) * 3 < len(widths) * 2:
        return False
    if any(re.search("[、,，;；]", cell.text) and len(cell.text) > 30 for cells in rows for cell in cells):
        return False
    has_head = _is_head(rows[0])
    numbered = sum(_FIGURE.fullmatch(cells[0].text) is not None for cells in rows[has_head:])
    has_other = any(_FIGURE.fullmatch(cell.text) for cells in rows[has_head:] for cell in cells)
    if pattern is _BREAKS[2]:
        return has_head or numbered * 3 >= len(rows) * 2
    return has_head or numbered > 0 or has_other or _is_two_scripts(rows)


def _names_alone(text: str, rows: Sequence[Sequence[_Cell]]) -> str:
    head = rows[0] if _is_head(rows[0]) else ()
    columns = [at for at, cell in enumerate(head) if _NAME.fullmatch(cell.text.strip("* :"))]
    chars = list(text)
    for cells in rows:
        start, end = cells[0].start, cells[-1].start + len(cells[-1].text)
        kept = [] if cells is head or _is_rule(cells) else _kept(cells, columns if len(cells) == len(head) else [])
        percent = _percent(cells, kept)
        for at in range(start, end):
            chars[at] = CUT
        for number, cell in enumerate(kept):
            chars[cell.start : cell.start + len(cell.text)] = cell.text
            if number:
                before = kept[number - 1]
                gap = before.start + len(before.text)
                chars[gap : cell.start] = " " * (cell.start - gap)
        if percent is not None and kept:
            chars[percent.start : percent.start + len(percent.text)] = percent.text
            gap = kept[-1].start + len(kept[-1].text)
            chars[gap : percent.start] = " " * (percent.start - gap)
        for at in range(text.rfind("\n", 0, start) + 1, start):
            chars[at] = CUT
        if end < len(chars):
            chars[end] = CUT
    return "".join(chars)


def _kept(cells: Sequence[_Cell], columns: Sequence[int]) -> list[_Cell]:
    """Return the cell with the name, and the next one where it says the name again in the other script."""
    plain = [at for at, cell in enumerate(cells) if not _FIGURE.fullmatch(cell.text)]
    columns = [at for at in columns if at in plain] or plain[:2]
    if not columns:
        return []
    first = columns[0]
    second = next((at for at in columns[1:] if at == first + 1), None)
    if second is None or bool(_WIDE.search(cells[first].text)) == bool(_WIDE.search(cells[second].text)):
        return [cells[first]]
    return [cells[first], cells[second]]


def _percent(cells: Sequence[_Cell], kept: Sequence[_Cell]) -> _Cell | None:
    """Return the cell right behind the name that states its amount."""
    if not kept:
        return None
    after = [cell for cell in cells if cell.start > kept[-1].start]
    return (
        after[0]
        if after and re.fullmatch(r"[<≤~约]?\s*" + _PERCENT.pattern, after[0].text) and "%" in after[0].text
        else None
    )


def _is_head(cells: Sequence[_Cell]) -> bool:
    texts = [cell.text.strip("* :") for cell in cells]
    return any(_NAME.fullmatch(one) for one in texts) and all(
        _NAME.fullmatch(one) or _OTHER.fullmatch(one) for one in texts
    )


def _is_rule(cells: Sequence[_Cell]) -> bool:
    return all(_RULE.fullmatch(cell.text) for cell in cells)


def _is_two_scripts(rows: Sequence[Sequence[_Cell]]) -> bool:
    pairs = [cells for cells in rows if len(cells) >= 2]
    differ = [bool(_WIDE.search(cells[0].text)) != bool(_WIDE.search(cells[1].text)) for cells in pairs]
    return sum(differ) * 3 >= len(differ) * 2
