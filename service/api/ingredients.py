"""A printed ingredient list, read: the same answer as `yizhi ingredients`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from knowledge.folder import Base
from knowledge.nearest import nearest_hint
from service.answers.answer import to_json
from service.answers.ingredients import ListQuestion, find_skin, list_reader, read_ingredients
from service.api.call_context import Context, typed
from service.api.errors import CallFault, refused, short
from service.api.requests import Facts, Name
from service.parts import Latest

MAX_LIST = 8000  # code points of a printed list

router = APIRouter(prefix="/v1", tags=["agents"])
_readers = Latest(lambda assistant: list_reader(assistant.decider))


def _readable(value: object) -> object:
    """Put U+FFFD in place of lone surrogates, and spaces for NUL: spans stay what they were."""
    if isinstance(value, str):
        return "".join("�" if "\ud800" <= char <= "\udfff" else char for char in value).replace("\0", " ")
    return value


PrintedList = Annotated[str, Field(max_length=MAX_LIST), BeforeValidator(_readable)]


class IngredientsBody(BaseModel):
    """A list as printed, for whom it is, and a second list to compare it with."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"examples": [{"text": "水、甘油、烟酰胺、苯氧乙醇", "skin": "sensitive"}]},
    )

    text: PrintedList = Field(description="the list as printed or as OCR read it")
    skin: Name | None = Field(None, description="id or name of the skin that it is for", examples=["sensitive"])
    versus: PrintedList | None = Field(None, description="another list, to compare with")
    facts: Facts = {}


class AmountAnswer(BaseModel):
    """What the order of the list says of an amount, in per cent."""

    order: Literal["descending", "free", "trace", "may_contain"]
    at_least: float | None
    at_most: float | None


class PartAnswer(BaseModel):
    """One name of the list; `id` is null where the base does not know it, and `nearest` is then only a guess."""

    model_config = ConfigDict(extra="allow")

    text: str
    span: tuple[int, int] = Field(description="code points of the text as sent, the end excluded")
    section: Literal["main", "trace", "may_contain"]
    percent: float | None
    rank: int | None
    amount: AmountAnswer
    id: str | None
    name: str | None
    how: Literal["exact", "look", "sound", "near"] | None
    certainty: float = Field(ge=0, le=1)


class IngredientsAnswer(BaseModel):
    """A list that was read; `versus` and `comparison` only where a second list was sent."""

    model_config = ConfigDict(extra="allow")

    skin: Mapping[str, str] | None
    facts: Mapping[str, Any]
    parts: list[PartAnswer]
    ingredients: list[Mapping[str, Any]]
    watch: list[Mapping[str, Any]]
    pairs: list[Mapping[str, Any]]
    order: Mapping[str, Any]
    roles: list[Mapping[str, Any]]
    ask: list[Mapping[str, str]]


@router.post(
    "/ingredients/read",
    response_model=IngredientsAnswer,
    summary="读一张成分表 / Read a printed ingredient list",
    operation_id="read_ingredients",
)
def read(body: IngredientsBody, context: Context) -> Response:
    """Each name with its certainty, what to watch for this skin, pairs, limits, order, and a comparison."""
    view = context.view
    facts = typed(view.base, None, body.facts)
    question = ListQuestion(body.text, context.settings.today(), _skin(body.skin, view.base), body.versus, facts)
    answer = to_json(read_ingredients(_readers.of(view.assistant), question))
    return JSONResponse({**answer, "snapshot": view.assistant.snapshot})


def _skin(said: str | None, base: Base) -> str | None:
    if said is None:
        return None
    key = find_skin(base, said)
    if key is None:
        hint = nearest_hint(said, base.skins) or f"the skins are {', '.join(base.skins)}"
        raise refused([CallFault("skin", f"there is no skin {short(said)!r}", hint)])
    return key
