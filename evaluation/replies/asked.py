"""What customers asked in a log: each message once, with the row where it first stands and how often it came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from evaluation.problem import EvaluationError
from evaluation.replies.columns import given_columns
from evaluation.replies.opening import LogChoices, opened
from evaluation.replies.sent import MAX_TEXT
from knowledge.model.base import Base
from knowledge.reading.normal import normalise
from service.answers.proposals import Logged


def asked_in(log: Path, columns: Sequence[str] | None, base: Base, timezone: str) -> tuple[Logged, ...]:
    """Return the customers' messages of a log, in its order; raises EvaluationError where it holds none."""
    found: dict[str, Logged] = {}
    for number, text in _messages(log, columns, base, timezone):
        key = normalise(text)
        before = found.get(key)
        found[key] = Logged(before.text, before.row, before.count + 1) if before else Logged(text, number)
    return tuple(found.values())


def _messages(log: Path, columns: Sequence[str] | None, base: Base, timezone: str) -> Iterator[tuple[int, str]]:
    with opened(log, LogChoices(given_columns(columns)), base, timezone) as held:
        column = held.columns.fields.get("asked")
        if column is None:
            raise EvaluationError(
                f"no column of {log.name} holds what customers asked: name it with --column asked=COLUMN"
            )
        for place in held.rows:
            if text := " ".join(str(place.row.get(column) or "")[:MAX_TEXT].split()):
                yield place.number, text
