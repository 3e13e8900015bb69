"""Roles, and the person or program that a call comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """What someone does here; an admin may do what everyone may."""

    AGENT = "agent"
    TRAINER = "trainer"
    QA = "qa"
    ADMIN = "admin"


INCLUDES: Mapping[Role, frozenset[Role]] = {
    Role.AGENT: frozenset({Role.AGENT}),
    Role.TRAINER: frozenset({Role.AGENT, Role.TRAINER}),
    Role.QA: frozenset({Role.AGENT, Role.QA}),
    Role.ADMIN: frozenset(Role),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who calls: `name` is what the audit trail says, `id` what limits are counted by.

    A key for one channel may be used for that channel alone.
    """

    name: str
    roles: frozenset[Role]
    id: str
    by: Literal["here", "key", "session", "nobody"]
    channel: str | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.by != "nobody"

    def reaches(self, least: frozenset[Role]) -> bool:
        """Say whether one of the roles is enough; what asks for no role is open to everyone."""
        return not least or any(INCLUDES[role] & least for role in self.roles)

    def role_names(self) -> Sequence[str]:
        """Return the roles as they are written, the widest first."""
        return tuple(role.value for role in reversed(Role) if role in self.roles)


HERE = Person("local", frozenset({Role.ADMIN}), "here", "here")  # one person at their own machine


def nobody(address: str) -> Person:
    """Return a caller that has not signed in, told apart by address."""
    return Person("", frozenset(), f"address {address}", "nobody")
