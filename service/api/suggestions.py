"""Suggestions for a customer's message, what a draft reply commits to, and what agents did with both."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse

from service.api.call_context import CallContext, Context, given
from service.api.errors import CallFault, missing, refused
from service.api.requests import FeedbackBody, ReplyBody, SuggestionsBody
from service.api.responses import CheckAnswer, FeedbackAnswer, SuggestionsAnswer
from service.live.live_snapshot import View
from service.parts import Asked, Draft, Json
from service.store.records import Feedback, Offered, Record, Unknown, add_feedback, find, keep
from service.store.ulid import PATTERN

router = APIRouter(prefix="/v1", tags=["agents"])


@router.post(
    "/suggestions",
    response_model=SuggestionsAnswer,
    summary="为一条顾客消息给出建议 / Suggestions for one customer message",
    operation_id="suggest",
)
def suggest(body: SuggestionsBody, context: Context) -> Response:
    """Facts are read from the text, given ones win; an empty list means that the base holds no answer."""
    started = time.perf_counter()
    view = context.view
    facts = given(view.base, body.channel, body.facts)
    conversation = tuple((turn.role, turn.text) for turn in body.conversation)
    asked = Asked(body.text, body.channel, facts, conversation, body.limit, context.settings.today())
    answer = dict(context.parts.suggest(view.assistant, asked))
    answer["suggestions"] = [_marked(suggestion, view, context) for suggestion in answer["suggestions"]]
    took_ms = round((time.perf_counter() - started) * 1000, 1)
    record = context.kept(
        lambda: keep(context.store, _record(context, body, answer, view, took_ms), continues=body.continues)
    )
    _count(context, answer["suggestions"], record)
    return JSONResponse({"record": record, **answer, "snapshot": view.assistant.snapshot, "took_ms": took_ms})


@router.post(
    "/replies/check",
    response_model=CheckAnswer,
    summary="核对一条拟回复 / Hold a draft reply against the policies",
    operation_id="check_reply",
)
def check(body: ReplyBody, context: Context) -> Response:
    """The verdict and, for each thing that the draft says wrongly, its span, the reason and what to say instead."""
    view = context.view
    facts = given(view.base, body.channel, body.facts)
    draft = Draft(body.reply, body.channel, facts, body.asked, context.settings.today())
    answer = context.parts.check(view.assistant, draft)
    context.metrics.verdicts.labels(answer["verdict"]).inc()
    return JSONResponse({**answer, "snapshot": view.assistant.snapshot})


@router.post(
    "/suggestions/{record}/feedback",
    response_model=FeedbackAnswer,
    status_code=201,
    summary="记录客服怎样用了建议 / What the agent did with a suggestion",
    operation_id="give_feedback",
)
def give_feedback(record: Annotated[str, Path(pattern=PATTERN)], body: FeedbackBody, context: Context) -> Response:
    """Copied, edited or rejected; it is kept for good before the answer comes."""
    try:
        found = context.required(lambda: find(context.store, record))
    except Unknown as error:
        raise missing("record", record) from error
    if body.id is not None and body.id not in {offered.id for offered in found.suggestions}:
        offered = ", ".join(one.id for one in found.suggestions) or "nothing"
        raise refused([CallFault("id", "the record offered no such entry", f"it offered {offered}")])
    told = Feedback(record, context.now(), body.action, body.kind, body.id, body.reply)
    key = context.required(lambda: add_feedback(context.store, told))
    context.metrics.feedback.labels(body.action).inc()
    return JSONResponse({"feedback": key, "record": record}, 201)


def _marked(suggestion: Json, view: View, context: CallContext) -> Json:
    """Name the open conflicts that a suggestion rests on; with one it is never `high`."""
    behind = (policy for policies in suggestion["why"].get("policies", {}).values() for policy in policies)
    entries = dict.fromkeys((suggestion["id"], *behind))
    about = {conflict["id"]: conflict for entry in entries for conflict in view.conflicts_of.get(entry, ())}
    found = [conflict for conflict in about.values() if conflict["severity"] == "error"]
    dismissed = context.dismissed() if found else {}
    resting = [
        {"id": conflict["id"], "kind": conflict["kind"], "message": conflict["message"]}
        for conflict in found
        if conflict["id"] not in dismissed
    ]
    if not resting:
        return suggestion
    confidence = "medium" if suggestion["confidence"] == "high" else suggestion["confidence"]
    return {**suggestion, "conflicts": [*suggestion.get("conflicts", ()), *resting], "confidence": confidence}


def _record(
    context: CallContext, body: SuggestionsBody, answer: Mapping[str, Any], view: View, took_ms: float
) -> Record:
    return Record(
        at=context.now(),
        channel=body.channel,
        text=body.text,
        facts={name: {"value": fact["value"], "from": fact["from"]} for name, fact in answer["facts"].items()},
        suggestions=tuple(
            Offered(one["kind"], one["id"], one["score"], one["confidence"]) for one in answer["suggestions"]
        ),
        snapshot=view.assistant.snapshot,
        took_ms=took_ms,
    )


def _count(context: CallContext, suggestions: Sequence[Json], record: str | None) -> None:
    context.metrics.suggestions.labels(suggestions[0]["confidence"] if suggestions else "none").inc()
    if record is None:
        context.metrics.unrecorded.inc()
