"""The base as a git checkout: an edit committed in its editor's name, and the versions of a file that it remembers."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_PATIENCE_S = 20.0
_COMMITTER = "yizhi"
_FIELD, _RECORD = "\x1f", "\x1e"
_UNNAMED = re.compile(r"[<>\r\n\0]")


class CheckoutError(Exception):
    """Git did not do what was asked; says why in its own words."""


@dataclass(frozen=True, slots=True)
class Version:
    """A commit that changed a file."""

    commit: str
    at: datetime
    author: str
    subject: str


def commit_files(folder: Path, files: Sequence[str], message: str, author: str) -> str:
    """Commit files as they stand and nothing else, and return the commit; raises CheckoutError.

    What else is staged or changed stays as it is. Hooks of the checkout run, and may refuse.
    """
    name = _UNNAMED.sub(" ", author).strip() or _COMMITTER
    address = name if re.fullmatch(r"\S+@\S+", name) else f"{re.sub(r'[^A-Za-z0-9._-]+', '-', name)}@yizhi.invalid"
    _git(folder, "add", "--intent-to-add", "--", *files)
    _git(folder, "commit", "--quiet", f"--author={name} <{address}>", "-m", message, "--only", "--", *files)
    return _git(folder, "rev-parse", "HEAD").decode().strip()


def versions_of(folder: Path, file: str, most: int) -> Sequence[Version]:
    """Return the commits that changed a file, the newest first; none where it is in no checkout."""
    form = _FIELD.join(("%H", "%aI", "%an", "%s")) + _RECORD
    try:
        told = _git(folder, "log", f"-n{most}", f"--format={form}", "--", file).decode("utf-8", "replace")
    except CheckoutError:
        return ()
    found = []
    for record in told.split(_RECORD):
        if record.strip():
            commit, at, author, subject = record.strip("\n").split(_FIELD)
            found.append(Version(commit, datetime.fromisoformat(at), author, subject))
    return found


def file_at(folder: Path, commit: str, file: str) -> bytes:
    """Return a file as a commit holds it; empty where it did not have it."""
    try:
        return _git(folder, "show", f"{commit}:./{file}")
    except CheckoutError:
        return b""


def _git(folder: Path, *arguments: str) -> bytes:
    environment = {
        **os.environ,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_COMMITTER_NAME": _COMMITTER,
        "GIT_COMMITTER_EMAIL": f"{_COMMITTER}@yizhi.invalid",
        "LC_ALL": "C.UTF-8",
    }
    command = ["git", "-C", str(folder), "-c", "core.quotePath=false", "--literal-pathspecs", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_PATIENCE_S, env=environment)
    except FileNotFoundError as error:
        raise CheckoutError("git is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise CheckoutError(f"git {arguments[0]} took more than {_PATIENCE_S:g} s") from error
    if done.returncode:
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
        raise CheckoutError(said[0] if said else f"git {arguments[0]} ended with {done.returncode}")
    return done.stdout
