"""ULIDs: ids that sort in the order in which they were made."""

from __future__ import annotations

import secrets
import threading
import time

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
PATTERN = r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$"


_last = 0  # the number of the newest id of this process
_making = threading.Lock()


def ulid(number: int) -> str:
    """Return the id for a number of 128 bits."""
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))


def new_ulid() -> str:
    """Return an id for now; of two of one millisecond the later is the greater."""
    global _last
    with _making:
        drawn = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(79)  # the highest bit is left to count on
        _last = drawn if drawn >> 80 > _last >> 80 else _last + 1
        return ulid(_last)
