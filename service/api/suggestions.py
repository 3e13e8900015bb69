"""Suggestions for a customer's message, what a draft reply commits to, and what agents did with both."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Path, Response

from indexer.retriever import Confidence
from knowledge.conflicts.conflict import ConflictSeverity
from service.answers.check import CheckedReply, DraftReply
from service.answers.check import check as check_draft
from service.answers.suggest import CustomerMessage
from service.answers.suggest import suggest as suggest_for
from service.answers.suggestion import OpenConflict, Suggestion, Suggestions
from service.answers.understand import Turn
from service.api.call_context import CallContext, Context, require_facts
from service.api.errors import call_fault, not_found, refusal
from service.api.requests import FeedbackBody, ReplyBody, SuggestionsBody
from service.api.responses import FeedbackKept, RecordedSuggestions, json_response
from service.live.live_snapshot import View
from service.store.records import Feedback, Offered, Record, UnknownRecord, add_feedback, find
from service.store.ulid import PATTERN

router = APIRouter(prefix="/v1", tags=["agents"])


@router.post(
    "/suggestions",
    response_model=RecordedSuggestions,
    summary="为一条顾客消息给出建议 / Suggestions for one customer message",
    operation_id="suggest",
)
def suggest(body: SuggestionsBody, context: Context) -> Response:
    """Facts are read from the text, given ones win; an empty list means that the base holds no answer."""
    started = time.perf_counter()
    view = context.view
    facts = require_facts(view.base, body.channel, body.facts)
    conversation = tuple(Turn(turn.role, turn.text) for turn in body.conversation)
    message = CustomerMessage(body.text, context.settings.today(), body.channel, facts, conversation, body.limit)
    answer = suggest_for(view.assistant, message)
    marked = tuple(_marked(suggestion, view, context) for suggestion in answer.suggestions)
    answer = answer.model_copy(update={"suggestions": marked})
    took_ms = round((time.perf_counter() - started) * 1000, 1)
    made = _record(context, body, answer, took_ms)
    record = context.keep(made, body.continues)
    _count(context, answer, record)
    return json_response(RecordedSuggestions(**dict(answer), record=record, took_ms=took_ms))


@router.post(
    "/replies/check",
    response_model=CheckedReply,
    summary="核对一条拟回复 / Hold a draft reply against the policies",
    operation_id="check_reply",
)
def check(body: ReplyBody, context: Context) -> Response:
    """The verdict and, for each thing that the draft says wrongly, its span, the reason and what to say instead."""
    view = context.view
    facts = require_facts(view.base, body.channel, body.facts)
    draft = DraftReply(body.reply, context.settings.today(), body.channel, facts, body.asked)
    answer = check_draft(view.assistant, draft)
    context.metrics.verdicts.labels(answer.verdict).inc()
    return json_response(answer)


@router.post(
    "/suggestions/{record}/feedback",
    status_code=201,
    summary="记录客服怎样用了建议 / What the agent did with a suggestion",
    operation_id="give_feedback",
)
def give_feedback(record: Annotated[str, Path(pattern=PATTERN)], body: FeedbackBody, context: Context) -> FeedbackKept:
    """Copied, edited or rejected; it is kept for good before the answer comes."""
    try:
        found = context.required(lambda: find(context.store, record))
    except UnknownRecord as error:
        raise not_found("record", record) from error
    if body.id is not None and body.id not in {offered.id for offered in found.suggestions}:
        offered = ", ".join(one.id for one in found.suggestions) or "nothing"
        raise refusal([call_fault("id", "the record offered no such entry", f"it offered {offered}")])
    feedback = Feedback(record, context.now(), body.action, body.kind, body.id, body.reply)
    key = context.required(lambda: add_feedback(context.store, feedback))
    context.metrics.feedback.labels(body.action).inc()
    return FeedbackKept(feedback=key, record=record)


def _marked(suggestion: Suggestion, view: View, context: CallContext) -> Suggestion:
    """Name the open conflicts that a suggestion rests on; with one it is never `high`."""
    behind = (policy for policies in suggestion.why.policies.values() for policy in policies)
    entries = dict.fromkeys((suggestion.id, *behind))
    about = {conflict.id: conflict for entry in entries for conflict in view.conflicts_of.get(entry, ())}
    found = [conflict for conflict in about.values() if conflict.severity is ConflictSeverity.ERROR]
    dismissed = context.dismissed() if found else {}
    resting = tuple(
        OpenConflict(id=conflict.id, kind=conflict.kind, message=conflict.message)
        for conflict in found
        if conflict.id not in dismissed
    )
    if not resting:
        return suggestion
    level = Confidence.MEDIUM if suggestion.confidence is Confidence.HIGH else suggestion.confidence
    return suggestion.model_copy(update={"conflicts": resting, "confidence": level})


def _record(context: CallContext, body: SuggestionsBody, answer: Suggestions, took_ms: float) -> Record:
    return Record(
        at=context.now(),
        channel=body.channel,
        text=body.text,
        facts={name: {"value": fact.value, "from": fact.origin} for name, fact in answer.facts.items()},
        suggestions=tuple(Offered(one.kind, one.id, one.score, one.confidence.value) for one in answer.suggestions),
        snapshot=answer.snapshot,
        took_ms=took_ms,
    )


def _count(context: CallContext, answer: Suggestions, record: str | None) -> None:
    first = next(iter(answer.suggestions), None)
    context.metrics.suggestions.labels(first.confidence.value if first else "none").inc()
    if record is None:
        context.metrics.unrecorded.inc()
