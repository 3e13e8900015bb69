"""What helpdesks send by themselves: signed, of now, and each delivery once."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.background import BackgroundTask

from service.api.call_context import CallContext, Context
from service.api.errors import CallError, not_found
from service.api.requests import SuggestionsBody, TurnBody
from service.api.suggestions import answer_message
from service.integrations.chatwoot_client import Chatwoot, ChatwootError
from service.integrations.chatwoot_events import (
    WINDOW_S,
    IncomingMessage,
    SaidTurn,
    is_of_now,
    is_signed,
    read_event,
    read_turns,
)
from service.integrations.chatwoot_note import note
from service.store.deliveries import take

log = logging.getLogger(__name__)
CHATWOOT_HOOK = "/hooks/chatwoot"
router = APIRouter(include_in_schema=False)


@router.post(CHATWOOT_HOOK)
async def chatwoot(request: Request, context: Context) -> JSONResponse:
    """A customer's message gets the suggestions as a private note, once this was answered; other events are let go."""
    body = await request.body()
    _check_signature(context, request.headers, body, time.time())
    try:
        message = read_event(body)
    except ValueError as error:
        raise CallError(422, "invalid-request", f"the event cannot be read: {error}") from error
    await anyio.to_thread.run_sync(_take_once, context, request.headers.get("x-chatwoot-delivery", ""))
    if message is None:
        return JSONResponse({"taken": False})
    return JSONResponse({"taken": True}, 202, background=BackgroundTask(leave_note, context, message))


def _check_signature(context: CallContext, headers: Mapping[str, str], body: bytes, now_s: float) -> None:
    """Raise CallError for what was not signed with the setting's secret, or not now."""
    secret = context.settings.chatwoot_secret.get_secret_value()
    if not secret:
        raise not_found("webhook of Chatwoot: YIZHI_CHATWOOT_SECRET is not set, so there is none for", CHATWOOT_HOOK)
    timestamp = headers.get("x-chatwoot-timestamp", "")
    if not is_signed(secret, timestamp, body, headers.get("x-chatwoot-signature", "")):
        raise CallError(401, "wrong-signature", "the signature is not of YIZHI_CHATWOOT_SECRET; compare both secrets")
    if not is_of_now(timestamp, now_s):
        raise CallError(401, "too-old", f"it was signed more than {WINDOW_S} s from now; set both clocks")
    if not 0 < len(headers.get("x-chatwoot-delivery", "")) <= 200:
        raise CallError(401, "no-delivery", "X-Chatwoot-Delivery is missing, so a replay could not be told")


def _take_once(context: CallContext, delivery: str) -> None:
    now = context.now()
    forgotten = now - timedelta(seconds=2 * WINDOW_S)
    if not context.required(lambda: take(context.store, f"chatwoot/{delivery}", now, forgotten)):
        raise CallError(409, "replayed", "this delivery was taken already")


def leave_note(context: CallContext, message: IncomingMessage) -> None:
    """Ask for suggestions and leave them as a note; what fails is logged, for nobody waits for it."""
    settings = context.settings
    desk = Chatwoot(settings.chatwoot_url, settings.chatwoot_token.get_secret_value())
    try:
        turns = read_turns(desk.messages(message.place), message.id)
        view = context.view
        channel = settings.inboxes().get(message.inbox)
        known = channel if channel in view.base.channels else None
        answer = answer_message(_question(message, known, turns, settings.max_text), context)
        text = note(answer, view.base)
        if text:
            desk.leave_note(message.place, text)
    except (ChatwootError, CallError) as error:
        log.error("a note could not be left in Chatwoot", extra={"reason": str(error)})


def _question(message: IncomingMessage, channel: str | None, turns: Sequence[SaidTurn], most: int) -> SuggestionsBody:
    said = [TurnBody.model_validate({"role": one.role, "text": one.text[:most]}) for one in turns]
    return SuggestionsBody(text=message.text[:most], channel=channel, conversation=tuple(said), limit=3)
