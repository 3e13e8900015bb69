"""Entries changed through the API: tried out, held against what stands, written only where the base stays whole."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Path, Query, Response

from knowledge.editing.applying import diff_of
from knowledge.editing.fingerprint import entry_fingerprint
from knowledge.model.base import SECTION_OF
from knowledge.model.entries import Kind
from service.answers.answer import FoundProblem
from service.api.actors import Actor
from service.api.call_context import Context
from service.api.change_requests import AN_ENTRY, Entry, EntryId, PreviewBody
from service.api.entry_responses import EntryPreview, WrittenEntry
from service.api.entry_writing import conflicts_of, read_data, scripts_of, tried, write_entry
from service.api.errors import CallError
from service.api.etags import TAG, precondition, tag
from service.live.editing import read_folder

router = APIRouter(prefix="/v1/entries", tags=["trainers"])
_BY_HAND = {"description": "文件刚被改动，或须由人来改 / The file changed meanwhile, or only a person can change it"}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    403: {"description": "知识库不可写，或来自其他来源的页面 / A base not to be written, or a page of another origin"},
    409: _BY_HAND,
    412: {"description": "条目已不是所改的那一版 / The entry is not what the change took it to be: see `stands`"},
    428: {"description": "须写明改的是哪一版 / `If-Match` or `If-None-Match` is missing"},
}


@router.post(
    "/preview",
    responses={409: _BY_HAND},
    summary="预览一次修改 / What a change to an entry would do",
    operation_id="preview_entry",
)
def preview(body: PreviewBody, context: Context) -> EntryPreview:
    """Its problems, the conflicts that it adds or removes, the diff, the script for each channel; writes nothing."""
    view = context.view
    data = read_data(body.entry)
    folder = read_folder(context.settings, context.live)
    trial = tried(context, folder, SECTION_OF[body.kind], body.id, data)
    now = trial.standing
    return EntryPreview(
        kind=body.kind,
        id=body.id,
        etag=None if now.data is None else entry_fingerprint(now.data),
        file=trial.changed.file,
        diff=tuple(diff_of(trial.changed.file, trial.changed.before, trial.changed.after)),
        problems=tuple(FoundProblem.of(problem) for problem in trial.problems),
        conflicts=None if trial.base is None else conflicts_of(trial, context),
        scripts={} if trial.base is None else scripts_of(trial.base, now.section, now.id, context),
        snapshot=view.assistant.snapshot,
    )


@router.put(
    "/{kind}/{id}",
    responses={
        200: {"headers": TAG},
        201: {"model": WrittenEntry, "headers": TAG, "description": "新条目已写入 / A new entry was written"},
        **_REFUSALS,
    },
    summary="修改或新增一个条目 / Change an entry, or add one",
    operation_id="put_entry",
)
def put(
    kind: Kind,
    id: Annotated[EntryId, Path()],
    entry: Annotated[Entry, Body(examples=[dict(AN_ENTRY)])],
    context: Context,
    actor: Actor,
    response: Response,
    if_match: Annotated[
        str | None, Header(max_length=400, description="the `ETag` that came with the entry that is changed")
    ] = None,
    if_none_match: Annotated[str | None, Header(max_length=400, description="`*` to add an entry that is new")] = None,
    below_statute: Annotated[
        bool, Query(description="write it although it takes a decision below what a statute asks for")
    ] = False,
) -> WrittenEntry:
    """The whole entry takes the place of the one that stands; comments and order of its file stay as they are.

    The base is checked with the change first, and with any error nothing is written. It is acknowledged once it is on
    disk: at once on a large base, where it answers a moment later, else when it answers. A new entry goes into a file
    of its own in the folder of its kind, such as `policies/quality-return.yaml`. The embedded base is never written.
    A change that takes a decision below a statute is refused unless `below_statute` says that it is meant.
    """
    wanted = precondition(if_match, if_none_match)
    if context.settings.review_edits:
        raise CallError(403, "needs-review", "changes are looked at by a second person here: POST /v1/proposals")
    found = write_entry(context, kind, id, entry, wanted, actor, below_statute=below_statute)
    response.status_code = 201 if found.is_new else 200
    response.headers["ETag"] = tag(found.entry.etag)
    return found.entry
