"""What a filled-in form holds, as the data of its entry.

A field that was not changed keeps the value as it was written, and so does every key that has no field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from knowledge.editing.columns import CellError, Column, columns, value_of
from knowledge.editing.reviewing import ordered
from knowledge.model.base import Base
from service.web.trainers.form_fields import DECIDES, shown_text
from service.web.trainers.when_rows import RowFault, WhenRows, when_rows, written_when


class FormValues(BaseModel):
    """What a form holds: the text of each field, and the conditions as rows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: Mapping[str, str] = Field({}, max_length=300)
    when: WhenRows | None = None


def with_values(
    base: Base, section: str, data: Mapping[str, Any], values: FormValues, faults: list[RowFault]
) -> dict[str, Any]:
    """Return the entry as a form wants it; what cannot be read is added to the faults and stays as it was."""
    made = {key: dict(value) if isinstance(value, Mapping) else value for key, value in data.items()}
    for column in columns(section, base):
        if column.key in DECIDES:
            _put(made, column.key, _wanted(base, made.get(column.key), column.key, values))
        elif column.key == "when" and values.when is not None:
            if when_rows(data.get("when", {})) != values.when:
                fresh: list[RowFault] = []
                made["when"] = written_when(values.when, data.get("when", {}), fresh)
                faults += [RowFault(f"when.{one.path}", one.message) for one in fresh]
        elif column.header in values.fields:
            _take(made, data, column, values.fields[column.header], faults)
    for key in ("say", "review"):
        if made.get(key) == {} and data.get(key) != {}:
            del made[key]
    return ordered(data, made, columns(section, base))


def _take(made: dict[str, Any], data: Mapping[str, Any], column: Column, text: str, faults: list[RowFault]) -> None:
    """Put what a field holds in its place, unless it holds what stands there."""
    text = text.replace("\r\n", "\n")
    if text == shown_text(data, column):
        return
    try:
        value = None if not text.strip() else value_of(text, column)
    except CellError as error:
        faults.append(RowFault(column.header, str(error)))
        return
    if not column.below:
        _put(made, column.key, value)
        return
    below = made.get(column.key)
    table = dict(below) if isinstance(below, Mapping) else {}
    _put(table, column.below, value)
    made[column.key] = table


def _put(table: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value


def _wanted(base: Base, now: Any, key: str, values: FormValues) -> Any:
    """Return the decisions with those that the form holds; None where none is left and none stood."""
    made = dict(now) if isinstance(now, Mapping) else {}
    for outcome in base.outcomes:
        text = values.fields.get(f"{key}.{outcome}")
        if text is not None:
            _put(made, outcome, text.strip() or None)
    return made if made or now is not None else None
