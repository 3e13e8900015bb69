"""The secret that signs sessions and hashes customers: the setting's, or one that is made once and kept in a file."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from service.settings import Settings

_NAME = "secret"


def secret_of(settings: Settings) -> bytes:
    """Return the secret; of two processes that begin at once both get the same one.

    Raises OSError where it can be neither read nor made.
    """
    given = settings.secret.get_secret_value()
    if given:
        return given.encode()
    return _kept(settings.data / _NAME)


def derived(secret: bytes, purpose: str) -> bytes:
    """Return a secret for one purpose alone, from which no other can be found."""
    return hmac.new(secret, purpose.encode(), hashlib.sha256).digest()


def _kept(path: Path) -> bytes:
    with suppress(FileNotFoundError):
        return path.read_bytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{_NAME}-{os.getpid()}-{secrets.token_hex(4)}")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(made, path)
    made.unlink()
    return path.read_bytes()
