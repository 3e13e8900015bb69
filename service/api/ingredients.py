"""A printed ingredient list, read: the same answer as `yizhi ingredients`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from knowledge.model.base import Base
from knowledge.nearest import nearest_hint
from service.answers.ingredient_list import IngredientList
from service.answers.ingredients import ListQuestion, find_skin, read_ingredients
from service.api.call_context import Context, require_known_facts
from service.api.errors import call_fault, refusal, short
from service.api.openapi_names import SKINS
from service.api.requests import Facts, Name

_MAX_LIST = 8000  # code points of a printed list

router = APIRouter(prefix="/v1", tags=["agents"])


def _readable(value: object) -> object:
    """Put U+FFFD in place of lone surrogates, and spaces for NUL: spans stay what they were."""
    if isinstance(value, str):
        return "".join("�" if "\ud800" <= char <= "\udfff" else char for char in value).replace("\0", " ")
    return value


PrintedList = Annotated[str, Field(max_length=_MAX_LIST), BeforeValidator(_readable)]


class IngredientsBody(BaseModel):
    """A list as printed, for whom it is, and a second list to compare it with."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [{"text": "水、甘油、烟酰胺、苯氧乙醇", "skin": "sensitive"}, {"text": "水、甘油、苯氧乙醇"}]
        },
    )

    text: PrintedList = Field(description="the list as printed or as OCR read it")
    skin: Name | None = Field(
        None,
        description="id or name of the skin that it is for",
        examples=["sensitive"],
        json_schema_extra=dict(SKINS),
    )
    versus: PrintedList | None = Field(None, description="another list, to compare with")
    facts: Facts = {}


class ReadIngredients(IngredientList):
    """A list that was read; `versus` and `comparison` only where a second list was sent."""

    snapshot: str = Field(description="id of the snapshot that answered")


@router.post(
    "/ingredients/read",
    summary="读一张成分表 / Read a printed ingredient list",
    operation_id="read_ingredients",
)
def read(body: IngredientsBody, context: Context) -> ReadIngredients:
    """Each name with its certainty, what to watch for this skin, pairs, limits, order, and a comparison."""
    view = context.view
    facts = require_known_facts(view.base, None, body.facts)
    question = ListQuestion(body.text, context.settings.today(), _skin(body.skin, view.base), body.versus, facts)
    answer = read_ingredients(view.assistant.list_reader, question)
    return ReadIngredients(**dict(answer), snapshot=view.assistant.snapshot)


def _skin(said: str | None, base: Base) -> str | None:
    if said is None:
        return None
    key = find_skin(base, said)
    if key is None:
        hint = nearest_hint(said, base.skins) or f"the skins are {', '.join(base.skins)}"
        raise refusal([call_fault("skin", f"there is no skin {short(said)!r}", hint)])
    return key
