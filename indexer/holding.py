"""A snapshot that a process has open is not deleted by another: a shared lock on its manifest."""

import fcntl
from pathlib import Path
from typing import BinaryIO

from indexer.sealed import MANIFEST

Held = BinaryIO  # open as long as the snapshot is in use; the lock goes with it


def hold(folder: Path) -> Held:
    """Say that the folder is in use until the answer is closed or forgotten; raises OSError if there is none."""
    file = (folder / MANIFEST).open("rb")
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def is_held(folder: Path) -> bool:
    """Say whether any process, this one included, has the folder in use."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False
