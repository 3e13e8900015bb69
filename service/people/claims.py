"""What a provider claims of someone, turned into a name and roles by the setting's table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.people.roles import Role

_NAMES = ("preferred_username", "email", "name", "sub")
_LONGEST_NAME = 120
EVERYONE = "*"


class RolesFault(Exception):
    """The table of roles cannot be read; says where and how it is written."""


def read_roles(text: str) -> Mapping[str, frozenset[Role]]:
    """Return the roles for each value of a claim, from `VALUE=ROLE,VALUE=ROLE`; raises RolesFault.

    Where a semicolon stands in it, semicolons part it: values may hold commas then, as names of a directory do.
    """
    found: dict[str, frozenset[Role]] = {}
    for part in filter(None, (one.strip() for one in text.split(";" if ";" in text else ","))):
        value, equals, role = part.rpartition("=")
        if not equals or role.strip() not in set(Role):
            raise RolesFault(f"{part!r} is no VALUE=ROLE with a ROLE of {', '.join(Role)}")
        found[value.strip()] = found.get(value.strip(), frozenset()) | {Role(role.strip())}
    return found


def roles_of(claims: Mapping[str, Any], claim: str, table: Mapping[str, frozenset[Role]]) -> frozenset[Role]:
    """Return the roles that someone's claims come to; none where nobody gave them one."""
    values = {*_values(claims, claim), EVERYONE}
    return frozenset(role for value in values for role in table.get(value, ()))


def name_of(claims: Mapping[str, Any]) -> str:
    """Return what someone is called in the audit trail."""
    found = (str(claims.get(name) or "").strip() for name in _NAMES)
    return next((name for name in found if name), "")[:_LONGEST_NAME]


def _values(claims: Mapping[str, Any], claim: str) -> Sequence[str]:
    """Return the values of a claim, one or a list; a claim of the whole name wins over one that lies deeper."""
    found: Any = claims.get(claim)
    if found is None:
        found = claims
        for step in claim.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return [found]
    return [one for one in found if isinstance(one, str)] if isinstance(found, list | tuple) else []
