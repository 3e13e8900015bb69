"""What Chatwoot sends: whether it is from there and of now, and the customer's message in it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WINDOW_S = 300  # between Chatwoot's clock and ours, and so how long a delivery may be on its way
_MOST_TURNS = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation of Chatwoot, as its API names it."""

    account: int
    conversation: int


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """What a customer wrote, where, and into which inbox."""

    place: Place
    id: int
    inbox: str
    text: str


@dataclass(frozen=True, slots=True)
class SaidTurn:
    """One message of a conversation."""

    role: str  # customer or agent
    text: str


def is_signed(secret: str, timestamp: str, body: bytes, signature: str) -> bool:
    """Say whether a body was signed with the secret at the time that stands beside it."""
    made = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"sha256={made}".encode(), signature.strip().encode())


def is_of_now(timestamp: str, now_s: float) -> bool:
    """Say whether a moment, in seconds of the epoch, lies within the window round now."""
    return timestamp.isascii() and timestamp.isdigit() and abs(now_s - int(timestamp[:15])) <= WINDOW_S


def read_event(body: bytes) -> IncomingMessage | None:
    """Return the customer's message that an event tells of; None for every other event. Raises ValueError."""
    told = json.loads(body)
    if not isinstance(told, dict) or told.get("event") != "message_created":
        return None
    text = str(told.get("content") or "").strip()
    if told.get("message_type") not in ("incoming", 0) or told.get("private") or not text:
        return None
    conversation, account, inbox = (_part(told, key) for key in ("conversation", "account", "inbox"))
    numbers = account.get("id"), conversation.get("display_id", conversation.get("id")), told.get("id")
    if not all(isinstance(one, int) for one in numbers):
        raise ValueError("account.id, conversation.id and id must be numbers")
    owner, place, message = (int(str(one)) for one in numbers)
    return IncomingMessage(Place(owner, place), message, str(inbox.get("id", conversation.get("inbox_id", ""))), text)


def read_turns(told: Mapping[str, Any], before: int) -> Sequence[SaidTurn]:
    """Return what was said before a message, oldest first; notes among agents are left out."""
    found = [one for one in told.get("payload", ()) if isinstance(one, dict) and isinstance(one.get("id"), int)]
    said = [
        SaidTurn("customer" if one.get("message_type") == 0 else "agent", str(one["content"]))
        for one in sorted(found, key=lambda one: int(one["id"]))
        if one["id"] < before and one.get("content") and not one.get("private") and one.get("message_type") in (0, 1)
    ]
    return said[-_MOST_TURNS:]


def _part(told: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = told.get(key)
    return part if isinstance(part, dict) else {}
