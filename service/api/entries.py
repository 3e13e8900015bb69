"""Entries as trainers look them up, what the base calls things, and the questions that it does not answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response

from knowledge.model.entries import Kind
from knowledge.reading.normal import normalise
from service.api.call_context import Context
from service.api.catalogue import matches, summary, whole
from service.api.entry_responses import Entries, WholeEntry
from service.api.errors import CallError, call_fault, not_found, refusal
from service.api.etags import TAG, tag
from service.api.openapi_names import CHANNELS
from service.api.responses import Gap, Gaps, Vocabulary
from service.api.vocabulary import vocabulary
from service.store.gaps import near, shortest
from service.store.records import Record, unanswered_records

router = APIRouter(prefix="/v1", tags=["trainers"])
_SHOWN = 20  # questions and records of one gap


@router.get("/base", summary="知识库的用语 / What the base calls things", operation_id="base")
def base(context: Context) -> Vocabulary:
    """Names of channels, facts, outcomes and their values, and the statutes in short."""
    view = context.view
    return vocabulary(view.base, view.assistant.snapshot)


@router.get(
    "/entries",
    summary="查找条目 / Entries, searched and filtered",
    operation_id="entries",
)
def entries(
    context: Context,
    q: Annotated[str, Query(max_length=200, description="words that all stand in the entry")] = "",
    kind: Annotated[Kind | None, Query(description="only this kind")] = None,
    channel: Annotated[
        str | None,
        Query(max_length=120, description="only what is open to this channel", json_schema_extra=dict(CHANNELS)),
    ] = None,
    overdue: Annotated[bool, Query(description="only entries whose review date has passed")] = False,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Entries:
    """In the order of the base; `total` counts what fits beyond the page too."""
    view = context.view
    if channel is not None and channel not in view.base.channels:
        raise refusal(
            [call_fault("query.channel", "there is no such channel", f"it is one of {', '.join(view.base.channels)}")]
        )
    words = normalise(q.encode("utf-8", "replace").decode()).split()
    today = context.settings.today()
    found = [
        summary(view.base, its_kind, key)
        for its_kind, key, entry in view.base.entries()
        if kind in (None, its_kind)
        and matches(key, entry, words=words, channel=channel, overdue=today if overdue else None)
    ]
    return Entries(entries=tuple(found[offset : offset + limit]), total=len(found))


@router.get(
    "/entries/{kind}/{id}",
    responses={200: {"headers": TAG}},
    summary="一个条目 / One entry",
    operation_id="entry",
)
def entry(kind: Kind, id: str, context: Context, response: Response) -> WholeEntry:
    """The entry as the base that answers holds it, where it stands, and the `ETag` that a change to it names."""
    view = context.view
    known = [key for its_kind, key, _ in view.base.entries() if its_kind == kind]
    if id not in known:
        raise not_found(kind, id, known)
    found = whole(view.base, kind, id)
    response.headers["ETag"] = tag(found.etag)
    return found


@router.get("/gaps", summary="没有答案的问题 / Questions that found no answer", operation_id="gaps")
def gaps(
    context: Context,
    limit: Annotated[int, Query(ge=1, le=500, description="groups")] = 50,
    newest: Annotated[int, Query(ge=1, le=5000, description="questions to look at")] = 1000,
) -> Gaps:
    """Masked, grouped by how near their wording is, the most asked first."""
    if not context.live.is_open:
        raise CallError(503, "starting", "the service is still opening its base; ask again in a moment")
    records = context.required(lambda: unanswered_records(context.store, limit=newest))
    found = near([(normalise(record.text), record) for record in records])
    return Gaps(gaps=tuple(_gap(one) for one in found[:limit]), looked_at=len(records))


def _gap(records: Sequence[Record]) -> Gap:
    channels: dict[str, int] = {}
    for record in records:
        if record.channel is not None:
            channels[record.channel] = channels.get(record.channel, 0) + 1
    return Gap(
        question=shortest(record.text for record in records),
        count=len(records),
        last=max(record.at for record in records).replace(microsecond=0),
        channels=channels,
        questions=tuple(dict.fromkeys(record.text for record in records))[:_SHOWN],
        records=tuple(record.id for record in records)[:_SHOWN],
    )
