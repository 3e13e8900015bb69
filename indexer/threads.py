"""One thread a call for the libraries that multiply: with many clients theirs would only wait for each other."""

from __future__ import annotations

from threadpoolctl import threadpool_limits


def pin_threads() -> None:
    """Let BLAS and OpenMP, of whatever is loaded by now, use the calling thread alone from here on."""
    threadpool_limits(limits=1)
