"""Whether the store can be used: told by what was asked of it last, and tried again a moment after a failure."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from service.store.database import StoreError, answers, bring_up, reason
from service.store.leases import probe

log = logging.getLogger(__name__)
T = TypeVar("T")
_PAUSE_S = 5.0  # after a failure, what can do without the store does so for so long


class StoreHealth:
    """What is known of a store; after a failure one caller at a time tries it, and nobody waits for that one."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._clock = clock
        self._trying = threading.Lock()
        self._failed_at: float | None = None
        self.fault = ""  # why it cannot be used

    def open(self) -> None:
        """Bring the store up; where it does not answer that is noted, and tried again later."""
        try:
            bring_up(self._engine)
        except StoreError as error:
            self._fail(str(error))

    def use(self, act: Callable[[], T]) -> T | None:
        """Return what `act` gets from the store, or None where it fails, or failed a moment ago."""
        if self._failed_at is not None and not self._is_back():
            return None
        try:
            return act()
        except SQLAlchemyError as error:
            self._fail(_told(error))
            return None

    def require(self, act: Callable[[], T]) -> T:
        """Return what `act` gets from the store; raises StoreError, or SQLAlchemyError as it comes."""
        if self._failed_at is not None and not self._is_back(at_once=True):
            raise StoreError(self.fault)
        try:
            return act()
        except SQLAlchemyError as error:
            self._fail(_told(error))
            raise

    def is_well(self) -> bool:
        """Say whether the store answers, and keeps what it is given as far as is known."""
        if self._failed_at is not None:
            return self._is_back()
        if answers(self._engine):
            return True
        self._fail("records cannot be kept: the database does not answer")
        return False

    def _is_back(self, at_once: bool = False) -> bool:
        """Try the store once the pause is over; False while another caller does."""
        failed_at = self._failed_at
        if failed_at is None:
            return True
        if not at_once and self._clock() - failed_at < _PAUSE_S:
            return False
        if not self._trying.acquire(blocking=False):
            return False
        try:
            bring_up(self._engine)
            probe(self._engine)
        except (SQLAlchemyError, StoreError) as error:
            self._fail(_told(error))
            return False
        finally:
            self._trying.release()
        self._failed_at, self.fault = None, ""
        log.info("the store is back")
        return True

    def _fail(self, reason: str) -> None:
        if self._failed_at is None:
            log.error("the store cannot be used", extra={"error": reason})
        self._failed_at, self.fault = self._clock(), reason


def _told(error: Exception) -> str:
    """Return what went wrong without anything that was to be stored, which other errors can hold."""
    if isinstance(error, StoreError):
        return str(error)
    return f"records cannot be kept: {reason(error) if isinstance(error, OperationalError) else type(error).__name__}"
