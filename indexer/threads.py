"""One thread a call for the libraries that multiply, and work that leaves the processor to calls."""

from __future__ import annotations

import os
import threading

from threadpoolctl import threadpool_limits

_NICE = 10


def pin_threads() -> None:
    """Let BLAS and OpenMP, of whatever is loaded by now, use the calling thread alone from here on."""
    threadpool_limits(limits=1)


def yield_processor() -> None:
    """Let this thread, and those that it begins, work only where others leave the processor to it."""
    set_priority = getattr(os, "setpriority", None)  # a thread has a priority of its own on Linux alone
    if set_priority is not None and os.uname().sysname == "Linux":
        set_priority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
