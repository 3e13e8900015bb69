"""What the store says of keys and sessions, read again every moment: what was revoked elsewhere goes soon."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
_FRESH_S = 2.0
_AGAIN_S = 0.2


class Fresh(Generic[T]):
    """Something read from the store; where that cannot be reached, what was known before goes on."""

    def __init__(self, read: Callable[[], T | None]) -> None:
        self._read = read
        self._known: T | None = None
        self._read_at = -_FRESH_S
        self._reading = threading.Lock()

    @property
    def is_fresh(self) -> bool:
        return self._known is not None and time.monotonic() - self._read_at < _FRESH_S

    def refresh(self) -> None:
        """Read it where it is no longer fresh; one reads, the others wait for it."""
        with self._reading:
            if not self.is_fresh:
                found = self._read()
                self._known = self._known if found is None else found
                self._read_at = time.monotonic()

    def forget(self) -> None:
        """Read it afresh next time."""
        self._read_at = -_FRESH_S

    def forget_unless_just_read(self) -> None:
        """Read it afresh next time where something was looked for and not found: it may have been made since.

        Not more often than every fifth of a second, so that guessing at keys asks the store no more than using them.
        """
        if time.monotonic() - self._read_at >= _AGAIN_S:
            self.forget()

    def known(self) -> T:
        """Return what was read last; raises LookupError where it never could be."""
        if self._known is None:
            raise LookupError("it could not be read yet")
        return self._known
