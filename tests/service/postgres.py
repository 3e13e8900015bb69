"""A PostgreSQL server of its own for a test run, started as a user that PostgreSQL accepts."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.parts import missing

_MEND = "apt-get install postgresql"


@contextmanager
def running() -> Iterator[str]:
    """Yield the URL of an empty database on this machine, gone afterwards."""
    # not below pytest's own folder: another run of the same person closes that to the server's user
    with TemporaryDirectory(prefix="yizhi-postgres-", ignore_cleanup_errors=True) as folder:
        yield from _running(Path(folder))


def _running(folder: Path) -> Iterator[str]:
    programs = _programs()
    user = _user()
    data = folder / "data"
    sockets = folder / "sockets"
    for path in (data, sockets):
        path.mkdir()
        if user is not None:
            shutil.chown(path, user)
    folder.chmod(0o711)  # the server's user must reach what is its own
    _run(user, [programs / "initdb", "--pgdata", data, "--auth", "trust", "--username", "yizhi", "--no-sync"])
    port = _free_port()
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {sockets} -c fsync=off"
    log = data / "log"
    _run(user, [programs / "pg_ctl", "--pgdata", data, "--options", options, "--log", log, "--wait", "start"])
    try:
        yield f"postgresql://yizhi@127.0.0.1:{port}/postgres"
    finally:
        _run(user, [programs / "pg_ctl", "--pgdata", data, "--mode", "immediate", "--wait", "stop"])


def _programs() -> Path:
    config = shutil.which("pg_config")
    if config is None:
        missing("pg_config", _MEND)
    folder = Path(subprocess.run([config, "--bindir"], check=True, capture_output=True, text=True).stdout.strip())
    if not (folder / "initdb").exists():
        missing(f"{folder}/initdb", _MEND)
    return folder


def _user() -> str | None:
    """Return a user to start the server as, or None to start it as we are: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    missing("a user other than root", _MEND)


def _run(user: str | None, command: Sequence[object]) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
