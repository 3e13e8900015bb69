"""A time as logs write it to a moment in the zone where cases are decided."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

_WRITTEN = re.compile(
    r"(?P<year>\d{4})\D(?P<month>\d{1,2})\D(?P<day>\d{1,2})日?"
    r"(?:\D+?(?P<hour>\d{1,2})[:：时点](?P<minute>\d{1,2})(?:[:：分](?P<second>\d{1,2}))?)?"
)
_EXCEL_DAYS = (30_000, 80_000)  # days since 1899-12-30, which a cell without format shows: 1982 to 2119
_EXCEL_START = datetime(1899, 12, 30)


def moment_of(value: Any, timezone: str) -> datetime | None:
    """Return a moment as the clocks of the zone show it, without zone; None where the value is no time."""
    match value:
        case datetime():
            return value.astimezone(_zone(timezone)).replace(tzinfo=None) if value.tzinfo else value
        case date():
            return datetime(value.year, value.month, value.day)
        case bool() | None:
            return None
        case int() | float():
            return _counted(value, timezone)
        case str():
            return _read(value.strip(), timezone)
        case _:
            return None


def _counted(value: float, timezone: str) -> datetime | None:
    if _EXCEL_DAYS[0] < value < _EXCEL_DAYS[1]:
        return _EXCEL_START + timedelta(seconds=round(value * 86_400))
    if not 10**8 < value < 10**14:
        return None
    seconds = value / 1000 if value > 10**11 else value
    return datetime.fromtimestamp(seconds, UTC).astimezone(_zone(timezone)).replace(tzinfo=None)


def _read(text: str, timezone: str) -> datetime | None:
    if text.isdecimal() and len(text) in (10, 13):
        return _counted(int(text), timezone)
    try:
        return moment_of(datetime.fromisoformat(text), timezone)
    except ValueError:
        pass
    found = _WRITTEN.match(text)
    if found is None:
        return None
    try:
        return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]  # six numbers
    except ValueError:
        return None


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
