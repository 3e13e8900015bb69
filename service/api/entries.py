"""Entries as trainers look them up, what the base calls things, and the questions that it does not answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from knowledge.reading.normal import normalise
from service.api.call_context import Context
from service.api.catalogue import matches, summary, whole
from service.api.entry_responses import EntriesAnswer, EntryAnswer
from service.api.errors import CallError, CallFault, missing, refused
from service.api.etags import TAG, tag
from service.api.responses import GapsAnswer, Kind, VocabularyAnswer
from service.api.vocabulary import vocabulary
from service.store.gaps import Gap, group
from service.store.records import unanswered

router = APIRouter(prefix="/v1", tags=["trainers"])
_SHOWN = 20  # questions and records of one gap


@router.get(
    "/base", response_model=VocabularyAnswer, summary="知识库的用语 / What the base calls things", operation_id="base"
)
def base(context: Context) -> Response:
    """Names of channels, facts, outcomes and their values, and the statutes in short."""
    view = context.view
    return JSONResponse({**vocabulary(view.base), "snapshot": view.assistant.snapshot})


@router.get(
    "/entries",
    response_model=EntriesAnswer,
    summary="查找条目 / Entries, searched and filtered",
    operation_id="entries",
)
def entries(
    context: Context,
    q: Annotated[str, Query(max_length=200, description="words that all stand in the entry")] = "",
    kind: Annotated[Kind | None, Query(description="only this kind")] = None,
    channel: Annotated[str | None, Query(max_length=120, description="only what is open to this channel")] = None,
    overdue: Annotated[bool, Query(description="only entries whose review date has passed")] = False,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """In the order of the base; `total` counts what fits beyond the page too."""
    view = context.view
    if channel is not None and channel not in view.base.channels:
        raise refused(
            [CallFault("query.channel", "there is no such channel", f"it is one of {', '.join(view.base.channels)}")]
        )
    words = normalise(q.encode("utf-8", "replace").decode()).split()
    today = context.settings.today()
    found = [
        summary(view.base, its_kind, key)
        for its_kind, key, entry in view.base.entries()
        if kind in (None, its_kind)
        and matches(key, entry, words=words, channel=channel, overdue=today if overdue else None)
    ]
    return JSONResponse({"entries": found[offset : offset + limit], "total": len(found)})


@router.get(
    "/entries/{kind}/{id}",
    response_model=EntryAnswer,
    responses={200: {"headers": TAG}},
    summary="一个条目 / One entry",
    operation_id="entry",
)
def entry(kind: Kind, id: str, context: Context) -> Response:
    """The entry as the base that answers holds it, where it stands, and the `ETag` that a change to it names."""
    view = context.view
    known = [key for its_kind, key, _ in view.base.entries() if its_kind == kind]
    if id not in known:
        raise missing(kind, id, known)
    found = whole(view.base, kind, id)
    return JSONResponse(found, headers={"ETag": tag(found["etag"])})


@router.get(
    "/gaps", response_model=GapsAnswer, summary="没有答案的问题 / Questions that found no answer", operation_id="gaps"
)
def gaps(
    context: Context,
    limit: Annotated[int, Query(ge=1, le=500, description="groups")] = 50,
    newest: Annotated[int, Query(ge=1, le=5000, description="questions to look at")] = 1000,
) -> Response:
    """Masked, grouped by how near their wording is, the most asked first."""
    if not context.live.is_open:
        raise CallError(503, "starting", "the service is still opening its base; ask again in a moment")
    records = context.required(lambda: unanswered(context.store, limit=newest))
    found = group([(normalise(record.text), record) for record in records])
    return JSONResponse({"gaps": [_gap(one) for one in found[:limit]], "looked_at": len(records)})


def _gap(gap: Gap) -> Mapping[str, Any]:
    channels: dict[str, int] = {}
    for record in gap.records:
        if record.channel is not None:
            channels[record.channel] = channels.get(record.channel, 0) + 1
    return {
        "question": gap.question,
        "count": len(gap.records),
        "last": max(record.at for record in gap.records).isoformat(timespec="seconds"),
        "channels": channels,
        "questions": list(dict.fromkeys(record.text for record in gap.records))[:_SHOWN],
        "records": [record.id for record in gap.records][:_SHOWN],
    }
