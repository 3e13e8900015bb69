"""Usage: how many questions were answered, and what agents made of it, by script, channel, group and week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Engine, Float, Select, Subquery, and_, case, func, literal_column, or_, select

from service.store.tables import feedback, records

By = Literal["script", "channel", "group", "week"]


@dataclass(frozen=True, slots=True)
class UsageCounts:
    """Questions, and what came of each: a question counts once, for the first of the fields that fits it.

    `overridden`: what was sent states another decision; `edited`: the wording alone was changed; `as_is`: copied or
    sent as it was offered; `rejected`; `unused`: it was seen, and nothing else is known.
    """

    questions: int = 0
    answered: int = 0
    overridden: int = 0
    edited: int = 0
    as_is: int = 0
    rejected: int = 0
    unused: int = 0
    distances: int = 0  # edits whose distance is known
    distance: float = 0.0  # of those, added up

    def __add__(self, other: UsageCounts) -> UsageCounts:
        names = [one.name for one in fields(self)]
        return UsageCounts(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(frozen=True, slots=True)
class UsagePeriod:
    """The days that are meant, the first and the last, and of which channel and group; all where they are None."""

    since: date
    until: date
    channel: str | None = None
    group: str | None = None


def usage_by(engine: Engine, period: UsagePeriod, by: By) -> Mapping[str, UsageCounts]:
    """Return the counts by key, the most questions first, weeks in their order; a missing channel or group is "".

    The key of a script is its kind and id, `policy/quality-return`; that of a week its Monday. To a script belong the
    questions to which it was offered, and the feedback that names it;
    where all of them were shown, each was seen.
    """
    asked = _scripts(engine.dialect.name, period) if by == "script" else _days(period)
    with engine.connect() as connection:
        rows = connection.execute(asked).all()
    counts = _added((_key(row, by), _counts(row)) for row in rows)
    if by == "week":
        return dict(sorted(counts.items()))
    return dict(sorted(counts.items(), key=lambda one: (-one[1].questions, one[0])))


def usage_groups(engine: Engine) -> Sequence[str]:
    """Return the groups that ever asked."""
    with engine.connect() as connection:
        asked = select(records.c.agent_group).distinct().where(records.c.agent_group.is_not(None))
        return sorted(row[0] for row in connection.execute(asked))


def _week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _days(period: UsagePeriod) -> Select[Any]:
    done = _done(feedback.c.record)
    return (
        select(records.c.day, records.c.channel, records.c.agent_group, *_sums(records.c.answered, done))
        .select_from(records.outerjoin(done, done.c.record == records.c.id))
        .where(_within(period))
        .group_by(records.c.day, records.c.channel, records.c.agent_group)
    )


def _scripts(dialect: str, period: UsagePeriod) -> Select[Any]:
    """Ask for the same by what was offered: the suggestions of a record are a list in a column."""
    kind: ColumnElement[str]
    key: ColumnElement[str]
    if dialect == "postgresql":
        one = func.jsonb_array_elements(records.c.suggestions).table_valued("value", name="offered")
        kind, key = literal_column("offered.value ->> 'kind'"), literal_column("offered.value ->> 'id'")
    else:
        one = func.json_each(records.c.suggestions).table_valued("value", name="offered")
        kind = func.json_extract(literal_column("offered.value"), "$.kind")
        key = func.json_extract(literal_column("offered.value"), "$.id")
    offers = (
        select(records.c.id.label("record"), kind.label("kind"), key.label("entry"))
        .select_from(records.join(one, literal_column("true")))
        .where(_within(period))
        .distinct()
        .subquery("offers")
    )
    done = _done(feedback.c.record, feedback.c.kind, feedback.c.entry)
    seen = (  # the page tells of a whole record that it was shown
        select(feedback.c.record).where(feedback.c.action == "shown", feedback.c.entry.is_(None)).distinct()
    ).subquery("seen")
    mine = and_(done.c.record == offers.c.record, done.c.kind == offers.c.kind, done.c.entry == offers.c.entry)
    return (
        select(offers.c.kind, offers.c.entry, *_sums(literal_column("true"), done, seen.c.record.is_not(None)))
        .select_from(offers.outerjoin(done, mine).outerjoin(seen, seen.c.record == offers.c.record))
        .group_by(offers.c.kind, offers.c.entry)
    )


def _done(*by: ColumnElement[Any]) -> Subquery:
    """Return what was done, one row for each of `by`: 1 where it was."""

    def ever(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.max(case((condition, 1), else_=0))

    edited = feedback.c.action == "edited"
    return (
        select(
            *by,
            ever(and_(edited, feedback.c.changed.is_(True))).label("overridden"),
            ever(edited).label("edited"),
            ever(feedback.c.action.in_(("copied", "used"))).label("as_is"),
            ever(feedback.c.action == "rejected").label("rejected"),
            func.avg(feedback.c.distance, type_=Float).label("distance"),
        )
        .group_by(*by)
        .subquery("done")
    )


def _sums(
    answered: ColumnElement[bool], done: Subquery, seen: ColumnElement[bool] | None = None
) -> Iterable[ColumnElement[Any]]:
    known = (done.c.overridden, done.c.edited, done.c.as_is, done.c.rejected)
    state = case(*((column == 1, number) for number, column in enumerate(known)), else_=4)

    def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    yield func.count().label("questions")
    yield number(answered).label("answered")
    for place, name in enumerate(("overridden", "edited", "as_is", "rejected")):
        yield number(and_(done.c.record.is_not(None), state == place)).label(name)
    is_known = done.c.record.is_not(None)
    yield number(and_(is_known if seen is None else or_(is_known, seen), state == 4)).label("unused")
    yield func.count(done.c.distance).label("distances")
    yield func.coalesce(func.sum(done.c.distance), 0).label("distance")


def _within(period: UsagePeriod) -> ColumnElement[bool]:
    meant = [records.c.day >= period.since, records.c.day <= period.until]
    if period.channel is not None:
        meant.append(records.c.channel == period.channel)
    if period.group is not None:
        meant.append(records.c.agent_group == period.group)
    return and_(*meant)


def _key(row: Any, by: By) -> str:
    match by:
        case "script":
            return f"{row.kind}/{row.entry}"
        case "week":
            return _week_of(row.day).isoformat()
        case "channel":
            return row.channel or ""
        case "group":
            return row.agent_group or ""


def _counts(row: Any) -> UsageCounts:
    return UsageCounts(*(getattr(row, one.name) for one in fields(UsageCounts)))


def _added(rows: Iterable[tuple[str, UsageCounts]]) -> dict[str, UsageCounts]:
    total: dict[str, UsageCounts] = {}
    for key, counts in rows:
        total[key] = total.get(key, UsageCounts()) + counts
    return total
