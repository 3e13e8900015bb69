"""An entry as a form beside its YAML: the text shown as fields, and what was filled in written back into the text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from knowledge.conflicts.wordings import Words
from knowledge.model.base import SECTION_OF
from knowledge.model.entries import Kind
from knowledge.model.facts import BooleanFact, ChoiceFact, IntegerFact
from knowledge.text import KEBAB_PATTERN
from service.api.call_context import Context
from service.web.rendering import language_of, page
from service.web.trainers.entry_text import read_entry, with_data
from service.web.trainers.form_fields import EntryForm, entry_form
from service.web.trainers.form_values import FormValues, with_values
from service.web.trainers.when_rows import RowFault
from service.web.trainers.words import fact_in_words, fact_value_in_words

router = APIRouter(prefix="/train", include_in_schema=False)
MAX_TEXT = 200_000


class TextBody(BaseModel):
    """An entry as it stands in the editor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    id: str = Field(min_length=1, max_length=120, pattern=KEBAB_PATTERN)
    text: str = Field(max_length=MAX_TEXT)


class FilledBody(TextBody):
    """The same, and what was filled in beside it."""

    values: FormValues


@router.post("/form")
def form(body: TextBody, request: Request, context: Context) -> HTMLResponse:
    """The text as fields, as a part of the page; what cannot be read says so."""
    words = Words(context.view.base, language_of(request))
    return page(request, "trainers/form.html", **form_data(words, body.kind, body.id, body.text))


@router.post("/form/text")
def text(body: FilledBody, context: Context) -> dict[str, Any]:
    """The text with what the form holds, or the fields that cannot be read."""
    section = SECTION_OF[body.kind]
    read = read_entry(body.text, section, body.id)
    faults: list[RowFault] = []
    if read.tree is None:
        return {"text": body.text, "faults": [{"path": "", "message": read.faults[0].message}]}
    made = with_values(context.view.base, section, read.data, body.values, faults)
    written = body.text if faults or made == read.data else with_data(body.text, section, body.id, made)
    return {"text": written, "faults": [{"path": one.path, "message": one.message} for one in faults]}


def form_data(words: Words, kind: Kind, key: str, text: str) -> Mapping[str, Any]:
    """Return what the form's template shows: the form, None where the text cannot be read, and the facts to pick."""
    section = SECTION_OF[kind]
    read = read_entry(text, section, key)
    found: EntryForm | None = None if read.tree is None else entry_form(words.base, section, read.data)
    return {"form": found, "facts": _facts(words)}


def _facts(words: Words) -> Mapping[str, Mapping[str, Any]]:
    """Return what can be picked of each fact: its name, its kind, its values with their names."""
    return {name: {"name": fact_in_words(words, name), **_choice(words, name)} for name in words.base.facts}


def _choice(words: Words, name: str) -> Mapping[str, Any]:
    match words.base.facts[name]:
        case ChoiceFact(values=values):
            return {"type": "choice", "values": [[key, value.name] for key, value in values.items()]}
        case BooleanFact():
            names = [[str(one).lower(), fact_value_in_words(words, name, one)] for one in (True, False)]
            return {"type": "boolean", "values": names}
        case IntegerFact(min=low, max=high):
            return {"type": "integer", "min": low, "max": high}
