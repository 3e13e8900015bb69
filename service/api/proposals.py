"""Changes of entries that a second person looks at: proposed, accepted, refused with a reason, or withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field

from knowledge.model.base import SECTION_OF
from knowledge.model.entries import Kind
from service.answers.answer import Answer
from service.api.actors import Actor
from service.api.call_context import CallContext, Context
from service.api.change_requests import AcceptBody, ProposalBody, RefuseBody
from service.api.entry_responses import AsWritten, WrittenEntry
from service.api.entry_writing import read_data, require_sound, write_entry
from service.api.errors import CallError, not_found
from service.api.etags import Precondition, check_stands
from service.live.editing import read_folder
from service.store.proposals import (
    Decided,
    ProposalState,
    StoredProposal,
    add_proposal,
    decide_proposal,
    find_proposal,
    find_proposals,
    reopen_proposal,
)
from service.store.ulid import PATTERN

router = APIRouter(prefix="/v1/proposals", tags=["trainers"])
MOST = 200
_OWN = {"description": "自己的修改须由别人通过；别人的修改不能撤回 / Own changes are decided by others"}
_DECIDED = {"description": "已经处理过，或须由人来改 / It was decided before, or only a person can change it"}
_CHANGED = {"description": "条目已不是所改的那一版 / The entry is not what the change took it to be: see `stands`"}
ProposalId = Annotated[str, Path(pattern=PATTERN)]


class Proposal(Answer):
    """An entry as somebody wants it."""

    id: str
    at: datetime
    author: str
    kind: Kind
    entry_id: str
    etag: str | None = Field(description="of the entry that it changes; null for one that is new")
    entry: AsWritten
    note: str = Field(description="what the author says of it")
    state: ProposalState
    decided_at: datetime | None
    decided_by: str | None
    because: str | None


class Proposals(Answer):
    """Those that wait, the oldest first; those that were decided, the newest first."""

    proposals: tuple[Proposal, ...]


class Accepted(Answer):
    """A proposal that was accepted, and the entry as it was written."""

    proposal: Proposal
    written: WrittenEntry


@router.get("", summary="待复核的修改 / Changes that wait for a second person", operation_id="proposals")
def every(
    context: Context,
    state: Annotated[Literal["proposed", "decided"], Query()] = "proposed",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
) -> Proposals:
    found = context.required(lambda: find_proposals(context.store, is_open=state == "proposed", limit=limit))
    return Proposals(proposals=tuple(_answer(one) for one in found))


@router.post(
    "",
    status_code=201,
    responses={409: _DECIDED, 412: _CHANGED},
    summary="提交一项修改 / Propose a change",
    operation_id="propose",
)
def propose(body: ProposalBody, context: Context, actor: Actor) -> Proposal:
    """Held against what stands and checked with the whole base, as a change is; nothing is written to the base."""
    data = read_data(body.entry)
    now = read_folder(context.settings, context.live).standing(SECTION_OF[body.kind], body.id)
    check_stands(_precondition(body.etag), now)
    require_sound(context, body.kind, body.id, data)
    made = context.required(
        lambda: add_proposal(context.store, context.now(), actor, body.kind, body.id, body.etag, data, body.note)
    )
    return _answer(made)


@router.get("/{id}", summary="一项修改 / One proposal", operation_id="proposal")
def one(id: ProposalId, context: Context) -> Proposal:
    return _answer(_found(context, id))


@router.post(
    "/{id}/accept",
    responses={403: _OWN, 409: _DECIDED, 412: _CHANGED},
    summary="通过 / Accept",
    operation_id="accept_proposal",
)
def accept(id: ProposalId, context: Context, actor: Actor, body: AcceptBody | None = None) -> Accepted:
    """Write it in its author's name, by somebody else; where the entry has changed since, it is to be proposed anew."""
    found = _waiting(context, id)
    if found.author == actor:
        raise CallError(403, "own-proposal", "somebody else than the author accepts a change; let another look at it")
    _decide(context, id, "accepted", actor, "")
    try:
        meant = body is not None and body.below_statute
        wanted = _precondition(found.etag)
        written = write_entry(
            context, _kind(found), found.entry, found.content, wanted, found.author, below_statute=meant
        )
    except BaseException:
        context.required(lambda: reopen_proposal(context.store, id))
        raise
    return Accepted(proposal=_answer(_found(context, id)), written=written.entry)


@router.post(
    "/{id}/refuse",
    responses={403: _OWN, 409: _DECIDED},
    summary="退回 / Refuse, with a reason",
    operation_id="refuse_proposal",
)
def refuse(id: ProposalId, context: Context, actor: Actor, body: RefuseBody) -> Proposal:
    """By somebody else than the author, who withdraws it."""
    if _waiting(context, id).author == actor:
        raise CallError(403, "own-proposal", "this change is your own; withdraw it instead")
    _decide(context, id, "refused", actor, body.because)
    return _answer(_found(context, id))


@router.post(
    "/{id}/withdraw",
    responses={403: _OWN, 409: _DECIDED},
    summary="撤回 / Withdraw",
    operation_id="withdraw_proposal",
)
def withdraw(id: ProposalId, context: Context, actor: Actor) -> Proposal:
    """By its author."""
    if _waiting(context, id).author != actor:
        raise CallError(403, "not-yours", "only its author withdraws a change; refuse it with a reason instead")
    _decide(context, id, "withdrawn", actor, "")
    return _answer(_found(context, id))


def _precondition(etag: str | None) -> Precondition:
    return Precondition(is_new=True) if etag is None else Precondition((etag,))


def _found(context: CallContext, key: str) -> StoredProposal:
    found = context.required(lambda: find_proposal(context.store, key))
    if found is None:
        raise not_found("proposal", key)
    return found


def _waiting(context: CallContext, key: str) -> StoredProposal:
    found = _found(context, key)
    if found.state != "proposed":
        raise CallError(409, "decided", f"the proposal was {found.state} by {found.decided_by}")
    return found


def _decide(context: CallContext, key: str, state: ProposalState, actor: str, because: str) -> None:
    try:
        context.required(lambda: decide_proposal(context.store, key, state, context.now(), actor, because))
    except Decided as error:
        raise CallError(409, "decided", "somebody else has just decided about the proposal") from error


def _kind(found: StoredProposal) -> Any:
    return found.kind  # one of Kind: nothing else was let in


def _answer(found: StoredProposal) -> Proposal:
    return Proposal(
        id=found.id,
        at=found.at,
        author=found.author,
        kind=_kind(found),
        entry_id=found.entry,
        etag=found.etag,
        entry=found.content,
        note=found.note,
        state=found.state,
        decided_at=found.decided_at,
        decided_by=found.decided_by,
        because=found.because,
    )
