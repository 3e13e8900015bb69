"""Who changes something: the name that the audit trail and git are told."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from service.api.callers import person_of


async def find_actor(request: Request) -> str:
    """Return the name of who sent a call."""
    return person_of(request).name


Actor = Annotated[str, Depends(find_actor)]
