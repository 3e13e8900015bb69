"""Rows of a log one after the other, from CSV, JSON lines, XLSX or Parquet; never the whole file in memory."""

from __future__ import annotations

import csv
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from evaluation.json_lines import read_object
from evaluation.problem import EvaluationError

Row = Mapping[str, Any]
BROKEN = "\0broken"  # key of a row that could not be read at all
SUFFIXES = (".csv", ".jsonl", ".ndjson", ".xlsx", ".parquet")
_BATCH = 4096
_MAX_FIELD = 1 << 24


@dataclass(frozen=True, slots=True)
class LogRow:
    """A row and the share of the log that is read once it is, 0 to 1."""

    row: Row
    share: float


@contextmanager
def open_log(path: Path) -> Iterator[Iterator[LogRow]]:
    """Yield the rows of a log; raises EvaluationError for a file that cannot be read as one."""
    if not path.is_file():
        raise EvaluationError(f"there is no log {path}")
    match path.suffix.lower():
        case ".csv":
            rows = _csv(path)
        case ".jsonl" | ".ndjson":
            rows = _jsonl(path)
        case ".xlsx":
            rows = _xlsx(path)
        case ".parquet":
            rows = _parquet(path)
        case other:
            raise EvaluationError(
                f"the log {path.name} ends in {other or 'nothing'}: give one of {', '.join(SUFFIXES)}"
            )
    try:
        yield rows
    finally:
        rows.close()


def _csv(path: Path) -> Generator[LogRow, None, None]:
    csv.field_size_limit(_MAX_FIELD)
    size = max(1, path.stat().st_size)
    encoding = _encoding(path)
    with path.open("rb") as raw, _text(raw, encoding) as text:
        reader = csv.DictReader((line.replace("\0", "") for line in text), restkey="", restval="")
        try:
            for row in reader:
                yield LogRow(row, min(1.0, raw.tell() / size))
        except csv.Error as error:
            raise EvaluationError(f"{path.name}:{reader.line_num}: {error}") from error


def _encoding(path: Path) -> str:
    """Return UTF-8 where the start of the file is, else what Excel writes: its Unicode text, or GB18030."""
    with path.open("rb") as file:
        start = file.read(1 << 20)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(start) - 4:
            return "gb18030"
    return "utf-8-sig"


def _text(raw: BinaryIO, encoding: str) -> Any:
    import io

    return io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")


def _jsonl(path: Path) -> Generator[LogRow, None, None]:
    size = max(1, path.stat().st_size)
    done = 0
    with path.open("rb") as file:
        for line in file:
            done += len(line)
            if line.strip():
                yield LogRow(_object(line), done / size)


def _object(line: bytes) -> Row:
    try:
        return read_object(line)
    except EvaluationError as error:
        return {BROKEN: str(error)}


def _xlsx(path: Path) -> Generator[LogRow, None, None]:
    from zipfile import BadZipFile

    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise EvaluationError(f"the log {path.name} is no workbook that can be read: {error}") from error
    try:
        sheet = book.worksheets[0]
        total = max(1, (sheet.max_row or 2) - 1)
        rows = sheet.iter_rows(values_only=True)
        header = [str(cell or "").strip() for cell in next(rows, ())]
        for number, cells in enumerate(rows, 1):
            if any(cell is not None for cell in cells):
                yield LogRow(dict(zip(header, cells, strict=False)), min(1.0, number / total))
    finally:
        book.close()


def _parquet(path: Path) -> Generator[LogRow, None, None]:
    try:
        import pyarrow.parquet as parquet
        from pyarrow import ArrowException
    except ImportError as error:
        raise EvaluationError(
            "a Parquet log needs the package pyarrow, which is not here: run `pip install 'yizhi[ray]'` or "
            "`pip install pyarrow`, or give the log as CSV"
        ) from error
    try:
        file = parquet.ParquetFile(path)
    except (ArrowException, OSError) as error:
        raise EvaluationError(f"the log {path.name} is no Parquet file that can be read: {error}") from error
    total = max(1, file.metadata.num_rows)
    done = 0
    for batch in file.iter_batches(batch_size=_BATCH):
        for row in batch.to_pylist():
            done += 1
            yield LogRow(row, done / total)
