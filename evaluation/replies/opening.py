"""A log opened: its columns understood, its messages paired, and what cannot be seen in it told before it is judged."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

from evaluation.problem import EvaluationError
from evaluation.replies.columns import Columns, columns_of
from evaluation.replies.logs import BROKEN, Layout, LogRow, open_log
from evaluation.replies.messages import MOST_OPEN, message_columns, paired
from evaluation.replies.speakers import Speaker
from knowledge.model.base import Base

_PEEKED = 200  # rows that the columns are taken from
_TURN = "\0turn"  # of a row in its conversation; no column of a log is called so


@dataclass(frozen=True, slots=True)
class LogChoices:
    """What the user says of a log: which column is what, who is who, and what the run may do without."""

    columns: Mapping[str, str] = field(default_factory=dict)
    speakers: Mapping[str, Speaker] = field(default_factory=dict)
    layout: Layout = field(default_factory=Layout)
    without: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class OpenLog:
    """The columns of a log's rows, the rows, and which column was read as what, in a line."""

    columns: Columns
    rows: Iterator[LogRow]
    note: str


@contextmanager
def opened(log: Path, choices: LogChoices, base: Base, timezone: str) -> Iterator[OpenLog]:
    """Open a log, a reply a row whatever stood in it; raises EvaluationError with the mend."""
    with open_log(log, choices.layout) as rows:
        names, sample, rows = peek(log, rows)
        messages = message_columns(names, sample, choices.columns, choices.speakers, base, timezone)
        if messages is not None:
            found = messages.paired()
            note = _note("messages", messages.fields, messages.rest)
            yield OpenLog(found, paired(rows, messages), note)
            return
        found = columns_of(names, choices.columns, base)
        _check_sees_cases(found, choices.without)
        note = _note("columns", found.fields, found)
        if conversation := found.fields.get("conversation"):
            found = replace(found, fields={**found.fields, "turn": _TURN})
            rows = _with_turns(rows, conversation)
        yield OpenLog(found, rows, note)


def check_file(log: Path, layout: Layout) -> None:
    """Raise EvaluationError where a file holds no table or messages, before anything slow is opened for it."""
    with open_log(log, layout) as rows:
        peek(log, rows)


def _with_turns(rows: Iterator[LogRow], conversation: str) -> Iterator[LogRow]:
    """Number the rows of each conversation, from 1."""
    turns: OrderedDict[str, int] = OrderedDict()
    for place in rows:
        key = str(place.row.get(conversation) or f"\0{place.number}")
        turns[key] = turn = turns.pop(key, 0) + 1
        if len(turns) > MOST_OPEN:
            turns.popitem(last=False)
        yield replace(place, row={**place.row, _TURN: turn})


def _check_sees_cases(columns: Columns, without: Collection[str]) -> None:
    """Raise EvaluationError where no column tells the case of a reply, unless the run may do without."""
    if "asked" not in columns.without() or "asked" in without:
        return
    rest = f", of those not read: {', '.join(columns.others)}" if columns.others else ""
    raise EvaluationError(
        "no column holds what the customer asked, nor the facts of the case: most contradictions could not be seen; "
        f"name it with --column asked=COLUMN{rest}; or go on without it: --without asked"
    )


def peek(log: Path, places: Iterator[LogRow]) -> tuple[list[str], list[Mapping[str, object]], Iterator[LogRow]]:
    """Return the names of the columns, the first rows, and every row from the first on.

    The names are those of the first rows, since lines of JSON may leave some out.
    """
    if not log.stat().st_size:
        raise EvaluationError(f"the log {log.name} is empty: export it anew")
    first = list(islice(places, _PEEKED))
    names = dict.fromkeys(str(name) for place in first for name in place.row if name != BROKEN)
    if not names:
        raise EvaluationError(
            f"the log {log.name} holds no row: where it has several sheets or rows above its names, say where they "
            "stand with --sheet NAME or --header ROW"
        )
    return list(names), [place.row for place in first if BROKEN not in place.row], chain(first, places)


def _note(kind: str, fields: Mapping[str, str], columns: Columns) -> str:
    """Say which column is read as what, and which are not read."""
    read = [f"{field}={column}" for field, column in fields.items()]
    facts = [f"facts.{fact}={column}" for column, fact in columns.facts.items()]
    rest = f"; not read: {' '.join(columns.others)}" if columns.others else ""
    return f"{kind}: {' '.join([*read, *facts])}{rest}"


def given_without(options: Sequence[str] | None) -> tuple[str, ...]:
    """Return what a run may do without; raises EvaluationError for what is no such thing."""
    for option in options or ():
        if option != "asked":
            raise EvaluationError(f"--without {option!r}: a run can be asked to do without asked alone")
    return tuple(options or ())
