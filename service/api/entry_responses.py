"""Answers about entries: in a list, whole, and as a change would make them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import Field

from knowledge.model.entries import Kind
from service.answers.answer import Answer, FoundProblem, Source
from service.answers.conflict import ConflictAnswer

AsWritten = Mapping[str, Any]  # open: the keys of an entry are those of its kind in the knowledge format


class EntrySummary(Answer):
    """One entry in a list."""

    kind: Kind
    id: str
    title: str
    channels: tuple[str, ...] | None = Field(description="null: every channel")
    asks: int
    expires: date | None
    source: Source


class Entries(Answer):
    """Entries in the order of the base."""

    entries: tuple[EntrySummary, ...]
    total: int


class WholeEntry(EntrySummary):
    """One entry, whole."""

    etag: str = Field(description="what a change names in `If-Match`; it stands in the header `ETag` too")
    entry: AsWritten = Field(description="as it is written in its file, every value as text")


class StandingEntry(Answer):
    """What stands under an id now."""

    etag: str
    entry: AsWritten
    source: Source


class ConflictChange(Answer):
    """The conflicts that a change adds to the base, and those that it removes."""

    added: tuple[ConflictAnswer, ...]
    removed: tuple[ConflictAnswer, ...]


class WrittenEntry(WholeEntry):
    """An entry as it stands now, and what its change did."""

    changed: bool = Field(description="false where the entry stood so already and nothing was written")
    served: bool = Field(
        description="whether it answers already; else it does in a moment, or /readyz says why it could not be taken up"
    )
    snapshot: str
    problems: tuple[FoundProblem, ...] = Field(description="warnings at the entry")
    conflicts: ConflictChange
    commit: str | None = Field(None, description="of git, where the setting asks for one; null where there is none")
    commit_fault: str = Field("", description="why git made no commit: the change is written all the same")


class EntryPreview(Answer):
    """What a change to an entry would do."""

    kind: Kind
    id: str
    etag: str | None = Field(description="of what stands now; null where there is no such entry")
    file: str = Field(description="the file that would be written")
    diff: tuple[str, ...] = Field(description="what would change in the file, as lines of a unified diff")
    problems: tuple[FoundProblem, ...] = Field(
        description="every error that the base would have, and warnings at the entry"
    )
    conflicts: ConflictChange | None = Field(description="against what answers now; null where the base has errors")
    scripts: Mapping[str, str] = Field(
        description="by channel, what the entry would say in the case that its `when` tells; 〔…〕 is for the agent"
    )
    snapshot: str
