import pytest

from knowledge.reading.sentences import clauses, quotations
from knowledge.reading.time.durations import durations
from knowledge.reading.time.numerals import number


@pytest.mark.parametrize(
    ("text", "written", "side"),
    [
        ("三刻钟之内给您回复", "45m", "within"),
        ("半小时内", "30m", "within"),
        ("一个半小时后", "90m", "after"),
        ("48h内", "2d", "within"),
        ("两三天", "3d", "none"),
        ("三到五天", "5d", "none"),
        ("一周内", "7d", "within"),
        ("半个月", "15d", "none"),
        ("一二天", "2d", "none"),
        ("十五六天", "16d", "none"),
        ("两天半", "60h", "none"),
        ("明天之前", "2d", "within"),
        ("今天内", "1d", "within"),
        ("后天给您", "3d", "none"),
        ("这个礼拜", "7d", "none"),
        ("超过7天了", "7d", "over"),
        ("已逾七日", "7d", "over"),
        ("不超过15天", "15d", "within"),
        ("7天后", "7d", "after"),
        ("三天前您反馈", "3d", "past"),
    ],
)
def test_a_time_is_read_with_its_length_and_side(text: str, written: str, side: str):
    assert [(one.written, one.side) for one in durations(text)] == [(written, side)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("2.5", 2.5),
        ("十五", 15),
        ("二十", 20),
        ("一百二十", 120),
        ("〇", 0),
        ("俩", 2),
        ("仨", 3),
        ("两三", 3),
        ("一二", 2),
        ("三五", 5),
        ("十五六", 16),
        ("二十七八", 28),
        ("二四", 24),
        ("半", 0.5),
        ("两半", 2.5),
    ],
)
def test_a_number_is_read_as_people_write_it_and_of_two_neighbours_the_upper_one(text: str, value: float):
    assert number(text) == value


@pytest.mark.parametrize("text", ["零十一", "千十一", "半半", "十" * 4000])
def test_what_only_looks_like_a_number_is_none(text: str):
    assert number(text) is None


@pytest.mark.parametrize(("days", "calendar"), [("1", "3d"), ("3", "5d"), ("5", "7d"), ("7", "11d"), ("十五", "21d")])
def test_a_working_day_counts_two_more_for_every_five_begun(days: str, calendar: str):
    assert [one.written for one in durations(f"{days}个工作日")] == [calendar]


@pytest.mark.parametrize("text", ["11月25日", "第七天", "7天无理由", "十来分钟", "每天9点到24点", "尽快", "三分之一"])
def test_what_only_looks_like_a_time_is_none(text: str):
    assert durations(text) == ()


def test_a_time_stands_where_its_words_stand():
    (one,) = durations("大概三刻钟之内给您回复")

    assert (one.start, one.end) == (2, 7)


def test_a_question_mark_belongs_to_the_last_clause_of_its_sentence():
    text = "可以退的,您什么时候方便寄呢?48.5元"

    found = [(text[one.start : one.end], one.sentence, one.asks) for one in clauses(text)]

    assert found == [("可以退的", 0, False), ("您什么时候方便寄呢", 0, True), ("48.5元", 1, False)]


def test_the_name_of_a_service_in_quotation_marks_is_no_quotation():
    assert quotations("您说的“不能退”是哪位同事答复的") == ((3, 8),)
    assert quotations("支持“七天无理由退货”") == ()
