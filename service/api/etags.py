"""What a change takes an entry to be (`If-Match`, `If-None-Match`), held against what stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.editing.changing import Standing
from knowledge.editing.fingerprint import entry_fingerprint
from service.answers.answer import Source
from service.api.entry_responses import StandingEntry
from service.api.errors import CallError

TAG: Mapping[str, Any] = {"ETag": {"description": "the fingerprint of the entry", "schema": {"type": "string"}}}
_TAG = re.compile(r'(?:W/)?"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Precondition:
    """What a change takes the entry to be: one of these fingerprints, or new."""

    tags: tuple[str, ...] = ()
    is_new: bool = False


def tag(fingerprint: str) -> str:
    """Return the header for a fingerprint."""
    return f'"{fingerprint}"'


def precondition(if_match: str | None, if_none_match: str | None) -> Precondition:
    """Return what the headers say; raises CallError where they would overwrite whatever stands."""
    if if_match is None and if_none_match is not None and if_none_match.strip() == "*":
        return Precondition(is_new=True)
    tags = tuple(_TAG.findall(if_match or ""))
    if tags and if_none_match is None:
        return Precondition(tags)
    raise CallError(
        428,
        "unconditional",
        "a change says what it changes: send `If-Match` with the ETag that came with the entry, "
        "or `If-None-Match: *` alone for an entry that is new",
    )


def check_stands(wanted: Precondition, now: Standing) -> None:
    """Raise CallError where the entry is not what the change takes it to be; the problem tells what stands."""
    name = f"{now.section}: {now.id}"
    if now.data is None:
        if wanted.is_new:
            return
        raise CallError(412, "changed", f"{name} does not exist (any more); to add it send `If-None-Match: *` alone")
    etag = entry_fingerprint(now.data)
    if etag in wanted.tags:
        return
    reason = "exists already" if wanted.is_new else "was changed since it was read"
    raise CallError(
        412,
        "changed",
        f"{name} {reason}; nothing was written: look at what stands, then send its etag",
        stands=StandingEntry(etag=etag, entry=now.data, source=Source.of(now.source)),
    )
