"""Usage: what each question counts as, by script, channel, group and week, in SQLite and in PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from service.store.feedback import Feedback, add_feedback
from service.store.records import Offered, Record, keep
from service.store.usage import By, UsageCounts, UsagePeriod, usage_by, usage_groups

SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)
PERIOD = UsagePeriod(date(2026, 11, 1), date(2026, 11, 30))
QUALITY, LATE = Offered("policy", "quality", 0.9, "high", "可以退。"), Offered("policy", "late", 0.1, "low", "不能退。")


def _asked(store: Engine, channel: str | None, day: date, *offered: Offered, group: str | None = None) -> str:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return keep(store, Record(at, channel, "能退吗", {}, offered, "3f1c", 1.0, day=day, group=group))


def _did(store: Engine, record: str, action: str, entry: str = "quality", **more: object) -> None:
    add_feedback(store, Feedback(record, datetime.now(UTC), action, "policy", entry, **more))  # type: ignore[arg-type]


@pytest.fixture
def used(store: Engine) -> Engine:
    """Six questions in three groups, two of them without an answer."""
    _asked(store, "tmall", SUNDAY)
    _asked(store, None, MONDAY, group="二组")
    copied = _asked(store, "tmall", MONDAY, QUALITY, LATE, group="一组")
    _did(store, copied, "shown")
    _did(store, copied, "rejected", "late", reason="wrong_decision")
    _did(store, copied, "copied")
    edited = _asked(store, "douyin", MONDAY, QUALITY, group="一组")
    _did(store, edited, "copied")
    _did(store, edited, "edited", changed=False, distance=4)
    changed = _asked(store, "tmall", MONDAY, QUALITY, LATE, group="二组")
    _did(store, changed, "edited", changed=True, distance=7)
    seen = _asked(store, "tmall", SUNDAY, LATE)
    _did(store, seen, "shown", "late")
    _did(store, _asked(store, "tmall", date(2026, 10, 1), QUALITY), "copied")  # long before
    return store


@pytest.mark.parametrize(
    "by, expected",
    [
        (
            "channel",
            {
                "tmall": UsageCounts(4, 3, overridden=1, as_is=1, unused=1, distances=1, distance=7),
                "": UsageCounts(1),
                "douyin": UsageCounts(1, 1, edited=1, distances=1, distance=4),
            },
        ),
        (
            "group",
            {
                "": UsageCounts(2, 1, unused=1),
                "一组": UsageCounts(2, 2, edited=1, as_is=1, distances=1, distance=4),
                "二组": UsageCounts(2, 1, overridden=1, distances=1, distance=7),
            },
        ),
        (
            "week",
            {
                "2026-11-16": UsageCounts(2, 1, unused=1),
                "2026-11-23": UsageCounts(4, 3, overridden=1, edited=1, as_is=1, distances=2, distance=11),
            },
        ),
        (
            "script",
            {
                "policy/late": UsageCounts(3, 3, rejected=1, unused=1),
                "policy/quality": UsageCounts(3, 3, overridden=1, edited=1, as_is=1, distances=2, distance=11),
            },
        ),
    ],
)
def test_a_question_counts_once_for_what_came_of_it(used: Engine, by: By, expected: dict[str, UsageCounts]):
    assert list(usage_by(used, PERIOD, by).items()) == list(expected.items())


def test_one_channel_and_one_group_are_counted_alone(used: Engine):
    period = UsagePeriod(PERIOD.since, PERIOD.until, channel="tmall", group="一组")

    assert usage_by(used, period, "channel") == {"tmall": UsageCounts(1, 1, as_is=1)}
    assert usage_by(used, period, "script")["policy/late"] == UsageCounts(1, 1, rejected=1)
    assert usage_groups(used) == ["一组", "二组"]
