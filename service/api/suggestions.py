"""Suggestions for a customer's message, what a draft reply commits to, and several replies as one."""

from __future__ import annotations

import time

from fastapi import APIRouter, Response

from indexer.retriever import Confidence
from knowledge.conflicts.conflict import ConflictSeverity
from service.answers.check import CheckedReply, DraftReply
from service.answers.check import check as check_draft
from service.answers.merging import merged
from service.answers.suggest import CustomerMessage
from service.answers.suggest import suggest as suggest_for
from service.answers.suggestion import OpenConflict, Suggestion, Suggestions
from service.answers.understand import Turn
from service.api.call_context import CallContext, Context, require_facts, require_short
from service.api.callers import Caller, require_channel
from service.api.cases import known_elsewhere
from service.api.requests import MergeBody, ReplyBody, SuggestionsBody
from service.api.responses import MergedReply, RecordedSuggestions, json_response
from service.live.live_snapshot import View
from service.store.records import Offered, Record
from service.tracing import span

router = APIRouter(prefix="/v1", tags=["agents"])


@router.post(
    "/suggestions",
    response_model=RecordedSuggestions,
    summary="为一条顾客消息给出建议 / Suggestions for one customer message",
    operation_id="suggest",
)
def suggest(body: SuggestionsBody, context: Context, caller: Caller) -> Response:
    """Facts are read from the text, given ones win; an empty list means that the base holds no answer."""
    require_short(body, context.settings.max_text)
    require_channel(caller, body.channel)
    return json_response(answer_message(body, context))


def answer_message(body: SuggestionsBody, context: CallContext) -> RecordedSuggestions:
    """Return the suggestions for one message, and keep a record of them."""
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
    with span("record"):
        record = context.keep(made, body.continues)
    _count(context, answer, record)
    read = {name: fact.value for name, fact in answer.facts.items() if fact.origin == "text"}
    known = known_elsewhere(context, view.base, body, facts, read)
    return RecordedSuggestions(**dict(answer), record=record, took_ms=took_ms, known=known)


@router.post(
    "/replies/check",
    response_model=CheckedReply,
    summary="核对一条拟回复 / Hold a draft reply against the policies",
    operation_id="check_reply",
)
def check(body: ReplyBody, context: Context, caller: Caller) -> Response:
    """The verdict and, for each thing that the draft says wrongly, its span, the reason and what to say instead."""
    require_short(body, context.settings.max_text)
    require_channel(caller, body.channel)
    view = context.view
    facts = require_facts(view.base, body.channel, body.facts)
    conversation = tuple(Turn(turn.role, turn.text) for turn in body.conversation)
    draft = DraftReply(body.reply, context.settings.today(), body.channel, facts, body.asked, conversation)
    answer = check_draft(view.assistant, draft)
    context.metrics.verdicts.labels(answer.verdict).inc()
    return json_response(answer)


@router.post(
    "/replies/merge",
    summary="把几条回复合成一条 / Several replies as one",
    operation_id="merge_replies",
)
def merge(body: MergeBody, context: Context) -> MergedReply:
    """One greeting, one apology and one closing; no sentence stands in it twice."""
    require_short(body, context.settings.max_text)
    values = context.view.base.about.values.values()
    signatures = {text for by_channel in values for text in by_channel.values()}
    return MergedReply(reply=merged(body.replies, signatures))


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
        suggestions=tuple(
            Offered(one.kind, one.id, one.score, one.confidence.value, one.reply) for one in answer.suggestions
        ),
        snapshot=answer.snapshot,
        took_ms=took_ms,
        day=context.settings.today(),
        group=body.group,
    )


def _count(context: CallContext, answer: Suggestions, record: str | None) -> None:
    first = next(iter(answer.suggestions), None)
    context.metrics.suggestions.labels(first.confidence.value if first else "none").inc()
    if record is None:
        context.metrics.unrecorded.inc()
