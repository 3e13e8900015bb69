"""The drafts page: entries that are not served yet, looked at, edited, taken into the base or thrown away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from knowledge.editing.applying import loaded_with
from knowledge.editing.faq import DRAFTS
from knowledge.editing.rewriting import EditError, rewrite
from knowledge.model.base import Base
from knowledge.model.entries import Kind
from knowledge.problem import Problem
from knowledge.text import KEBAB_PATTERN
from service.api.actors import Actor
from service.api.base_writing import Commit, EntryEdit, alone, propose_edits, write_files
from service.api.call_context import CallContext, Context
from service.api.entry_writing import below_statute_conflicts
from service.api.errors import CallError
from service.live.drafts import Draft, UnknownDraft, change_draft, find_draft, read_drafts, remove_draft
from service.live.editing import conflict_change, read_only
from service.web.shell import workplace
from service.web.trainers.entry_text import read_entry
from service.web.trainers.form import TextBody

router = APIRouter(prefix="/train", include_in_schema=False)
_FILE = r"^[A-Za-z0-9][A-Za-z0-9_-]*\.yaml$"


class DraftKey(BaseModel):
    """Which draft is meant."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str = Field(max_length=200, pattern=_FILE)
    kind: Kind
    id: str = Field(max_length=120, pattern=KEBAB_PATTERN)


class DraftKeys(BaseModel):
    """Which drafts are meant; `below_statute` that they are taken although they fall below one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    drafts: tuple[DraftKey, ...] = Field(min_length=1, max_length=2000)
    below_statute: bool = False


class DraftText(TextBody):
    """A draft as it stands in the editor."""

    file: str = Field(max_length=200, pattern=_FILE)


@dataclass(frozen=True, slots=True)
class ShownDraft:
    """A draft, and what keeps it from being taken."""

    draft: Draft
    name: str
    problems: Sequence[Problem]


@router.get("/drafts")
def drafts_page(request: Request, context: Context) -> HTMLResponse:
    """Every draft with what is to be mended first."""
    found = read_drafts(context.settings.base)
    problems = _problems(context.view.base, found) if found else {}
    shown = [
        ShownDraft(one, str(one.data.get("title") or one.data.get("name") or one.id), problems.get(one.id, ()))
        for one in found
    ]
    return workplace(
        request, "trainers/drafts.html", context, shown=shown, reason=read_only(context.settings), folder=DRAFTS
    )


@router.post("/drafts/take")
def take(body: DraftKeys, context: Context, actor: Actor) -> dict[str, object]:
    """Take drafts into the base, each file's into one file of the same name; all of them or none."""
    _require_writable(context)
    with alone(context):
        chosen = [_found(context, one) for one in body.drafts]
        base = context.live.renew().base
        files = _files_with(base, chosen)
        loaded = loaded_with(base, files, context.settings.base)
        if loaded.base is None:
            wrong = [one for one in loaded.problems if one.is_error]
            raise CallError(422, "base-with-errors", f"{wrong[0]}; nothing was taken")
        added, _ = conflict_change(loaded.base, context.settings, context.live)
        below = below_statute_conflicts(added, context)
        if below and not body.below_statute:
            raise CallError(409, "below-statute", below[0].message)
        edits = [EntryEdit(f"{one.kind}/{one.id}", _target(one), None, one.data) for one in chosen]
        commit = Commit()
        if context.settings.review_edits:
            propose_edits(context, edits, actor, "")
        else:
            commit = write_files(context, base.files, files, edits, actor, f"{len(chosen)} drafts")
        for one in chosen:
            remove_draft(context.settings.base, find_draft(context.settings.base, one.file, one.kind, one.id))
        context.live.take_up(context.settings.acknowledge_s)
    return {"taken": len(chosen), "commit_fault": commit.fault}


@router.post("/drafts/drop")
def drop(body: DraftKeys, context: Context) -> dict[str, int]:
    """Throw drafts away."""
    _require_writable(context)
    with alone(context):
        for one in body.drafts:
            remove_draft(context.settings.base, _found(context, one))
    return {"dropped": len(body.drafts)}


@router.post("/drafts/save")
def save(body: DraftText, context: Context) -> dict[str, str]:
    """Keep a draft as it was edited; it may still hold errors of the base, not of YAML."""
    _require_writable(context)
    with alone(context):
        draft = _found(context, DraftKey(file=body.file, kind=body.kind, id=body.id))
        read = read_entry(body.text, draft.section, draft.id)
        if read.tree is None:
            raise CallError(422, "unreadable", read.faults[0].message)
        try:
            change_draft(context.settings.base, draft, read.data)
        except EditError as error:
            raise CallError(409, "edit-by-hand", str(error)) from error
    return {"file": draft.file}


def _found(context: CallContext, key: DraftKey) -> Draft:
    try:
        return find_draft(context.settings.base, key.file, key.kind, key.id)
    except UnknownDraft as error:
        raise CallError(404, "not-found", f"there is no draft {error} any more") from error


def _require_writable(context: CallContext) -> None:
    reason = read_only(context.settings)
    if reason:
        raise CallError(403, "read-only-base", reason)


def _target(draft: Draft) -> str:
    return f"{draft.section}/{draft.file}"


def _files_with(base: Base, chosen: Sequence[Draft]) -> Mapping[str, bytes]:
    """Return the files that hold the drafts once they are taken; raises CallError for one that is there already."""
    files: dict[str, bytes] = {}
    for one in chosen:
        if one.id in getattr(base, one.section):
            raise CallError(409, "taken", f"there is an entry {one.id!r} already; edit the draft under another id")
        file = _target(one)
        try:
            files[file] = rewrite(file, files.get(file, base.files.get(file, b"")), {(one.section, one.id): one.data})
        except EditError as error:
            raise CallError(409, "edit-by-hand", str(error)) from error
    return files


def _problems(base: Base, found: Sequence[Draft]) -> Mapping[str, Sequence[Problem]]:
    """Return what the base would have to say of the drafts, by id."""
    told: dict[str, list[Problem]] = {}
    raws = {_target(one).replace("/", f"/{DRAFTS[1:]}-"): one.raw for one in found}
    for problem in loaded_with(base, raws).problems:
        if problem.location.file in raws:
            told.setdefault(problem.entry, []).append(problem)
    return told
