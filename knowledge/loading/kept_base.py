"""A base as it was read and checked the last time, for programs that start often: a fifth of a second, not two.

What is kept is a pickle in the user's own cache. It is used only where the files of the base, the code and the
libraries that read them are the same, and only where nobody else may write it.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import knowledge
from knowledge.loading.load import Loaded, load
from knowledge.whole_files import write_whole

log = logging.getLogger(__name__)
_KEY = hashlib.sha256().digest_size
_OTHERS = 0o022  # writable by the group or by all


def load_kept(folder: Path, cache: Path, read: Callable[[Path], Loaded] = load) -> Loaded:
    """Return what `read` returns without a day, from `cache` where nothing has changed since."""
    key = _key(folder)
    place = cache / f"{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]}.pickle"
    found = _read(place, key)
    if found is not None:
        return found
    loaded = read(folder)
    if loaded.base is not None:
        _keep(place, key, loaded)
    return loaded


def _read(place: Path, key: bytes) -> Loaded | None:
    try:
        with place.open("rb") as file:
            about = os.fstat(file.fileno())
            if about.st_mode & _OTHERS or about.st_uid != os.getuid() or file.read(_KEY) != key:
                return None
            found = pickle.load(file)
    except FileNotFoundError:
        return None
    except Exception as error:  # a cut file can raise nearly anything; the base is then read as if none were kept
        log.info("the kept base cannot be read", extra={"reason": f"{type(error).__name__}: {error}"})
        return None
    return found if isinstance(found, Loaded) else None


def _keep(place: Path, key: bytes, loaded: Loaded) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(place, key + pickle.dumps(loaded, pickle.HIGHEST_PROTOCOL))
        place.chmod(0o600)
    except OSError as error:
        log.info("the base cannot be kept", extra={"reason": str(error)})


def _key(folder: Path) -> bytes:
    """Return a hash of the base's files by content, and of what reads them by place, time and size."""
    digest = hashlib.sha256(f"{sys.version}\0{version('pydantic')}\0{folder.resolve()}\n".encode())
    for path in _files(folder):
        digest.update(f"{path}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    code = Path(knowledge.__file__).parent
    for path in _files(code, but="base"):
        about = path.stat()
        digest.update(f"{path}\0{about.st_mtime_ns}\0{about.st_size}\n".encode())
    return digest.digest()


def _files(folder: Path, but: str = "") -> list[Path]:
    found = []
    for root, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if one not in ("__pycache__", but) and not one.startswith(".")]
        found += [Path(root, name) for name in names if not name.startswith(".")]
    return sorted(found)
