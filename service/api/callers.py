"""Who sent a call: found out before it reaches its route, and told to it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.types import Scope

from service.api.errors import CallError
from service.people.roles import HERE, Person

_KEY = "yizhi.person"


def remember(scope: Scope, person: Person) -> None:
    """Note who sent a call."""
    scope[_KEY] = person


def person_of(request: Request) -> Person:
    """Return who sent a call; the one person at this machine where nobody is asked to sign in."""
    person: Person = request.scope.get(_KEY, HERE)
    return person


async def _person(request: Request) -> Person:
    return person_of(request)


Caller = Annotated[Person, Depends(_person)]


def require_channel(person: Person, channel: str | None) -> None:
    """Raise CallError where a key for one channel is used for another, or for none."""
    if person.channel is not None and channel != person.channel:
        raise CallError(403, "wrong-channel", f"this key is for the channel {person.channel!r}; send that one")
