"""Lets old records go while the service runs: at its start and every hour after, where the settings say how old."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from service.store.retention import forget_before

log = logging.getLogger(__name__)
ACTOR = "service"
_EVERY_S = 3600.0
_AGAIN_S = 60.0  # after the store could not be reached


class Retention:
    """A thread that deletes what is older than `days`; none where that is 0."""

    def __init__(self, store: Engine, days: int, now: Callable[[], datetime]) -> None:
        self._store, self._days, self._now = store, days, now
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="yizhi-retention", daemon=True)

    def start(self) -> None:
        if self._days:
            self._thread.start()

    def close(self) -> None:
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            done = forget_old(self._store, self._days, self._now())
            self._stop.wait(_EVERY_S if done else _AGAIN_S)


def forget_old(store: Engine, days: int, now: datetime) -> bool:
    """Delete the records that are older than `days`, and say whether the store could be reached."""
    try:
        gone = forget_before(store, now - timedelta(days=days), at=now, actor=ACTOR)
    except SQLAlchemyError as error:
        log.error("old records could not be deleted", extra={"error": type(error).__name__})
        return False
    if gone:
        log.info("old records deleted", extra={"records": gone, "days": days})
    return True
