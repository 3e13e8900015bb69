"""Expressions of time: how many whole days before today they say."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.time.moments import spoken_times

SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("昨天刚到", [1, 0]),
        ("前天", [2]),
        ("大前天", [3]),
        ("三天前", [3]),
        ("收到三天了", [3]),
        ("十来天前", [10]),
        ("十几天", [13]),
        ("二十多天", [23]),
        ("三四天前", [4]),
        ("用了半个月", [15]),
        ("两周", [14]),
        ("快两周", [13]),
        ("一个多月前", [38]),
        ("两个半月", [75]),
        ("还没到7天", [6]),
        ("超过7天了", [8]),
        ("上周三签收的", [10]),
        ("周三到的", [3]),
        ("星期天到的", [6]),
        ("8月3号签收", [110]),
        ("12月3日", [353]),
        ("上个月12号", [40]),
        ("双十一买的", [10]),
        ("去年双十一买的", [375]),
        ("中秋那天付的", [57]),
        ("除夕下的单", [278]),
        ("母亲节拍的", [195]),
        ("黑五抢的", [358]),
        ("中秋礼盒", []),
        ("一个礼拜零五天", [12]),
        ("一个月又三天", [33]),
        ("中午才拿到", [0]),
        ("昨天中午", [1]),
        ("每天早上", []),
        ("第五天", [5]),
        ("到今天第六天", [6]),
        ("刚付完款三天", [0, 3]),
        ("刚买没多久", []),
        ("两个来月", [60]),
        ("三个多礼拜", [24]),
        ("个把月", [30]),
        ("已逾二十日", [20]),
        ("昨儿个", [1]),
        ("寻日", [1]),
        ("大大前天", [4]),
        ("上上周", [14]),
        ("上上个礼拜二", [18]),
        ("一周三次", [7]),
        ("18号收到", [3]),
        ("28号下单", [24]),
        ("3号色", []),
        ("十月底", [23]),
        ("上个月初", [50]),
        ("11/15收到", [6]),
        ("1.5%的", []),
        ("last wednesday", [10]),
        ("on monday", [5]),
        ("two weeks ago", [14]),
        ("the day before yesterday", [2]),
        ("七天无理由", []),
        ("保质期三年", []),
        ("还剩两个月", []),
        ("两个月就过期", []),
        ("7天内", []),
    ],
)
def test_time_is_read_as_days_before_today(text: str, days: list[int]):
    assert [spoken.days for spoken in spoken_times(text, SATURDAY)] == days


def test_of_two_expressions_that_overlap_the_longer_stands():
    assert [(spoken.days, spoken.start, spoken.end) for spoken in spoken_times("大前天收到", SATURDAY)] == [(3, 0, 3)]


@given(st.text(max_size=60), st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 1, 1)))
def test_any_text_gives_days_that_are_not_in_the_future_and_do_not_overlap(text: str, today: date):
    found = spoken_times(text, today)

    assert all(spoken.days >= 0 and 0 <= spoken.start < spoken.end <= len(text) for spoken in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
