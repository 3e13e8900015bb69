"""Whose replies one may read: those who measure read all, an agent reads the own ones and no other's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from service.api.callers import person_of
from service.api.errors import CallError
from service.people.routes import STAFF


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: an agent by the name that logs know, or one who may read what every agent wrote."""

    agent: str = ""
    reads_all: bool = True


async def viewer_of(request: Request) -> Viewer:
    """Return what who signed in may read; where nobody is asked to, the one person here reads all."""
    person = person_of(request)
    return Viewer("" if person.by == "here" else person.name, person.reaches(STAFF))


WhoAsks = Annotated[Viewer, Depends(viewer_of)]


def agent_read_by(viewer: Viewer, wanted: str) -> str:
    """Return the agent whose replies are answered with, empty for all of them.

    Raises CallError for an agent who asks for another's, or of whom no name in logs is known.
    """
    if viewer.reads_all:
        return wanted
    if not viewer.agent or wanted not in ("", viewer.agent):
        raise CallError(403, "not-yours", "these are another agent's replies; agents read their own")
    return viewer.agent
