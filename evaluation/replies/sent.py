"""One row of a log to what an agent sent: typed, or the reason why it cannot be judged."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from evaluation.replies.columns import Columns
from evaluation.replies.logs import BROKEN, Row
from knowledge.model.base import Base
from knowledge.model.facts import Value
from knowledge.model.given import read_facts

MAX_TEXT = 4000  # code points; what is longer is no message
_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Sent:
    """A reply as it was sent, and what is known around it."""

    number: int  # of the row, from 1
    reply: str
    channel: str | None
    asked: str
    facts: Mapping[str, Value]
    agent: str
    day: date
    week: str  # ISO week, empty where the log has no time
    faults: tuple[str, ...] = ()  # facts and channels that the base does not know, left out


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that cannot be judged."""

    number: int
    because: str


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
        if not reply:
            return Unreadable(number, "no reply")
        faults: list[str] = []
        channel = self._channel(self._text(row, "channel"), faults)
        facts = dict(self._facts(row, faults))
        day, week = self._day(row.get(self.columns.fields.get("at", "")))
        agent = self._text(row, "agent")
        return Sent(number, reply, channel, self._text(row, "asked"), facts, agent, day, week, tuple(faults))

    def asked(self, row: Row) -> str:
        """Return the customer's message of a row, empty where it holds none."""
        return self._text(row, "asked")

    def unclear(self, row: Row) -> str:
        """Return the customer's message of a row that does not give its issue, else nothing."""
        text = self.asked(row)
        return text if text and self.base.subject not in self._facts(row, []) else ""

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

    def _day(self, value: Any) -> tuple[date, str]:
        found = day_of(value, self.timezone)
        if found is None:
            return self.on, ""
        year, week, _ = found.isocalendar()
        return found, f"{year}-W{week:02}"


def day_of(value: Any, timezone: str) -> date | None:
    """Return the day of a time as logs write it, in the zone where cases are decided."""
    if isinstance(value, datetime):
        return (value.astimezone(ZoneInfo(timezone)) if value.tzinfo else value).date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 10**8 < value < 10**14:
        seconds = value / 1000 if value > 10**11 else value
        return datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo(timezone)).date()
    if not isinstance(value, str):
        return None
    text = value.strip()
    if text.isdecimal() and len(text) in (10, 13):
        return day_of(int(text), timezone)
    try:
        return day_of(datetime.fromisoformat(text), timezone)
    except ValueError:
        pass
    found = _DAY.match(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
