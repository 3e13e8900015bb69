"""What agents did with suggestions: used as it is, edited, or rejected with a reason; and that taken back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from service.answers.check import DraftReply, check
from service.api.call_context import CallContext, Context, require_short
from service.api.callers import Caller, require_channel
from service.api.errors import call_fault, not_found, refusal
from service.api.requests import FeedbackBody
from service.api.responses import FeedbackKept
from service.store.feedback import Feedback, UnknownFeedback, add_feedback, edit_distance, take_back_feedback
from service.store.records import Record, UnknownRecord, find
from service.store.ulid import PATTERN

router = APIRouter(prefix="/v1", tags=["agents"])
RecordId = Annotated[str, Path(pattern=PATTERN)]


@router.post(
    "/suggestions/{record}/feedback",
    status_code=201,
    summary="记录客服怎样用了建议 / What the agent did with a suggestion",
    operation_id="give_feedback",
)
def give_feedback(record: RecordId, body: FeedbackBody, context: Context, caller: Caller) -> FeedbackKept:
    """Shown, copied, used as it is, edited or rejected; it is kept for good before the answer comes."""
    require_short(body, context.settings.max_text)
    try:
        found = context.required(lambda: find(context.store, record))
    except UnknownRecord as error:
        raise not_found("record", record) from error
    require_channel(caller, found.channel)
    if body.id is not None and body.id not in {offered.id for offered in found.suggestions}:
        offered = ", ".join(one.id for one in found.suggestions) or "nothing"
        raise refusal([call_fault("id", "the record offered no such entry", f"it offered {offered}")])
    is_edit = body.action == "edited" and body.reply is not None
    changed = _is_changed(context, found, body.reply) if is_edit and body.reply else None
    distance = _distance(found, body) if is_edit else None
    feedback = Feedback(
        record,
        context.now(),
        body.action,
        body.kind,
        body.id,
        body.reply,
        changed,
        body.reason,
        body.words or None,
        distance,
    )
    key = context.required(lambda: add_feedback(context.store, feedback))
    context.metrics.feedback.labels(body.action).inc()
    return FeedbackKept(feedback=key, record=record, decision_changed=changed, edit_distance=distance)


@router.delete(
    "/suggestions/{record}/feedback/{feedback}",
    status_code=204,
    response_class=Response,
    summary="撤回一条反馈 / Take feedback back",
    operation_id="take_back_feedback",
)
def take_back(record: RecordId, feedback: RecordId, context: Context, caller: Caller) -> Response:
    """What was given by mistake is forgotten."""
    try:
        if caller.channel is not None:
            require_channel(caller, context.required(lambda: find(context.store, record)).channel)
        context.required(lambda: take_back_feedback(context.store, record, feedback))
    except UnknownFeedback as error:
        raise not_found("feedback", feedback) from error
    return Response(status_code=204)


def _distance(record: Record, body: FeedbackBody) -> int | None:
    """Return by how many characters the reply differs from the suggestion that it began from; None where none did."""
    mine = [one for one in record.suggestions if one.id == body.id and body.kind in (None, one.kind)]
    offered = next((one.reply for one in mine if one.reply), None)
    return None if offered is None else edit_distance(offered, body.reply or "")


def _is_changed(context: CallContext, record: Record, reply: str) -> bool:
    """Say whether an edited text states something else than is decided for the record's case."""
    view = context.view
    facts = {
        name: fact["value"]
        for name, fact in record.facts.items()
        if fact["from"] != "assumed" and name in view.base.facts
    }
    channel = record.channel if record.channel in view.base.channels else None
    draft = DraftReply(reply, context.settings.today(), channel, facts, record.text)
    return check(view.assistant, draft).verdict == "contradicts"
