"""The API keys that open something, read again every moment: one that another process revoked goes in two seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from service.store.keys import Key, digest

_FRESH_S = 2.0


class KnownKeys:
    """Keys by digest; where the store cannot be reached, those that were known before go on."""

    def __init__(self, read: Callable[[], Mapping[str, Key] | None]) -> None:
        self._read = read
        self._known: Mapping[str, Key] | None = None
        self._read_at = -_FRESH_S
        self._reading = threading.Lock()

    @property
    def is_fresh(self) -> bool:
        return self._known is not None and time.monotonic() - self._read_at < _FRESH_S

    def refresh(self) -> None:
        """Read the keys where they are no longer fresh; one reads, the others wait for it."""
        with self._reading:
            if not self.is_fresh:
                found = self._read()
                self._known = self._known if found is None else found
                self._read_at = time.monotonic()

    def forget(self) -> None:
        """Read them afresh next time."""
        self._read_at = -_FRESH_S

    def find(self, secret: str) -> Key | None:
        """Return the key with this secret; raises LookupError where none could ever be read."""
        if self._known is None:
            raise LookupError("the keys could not be read")
        return self._known.get(digest(secret))
