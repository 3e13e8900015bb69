"""What runs beside the answers and ends with the service: nothing begins after it is closed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for

from indexer.ranker.fitting import StoppedError

log = logging.getLogger(__name__)
CLOSE_S = 0.5  # that closing waits for what runs


class Background:
    """Threads for what may take long, one of each kind; `on_fault` is told what went wrong in one of them."""

    def __init__(self, on_fault: Callable[[str], object]) -> None:
        self._on_fault = on_fault
        self.stop = threading.Event()
        self.analysis, self.learning, self.renewal = (
            ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"yizhi-{name}")
            for name in ("analysis", "learning", "renewal")
        )
        self._running: set[Future[object]] = set()

    @property
    def is_busy(self) -> bool:
        return bool(self._running)

    def submit(self, pool: ThreadPoolExecutor, act: Callable[[], object]) -> Future[object] | None:
        """Let a step run in a thread of its own; after `close` nothing begins any more, and None is returned."""
        if self.stop.is_set():
            return None
        running: Future[object] = pool.submit(self.attempt, act)
        self._running.add(running)
        running.add_done_callback(self._running.discard)
        return running

    def attempt(self, act: Callable[[], object]) -> None:
        """Run a step of a thread that must go on whatever happens; what went wrong is shown, not hidden."""
        try:
            act()
        except StoppedError:
            log.info("stopped before the newest base was taken over")
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            log.error(
                "the newest base could not be taken over, the last good snapshot serves on", extra={"reason": reason}
            )
            self._on_fault(reason)

    def end_if_closed(self) -> None:
        """Raise StoppedError once `close` was called."""
        if self.stop.is_set():
            raise StoppedError

    def close(self, watcher: threading.Thread | None) -> None:
        """Begin nothing more, and leave behind what does not end in a moment."""
        self.stop.set()
        for pool in (self.renewal, self.analysis, self.learning):
            pool.shutdown(wait=False, cancel_futures=True)
        end = time.monotonic() + CLOSE_S
        wait_for(tuple(self._running), timeout=CLOSE_S)
        if watcher is not None:
            watcher.join(timeout=max(0.0, end - time.monotonic()))

    def wait(self) -> None:
        """Return when what was begun before is done."""
        for pool in (self.renewal, self.analysis, self.learning):
            pool.submit(lambda: None).result()
