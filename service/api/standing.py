"""Whether a key or a session still opens something: both end where they are revoked, in other processes soon after."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import anyio.to_thread

from service.api.call_context import CallContext
from service.api.errors import CallError
from service.api.fresh import Fresh
from service.people.roles import Person, Role
from service.store.ended_sessions import digest as mark_digest
from service.store.keys import Key
from service.store.keys import digest as key_digest

T = TypeVar("T")
Session = Mapping[str, object]


async def find_key(context: CallContext, secret: str) -> Key | None:
    """Return the key with this secret; raises CallError where the keys cannot be read."""
    wanted = key_digest(secret)
    found = (await _known(context.keys)).get(wanted)
    if found is None:
        context.keys.forget_unless_just_read()
        found = (await _known(context.keys)).get(wanted)
    return found


def person_of_key(key: Key) -> Person:
    return Person(f"key {key.name}", frozenset({key.role}), f"key {key.id}", "key", key.channel)


async def person_of_session(context: CallContext, session: Session) -> Person | None:
    """Return who signed in; None where nobody did, too long ago, or where the session or its key was revoked."""
    until, roles, begun = session.get("until"), session.get("roles"), session.get("begun")
    if not isinstance(until, int | float) or until < time.time() or not isinstance(roles, list):
        return None
    if not isinstance(begun, int | float) or await _is_over(context, session, begun):
        return None
    known = frozenset(Role(role) for role in roles if role in set(Role))
    return Person(str(session.get("name", "")), known, f"person {session.get('id', '')}", "session")


def marks_of(session: Session) -> Sequence[str]:
    """Return what a session goes by: itself, its person by id and by name, the provider's own session."""
    names = {"session": "own", "person": "id", "named": "name", "provider": "theirs"}
    return [f"{kind} {session[name]}" for kind, name in names.items() if session.get(name)]


def marks_of_person(person: str) -> Sequence[str]:
    """Return the marks of everyone of a person's sessions, by the name or id that they go by."""
    return [f"person {person}", f"named {person}"]


async def _is_over(context: CallContext, session: Session, begun: float) -> bool:
    key = session.get("key")
    if key is not None and key not in {one.id for one in (await _known(context.keys)).values()}:
        return True
    ended = await _known(context.ended)
    moment = datetime.fromtimestamp(begun, UTC)
    return any(ended.get(mark_digest(mark), moment) > moment for mark in marks_of(session))


async def _known(what: Fresh[T]) -> T:
    if not what.is_fresh:
        await anyio.to_thread.run_sync(what.refresh)
    try:
        return what.known()
    except LookupError as error:
        raise CallError(503, "store-unavailable", "the keys cannot be read now; ask again in a moment") from error
