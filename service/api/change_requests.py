"""The bodies of calls that change the base or ask what a change would do: an entry, a verdict on one, a dismissal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from knowledge.text import KEBAB_PATTERN
from service.api.requests import CallBody, Note

EntryId = Annotated[str, Field(min_length=1, max_length=120, pattern=KEBAB_PATTERN, examples=["quality-return"])]
Entry = Annotated[
    Mapping[str, Any],
    Field(
        description="the whole entry as it is written in its file; keys that are left out are removed",
        json_schema_extra={"minProperties": 1, "additionalProperties": {"$ref": "#/components/schemas/EntryValue"}},
    ),
]


AN_ENTRY: Mapping[str, Any] = {
    "title": "质量问题退换货",
    "when": {"issue": "quality"},
    "decide": {"return": "allowed", "return_shipping": "brand"},
    "basis": ["consumer-law-24"],
    "asks": ["面霜变质了还能退吗"],
    "say": {"default": "非常抱歉，质量问题可以退，运费我们承担。"},
}


class PreviewBody(CallBody):
    """An entry as it would be."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "policy", "id": "quality-return", "entry": dict(AN_ENTRY)}]}
    )

    kind: Literal["policy", "statute", "ingredient", "skin", "product", "guide"]
    id: EntryId
    entry: Entry


class ProposalBody(CallBody):
    """An entry as it is to be, for a second person to look at."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "policy", "id": "custom-made", "etag": None, "entry": dict(AN_ENTRY)}]}
    )

    kind: Literal["policy", "statute", "ingredient", "skin", "product", "guide"]
    id: EntryId
    etag: Annotated[str, Field(max_length=120)] | None = Field(
        None, description="of the entry that it changes; null for one that is new"
    )
    entry: Entry
    note: Note = ""


class AcceptBody(CallBody):
    """Whether a change is meant that falls below a statute."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"below_statute": False}]})

    below_statute: bool = Field(False, description="write it although it falls below what a statute asks for")


class RefuseBody(CallBody):
    """Why a change is refused."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"because": "运费那句和门店的不一致"}]})

    because: Annotated[Note, Field(min_length=1)]


class DismissBody(CallBody):
    """Why a conflict may stand."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"because": "门店活动到月底结束，届时一并修改"}]})

    because: Note = ""
