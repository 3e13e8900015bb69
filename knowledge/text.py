"""The scalar types of authored text: ids, non-empty text, flags, days and durations, each read strictly."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from knowledge import meant

_DURATION = re.compile(r"(\d{1,6})([mhd])")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MINUTES = {"m": 1, "h": 60, "d": 1440}

KEBAB_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_SNAKE_PATTERN = r"^[a-z][a-z0-9_]*$"


def minutes(duration: str) -> int:
    """Return the length of a duration such as 10m, 48h or 3d in minutes; raises ValueError on anything else."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise ValueError(f"{duration!r} is no duration: write 10m, 48h or 3d")
    return int(found[1]) * _MINUTES[found[2]]


def _flag(value: Any) -> Any:
    if value in ("true", "false"):
        return value == "true"
    if isinstance(value, bool):
        return value
    raise ValueError(
        f"{value!r} is neither true nor false: {meant.hint(meant.flag(str(value)), 'write true or false')}"
    )


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        mend = meant.hint(meant.day(str(value)), "write it as 2026-01-31")
        raise ValueError(f"{value!r} is no day: {mend}")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"{value!r} is no day of the calendar") from error


def _printable(value: str) -> str:
    bad = next((char for char in value if (ord(char) < 32 and char not in "\t\n\r") or 0x7F <= ord(char) < 0xA0), None)
    if bad is not None:
        raise ValueError(f"the control character U+{ord(bad):04X} stands in the text")
    return value


KEBAB = Annotated[str, StringConstraints(pattern=KEBAB_PATTERN, max_length=120)]
SNAKE = Annotated[str, StringConstraints(pattern=_SNAKE_PATTERN, max_length=80)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True), AfterValidator(_printable)]
Phrases = tuple[Text, ...]
Flag = Annotated[bool, BeforeValidator(_flag)]
Day = Annotated[date, BeforeValidator(_day)]
