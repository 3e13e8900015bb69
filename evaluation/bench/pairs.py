"""Files of labelled pairs: two texts and a label a line, as TSV, CSV or JSON Lines, with a header or without.

A label is a number. 0 says that the texts mean different things, the highest label of the file that they mean the same;
what lies above the middle counts as the same, so that both 0/1 and graded labels (0 to 5) can be read.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.json_lines import read_objects
from evaluation.problem import EvaluationError

_LEFT = ("sentence1", "text_a", "text1", "question1", "q1", "query", "left")
_RIGHT = ("sentence2", "text_b", "text2", "question2", "q2", "candidate", "right")
_LABEL = ("label", "gold_label", "score", "y")
_KNOWN = frozenset((*_LEFT, *_RIGHT, *_LABEL))
_COMMAS, _TABS, _JSON = (".csv",), (".tsv", ".txt"), (".jsonl", ".json")
_WANTED = "a line needs two texts and a label, in this order or under a header such as sentence1, sentence2, label"
_LINE = "each line is an object of its own with two texts and a label"

Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, and whether they mean the same."""

    left: str
    right: str
    matches: bool


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """Read the pairs of a file in its order. Raises EvaluationError with the line of the first fault."""
    read = [(*_texts(cells, where), _label(cells, where)) for where, cells in _cells(path)]
    middle = max((label for _, _, label in read), default=0.0) / 2
    return tuple(Pair(left, right, label > middle) for left, right, label in read)


def _cells(path: Path) -> Iterator[tuple[str, Cells]]:
    """Yield each line as cells by the name of their column, with its place."""
    suffix = path.suffix.lower()
    if suffix not in (*_COMMAS, *_TABS, *_JSON):
        raise EvaluationError(f"{path}: expected a folder, or labelled pairs in a .tsv, .csv or .jsonl file")
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise EvaluationError(f"cannot read the pairs {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path} is not UTF-8 at byte {error.start}: save it as UTF-8") from error
    if suffix in _JSON:
        yield from ((f"{path}:{number}", data) for number, data in read_objects(text, path, _LINE))
    else:
        yield from _table(text, path, commas=suffix in _COMMAS)


def _table(text: str, path: Path, commas: bool) -> Iterator[tuple[str, Cells]]:
    # Quotes are quotes in CSV only: files of pairs with tabs carry single quotation marks inside their texts.
    lines = text.splitlines(keepends=True) if commas else text.split("\n")
    reader = csv.reader(lines) if commas else csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    names: Sequence[str] = ()
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        where = f"{path}:{reader.line_num}"
        if not names:
            names, is_header = _header(row, where)
            if is_header:
                continue
        if len(row) < len(names):
            raise EvaluationError(f"{where}: {len(row)} cells where {len(names)} were expected: {_WANTED}")
        yield where, dict(zip(names, row, strict=False))


def _header(row: Sequence[str], where: str) -> tuple[Sequence[str], bool]:
    """Return the names of the columns, and whether the row is the header that gives them."""
    names = [cell.strip().lower() for cell in row]
    if _KNOWN.intersection(names):
        return names, True
    if len(row) != 3 or not _is_number(row[-1]):
        raise EvaluationError(f"{where}: {row[:6]} is neither a header nor two texts and a label: {_WANTED}")
    return ("left", "right", "label"), False


def _texts(cells: Cells, where: str) -> tuple[str, str]:
    left, right = (_cell(cells, names, where) for names in (_LEFT, _RIGHT))
    if not (isinstance(left, str) and isinstance(right, str) and left.strip() and right.strip()):
        raise EvaluationError(f"{where}: a text is empty: {_WANTED}")
    return left.strip(), right.strip()


def _label(cells: Cells, where: str) -> float:
    label = _cell(cells, _LABEL, where)
    if not _is_number(label) or float(label) < 0:
        raise EvaluationError(f"{where}: the label {label!r} is no number from 0 up: 1 for the same, 0 for not")
    return float(label)


def _cell(cells: Cells, names: Sequence[str], where: str) -> Any:
    for name in names:
        if name in cells:
            return cells[name]
    raise EvaluationError(f"{where}: no column is one of {', '.join(names)}; the columns are {', '.join(cells)}")


def _is_number(value: Any) -> bool:
    try:
        return math.isfinite(float(value))
    except (TypeError, ValueError):
        return False
