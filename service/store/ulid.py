"""ULIDs: ids that sort by the moment they were made."""

from __future__ import annotations

import secrets
import time

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
PATTERN = r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$"


def ulid(moment_ms: int, randomness: bytes) -> str:
    """Return the id for a moment (milliseconds since 1970) and 10 random bytes."""
    number = (moment_ms << 80) | int.from_bytes(randomness[:10], "big")
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))


def new_ulid() -> str:
    """Return an id for now."""
    return ulid(time.time_ns() // 1_000_000, secrets.token_bytes(10))
