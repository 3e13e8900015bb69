"""Rows of a log that are objects: lines of JSON, one JSON document, Parquet; what is nested becomes flat."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.json_lines import read_object
from evaluation.problem import EvaluationError
from evaluation.replies.logs import BROKEN, LogRow, Row

_WITHIN = (
    "comments",
    "messages",
    "history",
    "events",
    "payload",
    "data",
    "results",
    "tickets",
    "conversations",
    "chats",
)
_BATCH = 4096
_MOST_BYTES = 64 << 20  # a document is read whole


def line_rows(path: Path) -> Generator[LogRow, None, None]:
    """Yield the rows of a file of JSON lines; a line that holds a conversation yields a row a message."""
    size = max(1, path.stat().st_size)
    done = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            done += len(line)
            if line.strip():
                for row in _object(line):
                    yield LogRow(row, done / size, number)


def _object(line: bytes) -> Iterator[Row]:
    try:
        yield from _flat_rows(read_object(line))
    except EvaluationError as error:
        yield {BROKEN: str(error)}


def document_rows(path: Path) -> Generator[LogRow, None, None]:
    """Yield the rows of one JSON document: a list, or an object that holds one."""
    size = path.stat().st_size
    if size > _MOST_BYTES:
        raise EvaluationError(
            f"the log {path.name} is one JSON document of {size >> 20} MB, which would have to be read whole: write an "
            f"object a line, as with `jq -c '.[]' {path.name} > log.jsonl`"
        )
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise EvaluationError(f"the log {path.name} holds no JSON: {error}; lines of JSON end in .jsonl") from error
    rows = [row for one in (data if isinstance(data, list) else [data]) for row in _of(one)]
    for number, row in enumerate(rows, 1):
        yield LogRow(row, number / len(rows), number)


def _of(one: Any) -> Iterator[Row]:
    if isinstance(one, Mapping):
        yield from _flat_rows(one)
    else:
        yield {BROKEN: "no JSON object"}


def parquet_rows(path: Path) -> Generator[LogRow, None, None]:
    """Yield the rows of a Parquet file, a batch in memory at a time."""
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
        for one in batch.to_pylist():
            done += 1
            for row in _flat_rows(one):
                yield LogRow(row, done / total, done)


def _flat_rows(data: Mapping[str, Any]) -> Iterator[Row]:
    """Yield an object as rows: each message that it holds with what stands around it, keys below keys as `a.b`."""
    within = next((key for key in _WITHIN if _holds_objects(data.get(key))), None)
    if within is None:
        yield _flat(data)
        return
    around = {key: value for key, value in data.items() if key != within and not _holds_objects(value)}
    conversation = {} if "id" not in around else {"conversation": around.pop("id")}
    for one in data[within]:
        for row in _flat_rows(one):
            yield {**conversation, **_flat(around), **row}


def _holds_objects(value: Any) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and bool(value)
        and all(isinstance(one, Mapping) for one in value)
    )


def _flat(data: Mapping[str, Any]) -> Row:
    if not any(isinstance(value, Mapping) for value in data.values()):
        return data
    row: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, Mapping) and key not in ("facts", "情形", "事实"):
            row |= {f"{key}.{name}": one for name, one in _flat(value).items()}
        else:
            row[key] = value
    return row
