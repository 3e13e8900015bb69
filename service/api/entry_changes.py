"""Entries changed through the API: tried out, held against what stands, written only where the base stays whole."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Path, Query, Response
from pydantic_core import to_jsonable_python

from knowledge.conflicts.conflict import ConflictKind
from knowledge.deciding.decide import Decider
from knowledge.editing.applying import diff_of
from knowledge.editing.changing import Standing, as_written
from knowledge.editing.fingerprint import entry_fingerprint
from knowledge.editing.placing import ChangedError, place
from knowledge.editing.rewriting import EditError, plain
from knowledge.model.base import SECTION_OF, Base
from knowledge.model.entries import Kind
from knowledge.problem import FaultsError, Problem
from service.answers.answer import FoundProblem
from service.answers.script import scripts
from service.api.call_context import CallContext, Context
from service.api.callers import Caller
from service.api.catalogue import whole
from service.api.conflicts import with_state
from service.api.entry_responses import ConflictChange, EntryPreview, WrittenEntry
from service.api.errors import CallError, call_fault, refusal
from service.api.etags import TAG, check_stands, precondition, tag
from service.api.requests import AN_ENTRY, Entry, EntryId, PreviewBody
from service.live.editing import Folder, Trial, read_folder, read_only, try_entry
from service.live.live_snapshot import View
from service.store.audit import AuditEntry, write

log = logging.getLogger(__name__)
router = APIRouter(prefix="/v1/entries", tags=["trainers"])
_PATIENCE_S = 10.0  # how long a change waits for the one before it
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
    data = _data(body.entry)
    folder = read_folder(context.settings, context.live)
    trial = _tried(context, folder, SECTION_OF[body.kind], body.id, data)
    now = trial.standing
    return EntryPreview(
        kind=body.kind,
        id=body.id,
        etag=None if now.data is None else entry_fingerprint(now.data),
        file=trial.changed.file,
        diff=tuple(diff_of(trial.changed.file, trial.changed.before, trial.changed.after)),
        problems=tuple(FoundProblem.of(problem) for problem in trial.problems),
        conflicts=None if trial.base is None else _conflicts(trial, context),
        scripts={} if trial.base is None else _scripts(trial.base, now.section, now.id, context),
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
    caller: Caller,
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
    begun = time.monotonic()
    view = context.view
    wanted = precondition(if_match, if_none_match)
    reason = read_only(context.settings)
    if reason:
        raise CallError(403, "read-only-base", reason)
    data = _data(entry)
    with _alone(context):
        folder = read_folder(context.settings, context.live)
        now = folder.standing(SECTION_OF[kind], id)
        if now.data is not None or not folder.unreadable:
            check_stands(wanted, now)
        trial = _tried(context, folder, now.section, id, data)
        if trial.base is None:
            raise _faulty([problem for problem in trial.problems if problem.is_error], id)
        conflicts = _conflicts(trial, context)
        if not below_statute:
            _require_lawful(conflicts)
        found = _written(kind, trial, trial.base, conflicts)
        if trial.is_change:
            _write(trial, context, f"{kind}/{id}", caller.name)
            view = context.live.take_up(begun + context.settings.acknowledge_s - time.monotonic())
    found = found.model_copy(update=_standing(view, trial.standing, found.etag))
    response.status_code = 201 if trial.standing.data is None else 200
    response.headers["ETag"] = tag(found.etag)
    return found


def _require_lawful(conflicts: ConflictChange) -> None:
    """Raise CallError where a change takes a decision below a statute that it was not below before."""
    short = [one for one in conflicts.added if one.kind is ConflictKind.STATUTE and one.state == "open"]
    if short:
        mend = "change the decision, or send it again with ?below_statute=true"
        raise CallError(409, "below-statute", f"{short[0].message} Nothing was written; {mend}")


def _data(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = as_written(entry)
    except FaultsError as error:
        faults = [(".".join(map(str, ("entry", *one.path))), one) for one in error.faults]
        raise refusal([call_fault(field, one.message, one.mend) for field, one in faults]) from error
    return found


def _tried(context: CallContext, folder: Folder, section: str, key: str, data: Mapping[str, Any]) -> Trial:
    now = folder.standing(section, key)
    try:
        return try_entry(folder, now, data, settings=context.settings, live=context.live)
    except EditError as error:
        raise CallError(409, "edit-by-hand", str(error)) from error


@contextmanager
def _alone(context: CallContext) -> Iterator[None]:
    """Let one change at a time read, check and write."""
    if not context.writing.acquire(timeout=_PATIENCE_S):
        raise CallError(503, "busy", "another entry is being written; send this one again in a moment")
    try:
        yield
    finally:
        context.writing.release()


def _faulty(problems: Sequence[Problem], key: str) -> CallError:
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    faults = [call_fault(_field(one, key), one.message, one.mend) for one in problems]
    found = tuple(FoundProblem.of(one) for one in problems)
    return CallError(422, "base-with-errors", f"{problems[0]}{more}; nothing was written", faults, found)


def _field(problem: Problem, key: str) -> str:
    """Return the field of the body that a problem stands in, else its place in the base."""
    return f"entry.{problem.path}".rstrip(".") if problem.entry == key else str(problem.location)


def _write(trial: Trial, context: CallContext, subject: str, actor: str) -> None:
    """Put the file in place and tell the audit trail: neither stays without the other."""
    now, changed = trial.standing, trial.changed
    before = None if now.data is None else to_jsonable_python(plain(now.data))
    after = to_jsonable_python(plain(changed.data))
    details = {"file": changed.file, "etag": entry_fingerprint(changed.data)}
    action = "entry added" if now.data is None else "entry changed"

    def written() -> None:
        with context.store.begin() as connection:
            write(connection, AuditEntry(context.now(), actor, action, subject, details, before, after))
            place(context.settings.base, {changed.file: changed.before}, {changed.file: changed.after})

    try:
        context.required(written)
    except ChangedError as error:
        raise CallError(409, "changed-meanwhile", f"{error}; read the entry again, then send your change") from error
    except PermissionError as error:
        raise CallError(403, "read-only-base", f"{error.filename} may not be written by this service") from error
    except OSError as error:
        raise CallError(503, "not-written", f"nothing was written: {error.strerror}") from error
    log.info(action, extra={"entry": subject, "file": changed.file})


def _conflicts(trial: Trial, context: CallContext) -> ConflictChange:
    return ConflictChange(
        added=tuple(with_state(one, context) for one in trial.added),
        removed=tuple(with_state(one, context) for one in trial.removed),
    )


def _scripts(base: Base, section: str, key: str, context: CallContext) -> Mapping[str, str]:
    return scripts(getattr(base, section)[key], Decider(base), context.settings.today())


def _standing(view: View, now: Standing, etag: str) -> Mapping[str, object]:
    """Return whether an entry is what answers, and from which snapshot."""
    origin = view.base.origins.get((now.section, now.id))
    served = origin is not None and entry_fingerprint(origin.section[now.id]) == etag
    return {"served": served, "snapshot": view.assistant.snapshot}


def _written(kind: Kind, trial: Trial, base: Base, conflicts: ConflictChange) -> WrittenEntry:
    """Tell the entry as it is to stand in the folder; whether it answers is not known yet."""
    return WrittenEntry(
        **dict(whole(base, kind, trial.standing.id)),
        changed=trial.is_change,
        served=False,
        snapshot="",
        problems=tuple(FoundProblem.of(problem) for problem in trial.problems),
        conflicts=conflicts,
    )
