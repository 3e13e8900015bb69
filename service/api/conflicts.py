"""Conflicts of the base that serves, and letting one stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from service.answers.causes import with_groups
from service.answers.conflict import ConflictAnswer, Conflicts, DismissedBy
from service.api.call_context import CallContext, Context, Language
from service.api.callers import Caller
from service.api.change_requests import DismissBody
from service.api.errors import CallError, present
from service.store.dismissals import Dismissal, dismiss, reopen
from service.store.masking import storable

router = APIRouter(prefix="/v1/conflicts", tags=["trainers"])
ConflictId = Annotated[str, Path(max_length=120)]


@router.get("", summary="知识库里的冲突 / Conflicts of the base", operation_id="conflicts")
def conflicts(
    context: Context,
    language: Language,
    state: Annotated[Literal["open", "dismissed"] | None, Query(description="only these")] = None,
    kind: Annotated[str | None, Query(max_length=40, description="only this kind")] = None,
) -> Conflicts:
    """In the order of the analysis; a dismissed one stays dismissed until either side changes.

    Told in Chinese or English as `Accept-Language` prefers, else in the language of the base.
    """
    found = [with_state(conflict, context).in_language(language) for conflict in _found(context)]
    return with_groups([one for one in found if state in (None, one.state) and kind in (None, one.kind.value)])


@router.get("/{id}", summary="一个冲突 / One conflict", operation_id="conflict")
def conflict(id: ConflictId, context: Context, language: Language) -> ConflictAnswer:
    """With its witness and its sources."""
    return with_state(_one(id, context), context).in_language(language)


@router.post(
    "/{id}/dismiss",
    summary="保留一个冲突 / Let a conflict stand",
    operation_id="dismiss",
)
def dismiss_one(id: ConflictId, context: Context, caller: Caller, body: DismissBody | None = None) -> ConflictAnswer:
    """Until either side changes: the id is made from what conflicts."""
    found = _one(id, context)
    because = storable(body.because) if body else ""
    context.required(lambda: dismiss(context.store, Dismissal(found.id, context.now(), caller.name, because)))
    context.forget_dismissed()
    return with_state(found, context)


@router.delete(
    "/{id}/dismiss",
    summary="重新打开一个冲突 / Open a dismissed conflict again",
    operation_id="reopen",
)
def reopen_one(id: ConflictId, context: Context, caller: Caller) -> ConflictAnswer:
    """Its dismissal is taken back; an open one stays open."""
    found = _one(id, context)
    context.required(lambda: reopen(context.store, found.id, context.now(), caller.name))
    context.forget_dismissed()
    return with_state(found, context)


def _found(context: CallContext) -> Sequence[ConflictAnswer]:
    view = context.view
    if view.conflicts is None:
        raise CallError(503, "analysing", "the base is being analysed; ask again in a moment")
    return view.conflicts


def _one(id: str, context: CallContext) -> ConflictAnswer:
    return present(next((conflict for conflict in _found(context) if conflict.id == id), None), "conflict", id)


def with_state(conflict: ConflictAnswer, context: CallContext) -> ConflictAnswer:
    """Return a conflict with its state: open, or dismissed by whom and why."""
    dismissal = context.dismissed().get(conflict.id)
    if dismissal is None:
        return conflict
    by = DismissedBy(at=dismissal.at.replace(microsecond=0), by=dismissal.actor, because=dismissal.because)
    return conflict.dismissed_by(by)
