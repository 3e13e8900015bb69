"""A spreadsheet uploaded: what it would do row by row, and the same written; questions and answers become drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request
from fastapi.responses import HTMLResponse

from knowledge.editing.applying import CellFault, Change, difference, loaded_with
from knowledge.editing.faq import Drafts, drafts
from knowledge.editing.reviewing import Plan, plan
from knowledge.editing.rewriting import EditError, plain
from knowledge.editing.tables import read_table
from knowledge.editing.workbook import WorkbookError
from knowledge.loading.load import load
from knowledge.model.base import SECTION_OF, Base
from knowledge.whole_files import write_whole
from service.answers.conflict import ConflictAnswer
from service.api.actors import Actor
from service.api.base_writing import EntryEdit, alone, propose_edits, write_files
from service.api.call_context import CallContext, Context
from service.api.entry_writing import below_statute_conflicts
from service.api.errors import CallError
from service.live.drafts import free_file
from service.live.editing import conflict_change, read_only
from service.web.rendering import page
from service.web.shell import workplace

router = APIRouter(prefix="/train", include_in_schema=False)
UPLOAD_PATH = "/train/upload"
MAX_UPLOAD_BYTES = 16 * 1024 * 1024
_SHOWN = 200  # rows, faults and lines of a difference, loaded_with
_KIND_OF = {section: kind for kind, section in SECTION_OF.items()}
FileName = Annotated[str, Query(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class Upload:
    """What a file would do, or did: changes of entries, or drafts; `refusal` where it cannot be read at all."""

    refusal: str = ""
    plan: Plan | None = None
    drafts: Drafts | None = None
    diff: tuple[str, ...] = ()
    added: Sequence[ConflictAnswer] = ()
    removed: Sequence[ConflictAnswer] = ()
    below: tuple[str, ...] = ()  # why it falls below a statute
    is_written: bool = False
    is_proposed: bool = False  # a second person looks at it first
    commit_fault: str = ""

    @property
    def faults(self) -> Sequence[CellFault]:
        return self.plan.faults if self.plan else self.drafts.faults if self.drafts else ()

    @property
    def can_be_written(self) -> bool:
        if self.drafts is not None:
            return self.drafts.count > 0 and not self.drafts.faults
        return self.plan is not None and bool(self.plan.files)


@router.get("/upload")
def upload_page(request: Request, context: Context) -> HTMLResponse:
    """Choose a file; nothing is written before its dry run was looked at."""
    return workplace(request, "trainers/upload.html", context, reason=read_only(context.settings))


@router.post("/upload")
def upload(
    request: Request,
    context: Context,
    actor: Actor,
    name: FileName,
    data: Annotated[bytes, Body(media_type="application/octet-stream")],
    delete: bool = False,
    write: bool = False,
    below_statute: bool = False,
) -> HTMLResponse:
    """The dry run of a file as a part of the page; with `write` what it says is done."""
    if not write:
        return _shown(request, _tried(context, name, data, delete), name)
    reason = read_only(context.settings)
    if reason:
        raise CallError(403, "read-only-base", reason)
    with alone(context):
        base = _base(context)
        found = _looked_at(context, base, name, data, delete)
        if found.below and not below_statute:
            raise CallError(409, "below-statute", found.below[0])
        if found.can_be_written:
            found = _written(context, base, found, actor, name)
    return _shown(request, found, name)


def _shown(request: Request, found: Upload, name: str) -> HTMLResponse:
    return page(request, "trainers/uploaded.html", found=found, name=name, most=_SHOWN, kinds=_KIND_OF)


def _tried(context: CallContext, name: str, data: bytes, delete: bool) -> Upload:
    return _looked_at(context, _base(context), name, data, delete)


def _base(context: CallContext) -> Base:
    """Return the base as its folder is now; raises CallError where it has errors."""
    loaded = load(context.settings.base, today=context.settings.today(), memory=context.live.memory())
    if loaded.base is None:
        first = next(one for one in loaded.problems if one.is_error)
        raise CallError(422, "base-with-errors", f"{first}; mend the base first")
    return loaded.base


def _looked_at(context: CallContext, base: Base, name: str, data: bytes, delete: bool) -> Upload:
    try:
        sheets = read_table(name, data)
        drawn = drafts(base, sheets, PurePath(name).stem)
        if drawn is not None:
            return Upload(drafts=drawn)
        made = plan(base, sheets, deletes=delete)
    except (WorkbookError, EditError) as error:
        return Upload(refusal=str(error))
    if not made.files:
        return Upload(plan=made)
    after = loaded_with(base, made.files).require()
    added, removed = conflict_change(after, context.settings, context.live)
    below = tuple(one.message for one in below_statute_conflicts(added, context))
    return Upload(plan=made, diff=tuple(difference(base, made.files)), added=added, removed=removed, below=below)


def _written(context: CallContext, base: Base, found: Upload, actor: str, name: str) -> Upload:
    if found.drafts is not None:
        file = free_file(context.settings.base, found.drafts.file)
        write_whole(context.settings.base / file, found.drafts.text)
        return replace(found, drafts=replace(found.drafts, file=file), is_written=True)
    if found.plan is None:
        return found
    edits = [*(_edit(base, one) for one in found.plan.changes), *_removals(base, found.plan)]
    if context.settings.review_edits:
        propose_edits(context, edits, actor, name)
        return replace(found, is_proposed=True)
    commit = write_files(context, base.files, found.plan.files, edits, actor, f"{name}: {len(edits)} entries")
    context.live.take_up(context.settings.acknowledge_s)
    return replace(found, is_written=True, commit_fault=commit.fault)


def _edit(base: Base, change: Change) -> EntryEdit:
    before = None if change.is_new else _data(base, change.section, change.id)
    return EntryEdit(f"{_KIND_OF[change.section]}/{change.id}", change.file, before, change.data)


def _removals(base: Base, made: Plan) -> Iterator[EntryEdit]:
    for section, key in made.removed:
        if base.origins[section, key].file in made.files:
            file = base.origins[section, key].file
            yield EntryEdit(f"{_KIND_OF[section]}/{key}", file, _data(base, section, key), None)


def _data(base: Base, section: str, key: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = plain(base.origins[section, key].section[key])
    return found
