"""The shapes of answers about entries, as `/openapi.json` tells them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import Field

from service.api.responses import Answer, ConflictAnswer, Kind, ProblemAnswer, SourceAnswer


class EntrySummaryAnswer(Answer):
    """One entry in a list."""

    kind: Kind
    id: str
    title: str
    channels: list[str] | None = Field(description="null: every channel")
    asks: int
    expires: date | None
    source: SourceAnswer


class EntriesAnswer(Answer):
    """Entries in the order of the base."""

    entries: list[EntrySummaryAnswer]
    total: int


class EntryAnswer(EntrySummaryAnswer):
    """One entry, whole."""

    etag: str = Field(description="what a change names in `If-Match`; it stands in the header `ETag` too")
    entry: Mapping[str, Any] = Field(description="as it is written in its file, every value as text")


class StandingAnswer(Answer):
    """What stands under an id now."""

    etag: str
    entry: Mapping[str, Any]
    source: SourceAnswer


class DifferingAnswer(Answer):
    """The conflicts that a change adds to the base, and those that it removes."""

    added: list[ConflictAnswer]
    removed: list[ConflictAnswer]


class WrittenAnswer(EntryAnswer):
    """An entry as it stands now, and what its change did."""

    changed: bool = Field(description="false where the entry stood so already and nothing was written")
    served: bool = Field(description="false where the service could not take the change up; /readyz says why")
    snapshot: str
    problems: list[ProblemAnswer] = Field(description="warnings at the entry")
    conflicts: DifferingAnswer


class PreviewAnswer(Answer):
    """What a change to an entry would do."""

    kind: Kind
    id: str
    etag: str | None = Field(description="of what stands now; null where there is no such entry")
    file: str = Field(description="the file that would be written")
    diff: list[str] = Field(description="what would change in the file, as lines of a unified diff")
    problems: list[ProblemAnswer] = Field(description="every error that the base would have, and warnings at the entry")
    conflicts: DifferingAnswer | None = Field(description="against what answers now; null where the base has errors")
    scripts: Mapping[str, str] = Field(
        description="by channel, what the entry would say in the case that its `when` tells; 〔…〕 is for the agent"
    )
