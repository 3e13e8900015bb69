"""When something that no edit mends, a full disk, is tried again."""

from __future__ import annotations

import time

_FIRST_S, _AT_MOST_S = 1.0, 60.0


class Retry:
    """When to try again what failed: soon, then seldom, for what fails may be long."""

    def __init__(self) -> None:
        self._wait_s = _FIRST_S
        self._next = 0.0

    def is_due(self, fault: str) -> bool:
        """Say whether a fault is to be tried again now."""
        now = time.monotonic()
        if now > self._next + _AT_MOST_S:
            self._wait_s = _FIRST_S
        if not fault or now < self._next:
            return False
        self._wait_s, self._next = min(2 * self._wait_s, _AT_MOST_S), now + self._wait_s
        return True
