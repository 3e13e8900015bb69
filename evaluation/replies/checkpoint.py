"""How far a run over a log has come, so that a stopped one goes on where it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.replies.tally import Tally, as_json, tally_of
from evaluation.run import write_text

NAME = "checkpoint.json"
_EDGE = 1 << 16  # bytes at both ends of a log that identify it beside its size


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The rows that are done, their tally, and how long the file of lines was."""

    rows: int
    line_bytes: int
    tally: Tally


def key_of(log: Path, conditions: Mapping[str, Any]) -> str:
    """Return what a checkpoint must have been made for: the same log, base, encoder, day and stretches."""
    with log.open("rb") as file:
        start = file.read(_EDGE)
        file.seek(max(0, log.stat().st_size - _EDGE))
        end = file.read(_EDGE)
    known = json.dumps({**conditions, "size": log.stat().st_size}, sort_keys=True, default=str)
    return hashlib.sha256(start + end + known.encode()).hexdigest()


def save_checkpoint(folder: Path, key: str, checkpoint: Checkpoint) -> None:
    """Write a checkpoint in place of the one before."""
    data = {
        "key": key,
        "rows": checkpoint.rows,
        "line_bytes": checkpoint.line_bytes,
        "tally": as_json(checkpoint.tally),
    }
    write_text(folder / NAME, json.dumps(data, ensure_ascii=False))  # unsorted: what was met first stays first


def load_checkpoint(folder: Path, key: str) -> Checkpoint | None:
    """Return the checkpoint of a stopped run, None where there is none of this log and base."""
    try:
        data = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if data.get("key") != key:
        return None
    return Checkpoint(data["rows"], data["line_bytes"], tally_of(data["tally"]))


def remove_checkpoint(folder: Path) -> None:
    """Remove the checkpoint of a run that is whole."""
    (folder / NAME).unlink(missing_ok=True)
