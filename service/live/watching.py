"""Changes of a folder, told soon after they happen, also where the folder is replaced or cannot be watched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event

from watchfiles import watch

_SETTLE_MS = 50  # an editor writes a file in several steps: wait until it is quiet for so long
_LOOK_MS = 5000  # look anyway: mounts without events, a folder that was moved away and back
_RETRY_S = 1.0

Stamp = tuple[tuple[str, int, int], ...]


def stamp(folder: Path) -> Stamp:
    """Return name, time of change and size of every YAML file below the folder."""
    found = []
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.endswith(".yaml"):
                path = Path(root, name)
                try:
                    state = path.stat()
                except FileNotFoundError:
                    continue
                found.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(sorted(found))


def follow(folder: Path, stop: Event, known: Stamp) -> Iterator[bool]:
    """Yield True after each change of the YAML files since `known`, False now and then without one, until `stop`."""
    while not stop.is_set():
        now = stamp(folder)
        yield now != known
        known = now
        try:
            watched = folder.stat().st_ino
            for _ in _events(folder, stop):
                now = stamp(folder)
                yield now != known
                known = now
                if folder.stat().st_ino != watched:  # another folder stands there now
                    break
        except OSError:  # the folder is gone, or the system has no watch left
            pass
        stop.wait(_RETRY_S)


def _events(folder: Path, stop: Event) -> Iterator[object]:
    return watch(
        folder,
        watch_filter=None,
        debounce=400,
        step=_SETTLE_MS,
        stop_event=stop,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
    )
