"""Logs that were sent to the service: held in memory for an hour, read through a file that is gone at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evaluation.problem import EvaluationError
from evaluation.replies.columns import Columns
from evaluation.replies.logs import Row, open_log
from evaluation.replies.messages import message_columns
from evaluation.replies.names import FIELDS, MESSAGES
from evaluation.replies.opening import LogChoices, opened, peek
from knowledge.model.base import Base
from service.api.quality_models import ReceivedLog
from service.store.masking import storable
from service.store.ulid import new_ulid

_HELD_S = 3600.0
MOST = 4  # logs held at a time; the oldest gives way
_SAMPLE, _CELL = 3, 60
_IN_MEMORY = Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class Upload:
    """A log as it was sent."""

    name: str
    data: bytes
    at: float


@dataclass(frozen=True, slots=True)
class ReadLog:
    """The rows of a log with what their columns hold."""

    columns: Columns
    rows: Sequence[Row]


class Uploads:
    """Holds logs between their upload and their evaluation."""

    def __init__(self, timezone: str) -> None:
        self._timezone = timezone
        self._held: dict[str, Upload] = {}
        self._lock = threading.Lock()

    def receive(self, name: str, data: bytes, base: Base) -> ReceivedLog:
        """Hold a log and say how its columns are read; raises EvaluationError for what is no log."""
        upload = Upload(name, data, time.monotonic())
        with _file(upload) as path, open_log(path) as rows:
            names, sample, every = peek(path, rows)
            fields, known = self._fields(names, sample, base)
            count = sum(1 for _ in every)
        try:
            facts = self.read(upload, {}, base).columns.facts
        except EvaluationError:
            facts = {}  # the reader of the page says which column is which
        key = new_ulid()
        with self._lock:
            kept = {id: one for id, one in self._held.items() if upload.at - one.at < _HELD_S}
            self._held = dict(list(kept.items())[-(MOST - 1) :]) | {key: upload}
        return ReceivedLog(
            log=key,
            name=name,
            rows=count,
            columns=tuple(names),
            fields=dict(fields),
            facts=dict(facts),
            known=known,
            sample=tuple(_masked(row, names) for row in islice(sample, _SAMPLE)),
        )

    def find(self, key: str) -> Upload | None:
        """Return a log that is still held."""
        found = self._held.get(key)
        return found if found is not None and time.monotonic() - found.at < _HELD_S else None

    def read(self, upload: Upload, fields: Mapping[str, str], base: Base) -> ReadLog:
        """Return the rows of a log, a reply a row; raises EvaluationError where a column is missing."""
        choices = LogChoices(columns=fields, without=("asked",))
        with _file(upload) as path, opened(path, choices, base, self._timezone) as log:
            return ReadLog(log.columns, [place.row for place in log.rows])

    def _fields(
        self, names: Sequence[str], sample: Sequence[Row], base: Base
    ) -> tuple[Mapping[str, str], tuple[str, ...]]:
        """Return the columns that are known by their names, and the fields that can be chosen."""
        from evaluation.replies.columns import named_fields

        try:
            messages = message_columns(names, sample, {}, {}, base, self._timezone)
        except EvaluationError:
            messages = None
        if messages is not None:
            shared = [name for name in FIELDS if name not in ("reply", "asked", "id") and name not in MESSAGES]
            return messages.fields, (*MESSAGES, *shared)
        return named_fields(names, {}, FIELDS), tuple(FIELDS)


@contextmanager
def _file(upload: Upload) -> Iterator[Path]:
    """Lay a log down while it is read: in memory where the machine has such a place."""
    with TemporaryDirectory(dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None) as folder:
        path = Path(folder) / f"log{Path(upload.name).suffix.lower()}"
        path.write_bytes(upload.data)
        yield path


def _masked(row: Mapping[str, Any], columns: Sequence[str]) -> Mapping[str, str]:
    return {name: storable(str(row.get(name) or ""))[:_CELL] for name in columns}
