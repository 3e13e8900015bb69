"""One row of a log to what an agent sent: typed, or the reason why it cannot be judged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from evaluation.replies.columns import Columns
from evaluation.replies.logs import BROKEN, Row
from evaluation.replies.moments import moment_of
from knowledge.model.base import Base
from knowledge.model.facts import Value
from knowledge.model.given import read_facts
from service.answers.understand import TURNS, Turn

MAX_TEXT = 4000  # code points; what is longer is no message
NOTES = ("order", "agent_type", "priority", "resolved", "escalated", "rating", "follow_up")


@dataclass(frozen=True, slots=True)
class Sent:
    """A reply as it was sent, and what is known around it."""

    number: int  # of the row, as Excel counts rows
    reply: str
    channel: str | None
    asked: str
    facts: Mapping[str, Value]
    agent: str
    day: date
    week: str  # ISO week, empty where the log has no time
    faults: tuple[str, ...] = ()  # facts and channels that the base does not know, left out
    at: datetime | None = None
    asked_at: datetime | None = None
    before: tuple[Turn, ...] = ()  # what was said before in the conversation
    customer: str = ""
    conversation: str = ""
    turn: int = 1  # of the conversation, where the log tells it
    row: Row = field(default_factory=dict)  # as it stands in the log


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that cannot be judged."""

    number: int
    because: str
    turn: int = 0  # of the conversation, of a question without a reply
    channel: str = ""


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads the rows of one log for one base."""

    base: Base
    columns: Columns
    on: date  # the day of rows without one
    timezone: str

    def read(self, number: int, row: Row) -> Sent | Unreadable:
        """Return what was sent."""
        if BROKEN in row:
            return Unreadable(number, str(row[BROKEN]))
        reply = self._text(row, "reply")
        faults: list[str] = []
        if not reply:
            if not self._text(row, "asked"):
                return Unreadable(number, "no reply")
            where = self._channel(self._text(row, "channel"), faults) or "-"
            return Unreadable(number, "no reply", self._turn(row), where)
        channel = self._channel(self._text(row, "channel"), faults)
        facts = dict(self._facts(row, faults))
        at = self._moment(row, "at")
        day, week = self._day(at)
        conversation = self._text(row, "conversation")
        return Sent(
            number,
            reply,
            channel,
            self._text(row, "asked"),
            facts,
            self._text(row, "agent"),
            day,
            week,
            tuple(faults),
            at,
            self._moment(row, "asked_at"),
            tuple(Turn(who, text[:MAX_TEXT]) for who, text in self._before(row)),
            self._text(row, "customer") or conversation,
            conversation,
            self._turn(row),
            row,
        )

    def _turn(self, row: Row) -> int:
        turn = row.get(self.columns.fields.get("turn", ""), 1)
        return turn if isinstance(turn, int) else 1

    def unclear(self, row: Row) -> tuple[str, ...]:
        """Return the customer's messages of a row that does not give its issue, else nothing."""
        text = self._text(row, "asked")
        earlier = [said[:MAX_TEXT] for who, said in self._before(row) if who == "customer"][-TURNS:]
        if not (text or earlier) or self.base.subject in self._facts(row, []):
            return ()
        return tuple(dict.fromkeys(one for one in (text, *earlier) if one))

    def notes(self, row: Row) -> Mapping[str, str]:
        """Return what else a row tells of its case: the order, how it ended, what the customer thought of it."""
        return {name: text for name in NOTES if (text := self._text(row, name))}

    def _before(self, row: Row) -> Any:
        return row.get(self.columns.fields.get("before", ""), ())

    def _moment(self, row: Row, field: str) -> datetime | None:
        column = self.columns.fields.get(field)
        return moment_of(row.get(column), self.timezone) if column else None

    def _text(self, row: Row, field: str) -> str:
        column = self.columns.fields.get(field)
        value = row.get(column) if column else None
        if value is None:
            return ""
        return str(value).strip()[:MAX_TEXT]

    def _channel(self, name: str, faults: list[str]) -> str | None:
        if not name:
            return None
        if name in self.base.channels:
            return name
        near = [key for key, channel in self.base.channels.items() if name in channel.name or channel.name in name]
        if len(near) == 1:
            return near[0]
        faults.append("channel")
        return None

    def _facts(self, row: Row, faults: list[str]) -> Mapping[str, Value]:
        given: dict[str, Any] = {}
        held = row.get(self.columns.fields.get("facts", ""))
        if isinstance(held, str) and held.strip():
            try:
                held = json.loads(held)
            except ValueError:
                faults.append("facts")
        if isinstance(held, Mapping):
            given.update(held)
        for column, name in self.columns.facts.items():
            given[name] = row.get(column)
        filled = {name: value for name, value in given.items() if value not in (None, "")}
        read = read_facts(self.base, filled, leniently=True)
        faults += [f"facts.{fault.path[0]}" for fault in read.faults]
        return read.known

    def _day(self, at: datetime | None) -> tuple[date, str]:
        if at is None:
            return self.on, ""
        year, week, _ = at.isocalendar()
        return at.date(), f"{year}-W{week:02}"
