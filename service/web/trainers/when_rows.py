"""A condition as rows that a person picks: a fact, how it is compared, and values; and such rows as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from knowledge.editing.columns import CellError, yaml_value
from knowledge.editing.rendering import flow_line

IS, NOT, BETWEEN, WRITTEN = "is", "not", "..", "yaml"
BOUNDS = ("<=", "<", ">=", ">")
_BOUND = re.compile(r"\s*(<=|>=|<|>)\s*(-?\d+)\s*")
_RANGE = re.compile(r"\s*(-?\d+)\s*\.\.\s*(-?\d+)\s*")


class WhenRow(BaseModel):
    """One fact of a condition; `op` is IS, NOT, one of BOUNDS, BETWEEN, or WRITTEN for what no picker can show."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fact: str = Field(max_length=120)
    op: str = Field(max_length=8)
    values: tuple[str, ...] = Field((), max_length=200)


class WhenRows(BaseModel):
    """A condition: rows that must all hold and, where there are groups, one group of which must hold as well."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    all: tuple[WhenRow, ...] = Field((), max_length=60)
    any: tuple[tuple[WhenRow, ...], ...] = Field((), max_length=20)


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that cannot be written: where it stands below the condition, and why."""

    path: str
    message: str


def when_rows(written: Any) -> WhenRows | None:
    """Return a condition as rows, None where it is no condition at all."""
    ways = written.get("any", []) if isinstance(written, Mapping) else None
    if not isinstance(ways, list) or not all(isinstance(one, Mapping) for one in ways):
        return WhenRows() if written in ("", None) else None
    everywhere = {name: value for name, value in written.items() if name != "any"}
    return WhenRows(all=tuple(_rows(everywhere)), any=tuple(tuple(_rows(way)) for way in ways))


def written_when(rows: WhenRows, before: Any, faults: list[RowFault]) -> dict[str, Any]:
    """Return rows as a condition is written; a row that stood so before keeps the way in which it was written."""
    old = before if isinstance(before, Mapping) else {}
    made = _written(rows.all, old, "", faults)
    old_ways = old.get("any", [])
    ways = []
    for place, way in enumerate(rows.any):
        was = old_ways[place] if place < len(old_ways) and isinstance(old_ways[place], Mapping) else {}
        ways.append(_written(way, was, f"any.{place}.", faults))
    kept = [way for way in ways if way]
    return {**made, "any": kept} if kept else made


def _rows(mapping: Mapping[str, Any]) -> Iterator[WhenRow]:
    for name, value in mapping.items():
        yield _row(name, value)


def _row(name: str, value: Any) -> WhenRow:
    match value:
        case str() if found := _BOUND.fullmatch(value):
            return WhenRow(fact=name, op=found[1], values=(found[2],))
        case str() if found := _RANGE.fullmatch(value):
            return WhenRow(fact=name, op=BETWEEN, values=(found[1], found[2]))
        case str():
            return WhenRow(fact=name, op=IS, values=(value,))
        case [*values] if values and all(isinstance(one, str) for one in values):
            return WhenRow(fact=name, op=IS, values=tuple(values))
        case {"not": inner, **rest} if not rest and (plain := _row(name, inner)).op == IS:
            return WhenRow(fact=name, op=NOT, values=plain.values)
        case _:
            return WhenRow(fact=name, op=WRITTEN, values=(flow_line(value),))


def _written(rows: Sequence[WhenRow], before: Mapping[str, Any], path: str, faults: list[RowFault]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for row in rows:
        if row.fact in made:
            faults.append(RowFault(f"{path}{row.fact}", f"{row.fact} 在同一组里写了两次，请合成一行"))
        elif row.fact in before and _row(row.fact, before[row.fact]) == row:
            made[row.fact] = before[row.fact]
        else:
            try:
                made[row.fact] = _value(row)
            except CellError as error:
                faults.append(RowFault(f"{path}{row.fact}", str(error)))
    return made


def _value(row: WhenRow) -> Any:
    given = [one.strip() for one in row.values if one.strip()]
    if not given:
        raise CellError("还没有选值，请选一个，或去掉这一行")
    one: Any = given[0] if len(given) == 1 else given
    match row.op:
        case "is":
            return one
        case "not":
            return {"not": one}
        case "..":
            return f"{given[0]}..{given[-1]}"
        case "yaml":
            return yaml_value(row.values[0])
        case op if op in BOUNDS:
            return f"{op}{given[0]}"
        case _:
            raise CellError(f"{row.op} 不是一种比较")
