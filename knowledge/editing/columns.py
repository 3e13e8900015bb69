"""The columns of a kind's sheet, and an entry's data as the cells of a row and back, without loss."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from knowledge.editing import rendering
from knowledge.editing.rewriting import plain
from knowledge.loading.yaml_reader import read_source
from knowledge.model.base import Base
from knowledge.model.entries import Guide, Policy, Product, Skin, Statute
from knowledge.model.ingredient import Ingredient
from knowledge.model.script_forms import FORMS

MODELS: Mapping[str, type[BaseModel]] = {
    "policies": Policy,
    "statutes": Statute,
    "ingredients": Ingredient,
    "skins": Skin,
    "products": Product,
    "guides": Guide,
}
_EMPTY_TEXT, _EMPTY_LIST = '""', "[]"


class Form(Enum):
    """How a cell holds its value."""

    TEXT = "text"
    LINES = "lines"  # a list, an item a line
    YAML = "yaml"


class CellError(ValueError):
    """A cell cannot be read; the message says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, and the key (and the key below it) that its cells hold."""

    header: str
    key: str
    form: Form
    below: str = ""


def columns(section: str, base: Base) -> tuple[Column, ...]:
    """Return the columns of a kind, in the order in which its keys are written."""
    found: list[Column] = []
    for name, field in MODELS[section].model_fields.items():
        key = field.alias or name
        if key == "say":
            found += [Column(f"say.{channel}", key, Form.TEXT, channel) for channel in (*FORMS, *base.channels)]
        elif key == "review":
            found += [Column(f"review.{below}", key, Form.TEXT, below) for below in ("owner", "on", "expires")]
        else:
            found.append(Column(key, key, _form(field.annotation)))
    order = {key: number for number, key in enumerate(_written_order(section, base))}
    return tuple(sorted(found, key=lambda column: order.get(column.key, len(order))))


def cells(data: Mapping[str, Any], shown: Sequence[Column]) -> dict[str, str]:
    """Return an entry's data as texts by header; raises CellError where a cell cannot hold it."""
    found: dict[str, str] = {}
    for column in shown:
        value = data.get(column.key)
        if column.below:
            value = value.get(column.below) if isinstance(value, Mapping) else None
        if value is not None:
            found[column.header] = cell_text(plain(value), column)
    back = data_of(found, shown)
    if back != plain(data):
        keys = [key for key in {*back, *data} if back.get(key) != plain(data.get(key))]
        raise CellError(f"{', '.join(sorted(keys))} holds what a cell cannot: a key without column, or odd line ends")
    return found


def data_of(row: Mapping[str, str], shown: Sequence[Column]) -> dict[str, Any]:
    """Return the entry that a row holds; raises CellError with the header of the cell that cannot be read."""
    data: dict[str, Any] = {}
    for column in shown:
        text = row.get(column.header)
        if text is None or (column.form is not Form.TEXT and not text.strip()):
            continue
        value = value_of(text, column)
        if column.below:
            data.setdefault(column.key, {})[column.below] = value
        else:
            data[column.key] = value
    return data


def value_of(text: str, column: Column) -> Any:
    """Return what a cell's text stands for."""
    match column.form:
        case Form.TEXT:
            return "" if text == _EMPTY_TEXT else text
        case Form.LINES:
            lines = [line.strip() for line in text.split("\n")]
            return [] if text.strip() == _EMPTY_LIST else [line for line in lines if line]
        case _:
            return yaml_value(text)


def cell_text(value: Any, column: Column) -> str:
    """Return a value as its cell shows it."""
    if column.form is Form.YAML:
        return _lines_of(value)
    if isinstance(value, list):
        return "\n".join(str(one) for one in value) or _EMPTY_LIST
    return str(value) or _EMPTY_TEXT


def _lines_of(value: Any) -> str:
    if isinstance(value, Mapping) and value:
        return "\n".join(f"{rendering.scalar(key)}: {rendering.flow_line(one)}" for key, one in value.items())
    if isinstance(value, list) and value:
        return "\n".join(f"- {rendering.flow_line(one)}" for one in value)
    return rendering.flow_line(value)


def yaml_value(text: str) -> Any:
    """Return what YAML in a cell stands for; raises CellError where it cannot be read."""
    indented = "\n".join(f"  {line}" for line in text.split("\n"))
    source = read_source("cell", f"value:\n{indented}\n".encode())
    if source.problems:
        fault = source.problems[0]
        line = min(max(1, fault.location.line - 1), text.count("\n") + 1)
        raise CellError(f"line {line} of the cell: {fault.message}")
    return plain(source.data.get("value", ""))


def _form(annotation: Any) -> Form:
    """Return how a cell holds values of a type: texts and numbers as they are, lists of texts in lines."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _form(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        ways = {_form(one) for one in get_args(annotation) if one is not type(None)}
        return ways.pop() if len(ways) == 1 else Form.YAML
    if origin is tuple:
        return Form.LINES if _form(get_args(annotation)[0]) is Form.TEXT else Form.YAML
    if origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return Form.YAML
    if isinstance(annotation, type) and (issubclass(annotation, BaseModel) or not _is_scalar(annotation)):
        return Form.YAML
    return Form.TEXT


def _is_scalar(annotation: type) -> bool:
    return issubclass(annotation, str | int | float | bool | date)


def _written_order(section: str, base: Base) -> list[str]:
    """Return the keys of a kind as the base's own entries order them: each after those that mostly stand before it."""
    places: dict[str, list[float]] = {}
    for key in getattr(base, section):
        written = list(base.origins[section, key].section[key])
        for at, name in enumerate(written):
            places.setdefault(name, []).append(at / len(written))
    return sorted(places, key=lambda name: sum(places[name]) / len(places[name]))
