"""Usage as an answer: how far questions are covered and suggestions taken, by script, channel, group and week."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from knowledge.model.base import SECTION_OF, Base
from service.answers.answer import Answer
from service.api.call_context import CallContext, Context
from service.api.catalogue import title
from service.api.errors import call_fault, refusal
from service.api.requests import Day
from service.store.usage import UsageCounts, UsagePeriod, usage_by

router = APIRouter(prefix="/v1", tags=["QA"])
_DEFAULT_DAYS = 28
_MOST_DAYS = 1100

UsageBy = Literal["script", "channel", "group", "week"]


class UsageFigures(Answer):
    """Questions and what came of them; each counts once, for the most telling thing that was done with it."""

    questions: int
    answered: int = Field(description="questions to which something was suggested")
    as_is: int = Field(description="a suggestion was copied or sent as it was offered")
    edited: int = Field(description="sent in other words that state the same decision")
    overridden: int = Field(description="what was sent states another decision than the base")
    rejected: int = Field(description="the agent rejected a suggestion and used none")
    unused: int = Field(description="seen by an agent, and nothing else is known")
    coverage: float | None = Field(description="answered, of all questions")
    silence: float | None = Field(description="not answered, of all questions")
    adoption: float | None = Field(description="as it is or edited, of the answered (采纳率)")
    overridden_share: float | None = Field(description="overridden, of the answered")
    edit_distance: float | None = Field(description="characters that an edit changed, on average")


class UsageRow(UsageFigures):
    """The figures of one script, channel, group or week."""

    key: str = Field(description="kind/id of a script, id of a channel, a group, or the Monday of a week; may be empty")
    name: str = Field(description="what people call it")


class Usage(Answer):
    """What agents made of the suggestions of a period."""

    since: date
    until: date
    by: UsageBy
    total: UsageFigures
    rows: tuple[UsageRow, ...] = Field(description="the most questions first; weeks in their order")


DayQuery = Annotated[Day | None, Query()]
Key = Annotated[str | None, Query(max_length=120)]


@router.get(
    "/usage",
    summary="建议用得怎样：采纳率、覆盖、沉默、改判 / What agents made of the suggestions",
    operation_id="usage",
)
def usage(
    context: Context,
    by: Annotated[UsageBy, Query()] = "channel",
    since: DayQuery = None,
    until: DayQuery = None,
    channel: Key = None,
    group: Key = None,
) -> Usage:
    """The last 28 days where no day is named, both days included; a period has at most 1,100, and `since` is no later
    than `until`. A script's questions are those it was offered to."""
    return usage_of(context, by, since, until, channel, group)


def usage_of(
    context: CallContext,
    by: UsageBy,
    since: date | None = None,
    until: date | None = None,
    channel: str | None = None,
    group: str | None = None,
) -> Usage:
    """Return the figures; raises CallError for days that cannot be meant, or where the store cannot be reached."""
    last = until or context.settings.today()
    first = since or date.fromordinal(max(1, last.toordinal() - _DEFAULT_DAYS + 1))
    if not timedelta() <= last - first <= timedelta(days=_MOST_DAYS):
        mend = f"send a day on or before {last}, at most {_MOST_DAYS} days earlier"
        raise refusal([call_fault("query.since", f"{first} to {last} is no period", mend)])
    period = UsagePeriod(first, last, channel, group)
    found = context.required(lambda: usage_by(context.store, period, by))
    # a record may offer several scripts: what they add up to is not the number of questions
    every = context.required(lambda: usage_by(context.store, period, "channel")) if by == "script" else found
    base = context.view.base
    return Usage(
        since=first,
        until=last,
        by=by,
        total=UsageFigures(**figures_of(sum(every.values(), UsageCounts()))),
        rows=tuple(UsageRow(key=key, name=_name(base, by, key), **figures_of(one)) for key, one in found.items()),
    )


def figures_of(counts: UsageCounts) -> Mapping[str, int | float | None]:
    """Return the fields of UsageFigures; a share of nothing is None."""

    def share(number: float, of: int) -> float | None:
        return round(number / of, 4) if of else None

    return {
        "questions": counts.questions,
        "answered": counts.answered,
        "as_is": counts.as_is,
        "edited": counts.edited,
        "overridden": counts.overridden,
        "rejected": counts.rejected,
        "unused": counts.unused,
        "coverage": share(counts.answered, counts.questions),
        "silence": share(counts.questions - counts.answered, counts.questions),
        "adoption": share(counts.as_is + counts.edited, counts.answered),
        "overridden_share": share(counts.overridden, counts.answered),
        "edit_distance": share(counts.distance, counts.distances),
    }


def _name(base: Base, by: UsageBy, key: str) -> str:
    """Return what people call it: the id itself where the base no longer knows it."""
    if by == "channel" and key in base.channels:
        return base.channels[key].name
    if by == "script":
        kind, _, entry = key.partition("/")
        section = next((section for name, section in SECTION_OF.items() if name == kind), "")
        entries = getattr(base, section, {})
        return title(entries[entry]) or entry if entry in entries else entry
    return key
