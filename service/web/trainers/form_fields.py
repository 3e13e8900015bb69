"""An entry as the fields of a form, made from the models of its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

from knowledge.editing.columns import MODELS, Column, Form, cell_text, columns
from knowledge.editing.rewriting import plain
from knowledge.loading.schema_words import KEYS
from knowledge.model.base import Base
from knowledge.model.script_forms import FORM_NAMES
from service.answers.script import value_label
from service.api.catalogue import title
from service.web.trainers.when_rows import WhenRows, when_rows

Options = tuple[tuple[str, str], ...]  # value and what it is called


class Widget(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    LINES = "lines"  # a list, one a line
    NAMES = "names"  # a list of ids that the base declares
    CHOICE = "choice"
    DAY = "day"
    WHEN = "when"
    YAML = "yaml"


@dataclass(frozen=True, slots=True)
class FormField:
    """One field: the path below the entry that it holds, its words, and what it holds now."""

    path: str
    key: str
    help: str
    widget: Widget
    text: str
    options: Options = ()
    name: str = ""  # of a channel or an outcome; the key's own where it is empty
    is_filled: bool = False

    @property
    def rows(self) -> int:
        """How many lines its box shows."""
        lines = sum(1 + len(line) // _WIDTH for line in self.text.split("\n"))
        return min(_MOST_ROWS, max(lines, 2 if self.widget is Widget.TEXT else 1))


@dataclass(frozen=True, slots=True)
class EntryForm:
    """The fields of an entry in groups, and the keys that only YAML can show."""

    main: tuple[FormField, ...]
    decides: tuple[FormField, ...]
    when: WhenRows | None
    says: tuple[FormField, ...]
    more: tuple[FormField, ...]
    unshown: tuple[str, ...]


_WIDTH, _MOST_ROWS = 36, 14
_DATE = re.compile(r"\d{4}-\d\d-\d\d")  # what a browser's day picker can hold
_LONG = frozenset({"mechanism", "advice", "gist", "note", "use", "doctor"})
DECIDES = ("decide", "floor")
_MAIN = ("title", "name", "cite", "gist", "inci", "aliases", "advice", "steps", "ingredients", "asks", "not_asks")
_POLICY = ("over", "basis", "channels", "review.owner", "review.on", "review.expires")


def entry_form(base: Base, section: str, data: Mapping[str, Any]) -> EntryForm:
    """Return an entry as a form."""
    shown = columns(section, base)
    fields = [_field(base, column, data) for column in shown if column.key not in ("when", *DECIDES)]
    says = tuple(one for one in fields if one.key == "say")
    rest = [one for one in fields if one.key != "say"]
    order = [*_MAIN, *(_POLICY if section == "policies" else ())]
    main = sorted((one for one in rest if one.path in order), key=lambda one: order.index(one.path))
    more = [one for one in rest if one.path not in order]
    known = {column.key for column in shown}
    has_when = any(column.key == "when" for column in shown)
    return EntryForm(
        tuple(main),
        tuple(_decided(base, section, data)),
        when_rows(data.get("when", {})) if has_when else None,
        says,
        (*(one for one in more if one.is_filled), *(one for one in more if not one.is_filled)),
        tuple(key for key in data if key not in known),
    )


def shown_text(data: Mapping[str, Any], column: Column) -> str:
    value = data.get(column.key)
    if column.below:
        value = value.get(column.below) if isinstance(value, Mapping) else None
    return "" if value in (None, "", []) else cell_text(plain(value), column)


def _field(base: Base, column: Column, data: Mapping[str, Any]) -> FormField:
    text = shown_text(data, column)
    widget, options = _widget(base, column, text)
    if widget is Widget.CHOICE and text and text not in dict(options):
        options = (*options, (text, text))
    name = ""
    if column.key == "say":
        name = FORM_NAMES.get(column.below) or base.channels[column.below].name
    path = column.header
    return FormField(
        path, column.key, KEYS.get(column.below or column.key, ""), widget, text, options, name, text != ""
    )


def _widget(base: Base, column: Column, text: str) -> tuple[Widget, Options]:
    known = _names(base, column.key)
    if column.key == "say" or column.key in _LONG:
        return Widget.TEXT, ()
    if column.below in ("on", "expires"):
        return (Widget.DAY if not text or _DATE.fullmatch(text) else Widget.LINE), ()
    if column.form is Form.LINES:
        return (Widget.NAMES, known) if known else (Widget.LINES, ())
    if column.form is Form.YAML:
        return Widget.YAML, ()
    values = _values(column.key)
    return (Widget.CHOICE, tuple((one, one) for one in values)) if values else (Widget.LINE, ())


def _names(base: Base, key: str) -> Options:
    """Return the ids that a list of ids may name, with what people call them."""
    match key:
        case "channels":
            return tuple((one, channel.name) for one, channel in base.channels.items())
        case "ask":
            return tuple((one, fact.name or one) for one, fact in base.facts.items())
        case "over":
            return tuple((one, title(policy)) for one, policy in base.policies.items())
        case "basis":
            return tuple((one, statute.cite) for one, statute in base.statutes.items())
        case "suits" | "unsuits":
            return tuple((one, skin.name) for one, skin in base.skins.items())
        case _:
            return ()


def _values(key: str) -> Sequence[str]:
    """Return the values of a key that takes one of a few."""
    for model in MODELS.values():
        for name, field in model.model_fields.items():
            if (field.alias or name) != key:
                continue
            if field.annotation is bool:
                return ("true", "false")
            found = [one for way in (field.annotation, *get_args(field.annotation)) for one in _literals(way)]
            if found:
                return found
    return ()


def _literals(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)


def _decided(base: Base, section: str, data: Mapping[str, Any]) -> Iterator[FormField]:
    keys = {field.alias or name for name, field in MODELS[section].model_fields.items()}
    key = next((one for one in DECIDES if one in keys), "")
    if not key:
        return
    now = data.get(key)
    stands = now if isinstance(now, Mapping) else {}
    for name, outcome in base.outcomes.items():
        if key == "floor" and not outcome.ordered:
            continue
        text = str(stands.get(name, ""))
        options = tuple((value, value_label(outcome, value)) for value in outcome.values or ())
        if options and text and text not in dict(options):
            options = (*options, (text, text))
        widget = Widget.CHOICE if options else Widget.LINE
        help_ = "" if options else "10m、48h、3d"
        yield FormField(f"{key}.{name}", key, help_, widget, text, options, outcome.name, text != "")
