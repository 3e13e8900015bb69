"""The scorecard: each measure worked out by hand on a small log, what it lacks named, and parts that add up."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.replies.command import Choices, judge_log
from evaluation.replies.opening import LogChoices
from evaluation.run import Run
from evaluation.scorecard import speech
from evaluation.scorecard.card import Score, card_in
from evaluation.scorecard.counting import Contact, ServiceCounts, coarse, counts_json, counts_of
from evaluation.scorecard.figures import quantile
from evaluation.scorecard.visits import visit_counts
from service.answers.assistant import Assistant
from service.settings import Settings
from tests.evaluation.made import ON, write_log

FIELDS = ("会话ID", "买家昵称", "发送方", "客服昵称", "渠道", "时间", "内容", "用工类型", "满意度", "订单号")
LINES = [
    # at ten o'clock: answered after 30 s, rightly, by a part-timer; comes back within the week on another channel
    ("c1", "甲", "买家", "", "天猫", "2026-11-02 10:00:00", "面霜变质了能退吗", "", "", "1"),
    ("c1", "甲", "客服", "小美", "天猫", "2026-11-02 10:00:30", "可以退的", "兼职", "5", "1"),
    ("c2", "甲", "买家", "", "京东", "2026-11-05 15:00:00", "面霜变质了能退吗", "", "", ""),
    ("c2", "甲", "客服", "大壮", "京东", "2026-11-05 15:02:00", "麻烦提供一下订单号，退不了哦", "全职", "2", ""),
    # never answered
    ("c3", "乙", "买家", "", "天猫", "2026-11-03 10:00:00", "在吗", "", "", ""),
    # handed on, and never back
    ("c4", "丙", "买家", "", "抖音", "2026-11-04 10:00:00", "面霜变质了能退吗", "", "", "2"),
    ("c4", "丙", "客服", "小美", "抖音", "2026-11-04 10:00:10", "帮您转给主管处理", "兼职", "", "2"),
]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant, settings: Settings) -> Run:
    folder = tmp_path_factory.mktemp("scored")
    log = write_log(folder / "log.csv", [dict(zip(FIELDS, line, strict=True)) for line in LINES])
    choices = Choices(log, LogChoices(), "local", None, 0, True, None, ON)
    return judge_log(choices, assistant, settings, {"date": ON.isoformat()}, lambda what, share: None)


def scores(run: Run) -> dict[str, Score]:
    card = card_in(run.details)
    assert card is not None
    return {score.id: score for one in card.dimensions for score in one.scores}


@pytest.mark.parametrize(
    "id, value, count",
    [
        ("first_response", 30.0, 3),
        ("first_response_slowest", 120.0, 3),
        ("reply_time", 30.0, 3),
        ("peak_fluctuation", None, None),  # the whole day is a peak
        ("abandoned", 0.25, 4),
        ("solved_at_once", 1 / 3, 3),  # 甲's second visit
        ("repeated", 1 / 3, 3),
        ("escalated", 1 / 3, 3),
        ("sound", 1 / 3, 3),  # to be handed on states something too, which nothing decides here
        ("replies_per_conversation", 1.0, 3),
        ("time_to_close", 30.0, 3),
        ("handed_over", 0.0, 3),
        ("wording_conflicts", 1.0, 1),  # 甲 was told one thing on 天猫 and another on 京东
        ("part_time_accuracy", 0.5, 2),
        ("part_time_gap", -0.5, 2),
        ("asked_again", 1.0, 1),
        ("channel_changers", 0.5, 2),
        ("same_treatment", 0.0, 1),
        ("order_carried", 0.5, 4),
        ("satisfied", 0.5, 2),
        ("rated", 0.5, 4),
    ],
)
def test_a_measure_is_what_a_hand_counts(run: Run, id: str, value: float | None, count: int | None):
    figure = scores(run)[id].figure

    assert (None if figure is None else (pytest.approx(figure.value), figure.count)) == (
        None if value is None else (value, count)
    )


def test_a_figure_is_told_by_channel_where_the_log_has_channels(run: Run):
    figure = scores(run)["abandoned"].figure

    assert figure is not None
    assert [(one.channel, one.value, one.count) for one in figure.channels] == [
        ("douyin", 0.0, 1),
        ("jd", 0.0, 1),
        ("tmall", 0.5, 2),
    ]


def test_what_a_log_does_not_hold_is_named_with_the_column_that_would_give_it(
    tmp_path: Path, assistant: Assistant, settings: Settings
):
    log = write_log(tmp_path / "log.csv", [{"客服回复": "可以退", "顾客消息": "面霜变质了"}])
    choices = Choices(log, LogChoices(), "local", None, 0, True, None, ON)

    found = scores(judge_log(choices, assistant, settings, {"date": ON.isoformat()}, lambda what, share: None))

    assert [one.zh for one in found["satisfied"].missing] == ["满意度或评分"]
    assert found["repeated"].figure is None
    assert all((one.figure is None) == bool(one.missing) for one in found.values())


def test_there_are_five_dimensions_and_more_than_twenty_measures(run: Run):
    card = card_in(json.loads(json.dumps(run.details)))

    assert card is not None
    assert [one.id for one in card.dimensions] == ["speed", "solution", "agreement", "channels", "care"]
    assert sum(len(one.scores) for one in card.dimensions) > 30
    assert card.computed > 20


@pytest.mark.parametrize("seconds, counted", [(30.4, 30), (600, 600), (3_604, 3_600), (86_455, 86_500)])
def test_a_wait_is_counted_more_coarsely_the_longer_it_is(seconds: float, counted: int):
    assert coarse(seconds) == counted


def test_quantiles_are_of_what_was_counted():
    waits = {10: 5, 20: 4, 90: 1}

    assert [quantile(waits, share) for share in (0.5, 0.9, 1.0)] == [10.0, 20.0, 90.0]


@pytest.mark.parametrize(
    "said, reply",
    [
        (speech.hands_on, "我帮您转给主管处理"),
        (speech.hands_on, "已经上报给品控了"),
        (speech.asks_for_proof, "麻烦您拍一下照片"),
        (speech.asks_for_proof, "订单号发我一下"),
        (speech.comforts, "非常抱歉给您添麻烦了"),
        (speech.returns, "亲，脸上好些了吗"),
    ],
)
def test_what_a_reply_says_besides_outcomes_is_heard(said: object, reply: str):
    assert said(reply)  # type: ignore[operator]


@pytest.mark.parametrize("said", [speech.hands_on, speech.asks_for_proof, speech.comforts, speech.returns])
@pytest.mark.parametrize("reply", ["可以退的，运费我们承担", "七天内没拆封都可以", "您好，请问有什么可以帮您"])
def test_a_plain_reply_says_nothing_besides(said: object, reply: str):
    assert not said(reply)  # type: ignore[operator]


@pytest.mark.parametrize(
    "written, good",
    [("5", True), ("4星", True), ("3", False), ("满意", True), ("不满意", False), ("", None), ("无", None)],
)
def test_ratings_are_read_as_they_are_written(written: str, good: bool | None):
    assert speech.is_good(written) is good


def contact(second: int, conversation: int, channel: str = "tmall", issue: str = "quality") -> Contact:
    return Contact(second, second, conversation, channel, issue, 1, (), False, False, False, False, None)


def test_a_customer_who_comes_back_within_thirty_days_but_not_seven_was_served_at_once():
    day = 86_400

    found = visit_counts(
        {1: [contact(0, 1), contact(10 * day, 2), contact(50 * day, 3), contact(51 * day, 4, issue="gift")]}
    )

    assert (found.about_something, found.at_once, found.repeated) == (4, 4, 1)


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 900), st.integers(0, 3)), max_size=30), st.integers(0, 30))
def test_counts_of_parts_add_up_and_can_be_written(replies: list[tuple[int, int, int]], cut: int):
    def counted(these: list[tuple[int, int, int]]) -> ServiceCounts:
        counts = ServiceCounts()
        for customer, seconds, channel in these:
            counts.count("conversations", f"c{channel}")
            counts.wait("first", seconds)
            counts.hours.setdefault(channel, {})[seconds] = 1 + counts.hours.get(channel, {}).get(seconds, 0)
            counts.meet(customer, contact(seconds, customer))
        return counts

    merged = counted(replies[:cut])
    merged.merge(counted(replies[cut:]))

    assert merged == counted(replies)
    assert counts_of(json.loads(json.dumps(counts_json(merged)))) == merged
