"""Logs of replies: read from every format, judged, counted, masked, and the same whoever judges and however often stopped."""

import json
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.problem import EvaluationError
from evaluation.replies.columns import columns_of, given_columns
from evaluation.replies.command import Choices, judge_log
from evaluation.replies.conflicts import ConflictBounds, channel_conflicts
from evaluation.replies.customers import CustomerSample
from evaluation.replies.engines import Crew, Task, here, in_order
from evaluation.replies.figures import run_of
from evaluation.replies.judging import Judging, Meant
from evaluation.replies.logs import open_log
from evaluation.replies.meanings import Planned, Planner, with_meanings
from evaluation.replies.moments import moment_of
from evaluation.replies.opening import LogChoices, opened
from evaluation.replies.sent import RowReader, Sent, Unreadable
from evaluation.replies.stream import JUDGING, LINES, Stream, rows_done, tally_log
from evaluation.replies.tally import ReplyCell, Situation, Tally, Values, WrongClaim, as_json, tally_of
from evaluation.run import Run, to_text
from evaluation.run import as_json as run_json
from service.answers.assistant import Assistant
from service.answers.understand import understand
from service.settings import Settings
from tests.evaluation.made import ON, write_log

FACTS = json.dumps({"issue": "quality", "days_since_receipt": 9})
ROWS: list[dict[str, str]] = [
    {
        "渠道": "天猫旗舰店",
        "顾客消息": "面霜变质了能退吗",
        "客服回复": "可以退的，运费我们承担",
        "facts": FACTS,
        "工号": "A1",
        "时间": "2026-11-02 10:00",
    },
    {
        "渠道": "抖音客服",
        "顾客消息": "面霜变质了能退吗，电话13812345678",
        "客服回复": "亲，退不了哦",
        "facts": FACTS,
        "工号": "A2",
        "时间": "2026-11-09 10:00",
    },
    {
        "渠道": "抖音客服",
        "顾客消息": "在吗",
        "客服回复": "在的亲",
        "facts": FACTS,
        "工号": "A2",
        "时间": "2026-11-09T10:00:00+08:00",
    },
    {
        "渠道": "jd",
        "顾客消息": "精华有股怪味",
        "客服回复": "我们家是最好用的",
        "facts": "",
        "工号": "13912345678",
        "时间": "",
    },
    {
        "渠道": "哪里",
        "顾客消息": "今天天气怎么样",
        "客服回复": "不清楚呢",
        "facts": '{"isue": 1}',
        "工号": "",
        "时间": "x",
    },
    {"渠道": "jd", "顾客消息": "在吗", "客服回复": "", "facts": "", "工号": "", "时间": ""},
]


def run(log: Path, assistant: Assistant, settings: Settings, workers: int = 0, **more: Any) -> Run:
    choices = Choices(log, LogChoices(), "local", None, workers, False, more.get("out"), ON)
    return judge_log(choices, assistant, settings, {"date": ON.isoformat()}, lambda what, share: None)


def test_what_agents_sent_is_held_against_the_policies(tmp_path: Path, assistant: Assistant, settings: Settings):
    found = run(write_log(tmp_path / "log.csv", ROWS), assistant, settings, out=tmp_path / "out")

    shares = {one.name: (one.value, one.count) for one in found.measures}
    assert shares["contradictions"] == (0.2, 5)
    assert shares["stating"] == (0.4, 5)
    assert shares["forbidden"] == (0.2, 5)
    assert shares["contradictions/channel:douyin"] == (0.5, 2)
    assert shares["contradictions/week:2026-W46"] == (0.5, 2)
    assert shares["contradictions/policy:quality-return"] == (0.5, 2)
    assert shares["conflicts_between_channels"] == (1.0, 2)
    assert shares["situations_in_conflict"] == (0.0, 1)
    assert found.details["wrong"] == [["return", "refused", ["allowed"], 1]]
    assert found.details["forbidden"] == [["ban", "最好用", 1]]
    assert found.details["unreadable"] == {"no reply": 1}
    assert found.details["faults"] == {"channel": 1, "facts.isue": 1}
    assert found.details["conflicts"][0]["replies"] == ["亲，退不了哦", "可以退的，运费我们承担"]
    assert not any(one["is_conflict"] for one in found.details["conflicts"])  # one reply is none yet
    assert [(one.id, one.right) for one in found.cases if one.about["issue"] == "quality"] == [
        ("douyin/quality", False),
        ("jd/quality", True),
        ("tmall/quality", True),
    ]


def test_nothing_personal_is_written(tmp_path: Path, assistant: Assistant, settings: Settings):
    out = tmp_path / "out"

    found = run(write_log(tmp_path / "log.csv", ROWS), assistant, settings, out=out)

    written = (out / LINES).read_text("utf-8") + to_text(run_json(found))
    assert "13812345678" not in written
    assert "13912345678" not in written
    lines = [json.loads(line) for line in (out / LINES).read_text("utf-8").splitlines()]
    assert [(one["row"], one["verdict"], one["asked"]) for one in lines] == [
        (3, "contradicts", "面霜变质了能退吗，电话〔电话〕"),
        (5, "silent", "精华有股怪味"),
    ]


def many(tmp_path: Path, count: int) -> Path:
    return write_log(
        tmp_path / "many.csv", [{**ROWS[number % len(ROWS)], "工号": f"A{number % 7}"} for number in range(count)]
    )


def reader_of(assistant: Assistant) -> RowReader:
    return RowReader(assistant.base, columns_of(ROWS[0], {}, assistant.base), ON, "Asia/Shanghai")


def judged(stream: Stream, engine: Any, progress: Any) -> Tally:
    with open_log(stream.log) as places:
        return tally_log(stream, places, engine, progress)


def test_a_stopped_run_is_taken_up_and_ends_the_same(tmp_path: Path, assistant: Assistant, settings: Settings):
    log = many(tmp_path, 3_500)
    reader = reader_of(assistant)
    whole, stopped = Stream(log, tmp_path / "whole", {}, reader), Stream(log, tmp_path / "stopped", {}, reader)
    task = Task.of(settings, columns_of(ROWS[0], {}, assistant.base), ON, assistant.snapshot)
    expected = judged(whole, here(task, assistant), lambda what, share: None)

    def stop(what: str, share: float) -> None:
        if what == JUDGING and share > 0.9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judged(stopped, here(task, assistant), stop)
    shares: list[float] = []
    done = rows_done(stopped)
    resumed = judged(
        stopped, here(task, assistant), lambda what, share: shares.append(share) if what == JUDGING else None
    )

    assert done == 2_000
    assert as_json(resumed) == as_json(expected)
    assert (stopped.folder / LINES).read_bytes() == (whole.folder / LINES).read_bytes()
    assert shares[0] > 0.8
    assert sorted(path.name for path in stopped.folder.iterdir()) == [LINES]


def test_a_checkpoint_of_another_base_is_not_taken_up(tmp_path: Path, assistant: Assistant, settings: Settings):
    log = many(tmp_path, 3_500)
    task = Task.of(settings, columns_of(ROWS[0], {}, assistant.base), ON, assistant.snapshot)

    def stop(what: str, share: float) -> None:
        if what == JUDGING and share > 0.9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judged(Stream(log, tmp_path / "out", {"snapshot": "old"}, reader_of(assistant)), here(task, assistant), stop)
    shares: list[float] = []
    judged(
        Stream(log, tmp_path / "out", {"snapshot": "new"}, reader_of(assistant)),
        here(task, assistant),
        lambda what, share: shares.append(share) if what == JUDGING else None,
    )

    assert shares[0] < 0.4


def texts_of(planned: Planned) -> list[tuple[str, ...]]:
    return [batch.texts for batch in planned.batches]


def test_a_message_that_a_log_repeats_is_understood_once_with_the_stretch_that_has_it_first():
    planner = Planner()

    found = [texts_of(planner.plan([], texts)) for texts in ({"在吗", "几点开门"}, {"在吗", "退吗"}, {"退吗"})]

    assert found == [[("几点开门", "在吗")], [("退吗",)], []]


def test_a_run_that_is_taken_up_makes_the_batches_that_it_needs_as_they_were_made_before():
    planner = Planner()
    before = [planner.plan([], texts, is_judged=True) for texts in ({"甲", "乙"}, {"丙"})]

    after = planner.plan([], {"乙", "丁"})

    assert [texts_of(one) for one in before] == [[], []]
    assert texts_of(after) == [("丁",), ("乙", "甲")]


def test_what_is_remembered_of_a_log_is_bounded():
    planner = Planner(most=3)

    plans = [planner.plan([], texts) for texts in ({"甲", "乙"}, {"丙", "丁"}, {"丙"}, {"甲"})]

    assert [(texts_of(one), one.forgets) for one in plans] == [
        ([("乙", "甲")], False),
        ([("丁", "丙")], True),
        ([], False),
        ([("甲",)], False),
    ]


def test_each_stretch_comes_with_what_its_messages_mean():
    planner = Planner(most=3)
    understand = lambda texts: lambda: {text: Meant(text, False) for text in texts}  # noqa: E731
    stretches = [{"甲", "乙"}, {"丙", "丁"}, {"丙"}, {"甲"}]

    found = with_meanings((planner.plan([], texts) for texts in stretches), Crew(2, understand, understand))

    assert [{*one.meant} for one in found] == stretches


def test_a_log_is_read_once_and_its_rows_are_numbered_as_excel_does(tmp_path: Path, assistant: Assistant):
    log = write_log(tmp_path / "log.csv", ROWS)

    with opened(log, LogChoices(), assistant.base, "Asia/Shanghai") as held:
        seen = [(place.number, place.row["客服回复"]) for place in held.rows]

    assert seen == [(number, row["客服回复"]) for number, row in enumerate(ROWS, 2)]


def test_parts_come_back_in_order_and_only_a_few_wait():
    asked: list[int] = []
    fetched: list[int] = []

    def submit(rows: Any) -> Any:
        asked.append(rows)
        return lambda: fetched.append(rows) or rows

    found = list(islice(in_order(iter(range(100)), submit, 2), 3))

    assert found == [0, 1, 2]
    assert len(asked) - len(fetched) <= 4


@pytest.mark.slow
def test_two_processes_come_to_the_same_bytes(tmp_path: Path):
    from tests.evaluation.made import settings_of

    settings = settings_of(tmp_path).model_copy(update={"encoder": "use"})
    from service.answers.assistant import open_assistant

    assistant = open_assistant(settings)
    log = many(tmp_path, 3_500)

    one = run(log, assistant, settings, workers=0, out=tmp_path / "one")
    two = run(log, assistant, settings, workers=2, out=tmp_path / "two")

    assert to_text(run_json(two)) == to_text(run_json(one))
    assert (tmp_path / "two" / LINES).read_bytes() == (tmp_path / "one" / LINES).read_bytes()


def test_a_message_of_a_log_is_understood_as_the_service_understands_it(assistant: Assistant):
    reader = RowReader(assistant.base, columns_of(["asked", "reply"], {}, assistant.base), ON, "Asia/Shanghai")
    texts = ["面霜有股怪味", "买来三天了想退", "今天天气怎么样", "拆开用过了", ""]
    sent = [
        one
        for number, text in enumerate(texts)
        if isinstance(one := reader.read(number, {"asked": text, "reply": "好"}), Sent)
    ]
    judging = Judging(assistant)

    judging.prepare(sent)

    for one in sent:
        understood = understand(assistant, one.asked, {}, (), ON)
        assert judging.case_of(one).facts == {name: fact.value for name, fact in understood.facts.items()}
        assert Judging(assistant).case_of(one) == judging.case_of(one)


def _xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(ROWS[0]))
    for row in ROWS:
        sheet.append(list(row.values()))
    book.save(path)
    return path


def _jsonl(path: Path) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), "utf-8")
    return path


def _gb(path: Path) -> Path:
    text = write_log(path, ROWS).read_text("utf-8")
    path.write_bytes(text.encode("gb18030"))
    return path


def _utf16(path: Path) -> Path:
    text = write_log(path, ROWS).read_text("utf-8")
    path.write_bytes(text.encode("utf-16"))
    return path


def _parquet(path: Path) -> Path:
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pytest.importorskip("pyarrow").Table.from_pylist(ROWS), path)
    return path


@pytest.mark.parametrize(
    "name, write",
    [("log.jsonl", _jsonl), ("log.xlsx", _xlsx), ("log.csv", _gb), ("log.csv", _utf16), ("log.parquet", _parquet)],
)
def test_every_format_is_read_alike(tmp_path: Path, assistant: Assistant, settings: Settings, name: str, write: Any):
    plain = run(write_log(tmp_path / "plain.csv", ROWS), assistant, settings)

    found = run(write(tmp_path / name), assistant, settings)

    assert (found.measures, found.cases) == (plain.measures, plain.cases)


@pytest.mark.parametrize(
    "name, text, said",
    [
        ("log.doc", "", "ends in .doc"),
        ("log.csv", "a,b\n1,2\n", "no column holds the reply"),
        ("log.xlsx", "no workbook", "is no workbook"),
        ("log.csv", "reply,asked\n,在吗\n", "no reply that can be judged"),
        ("log.csv", "reply,channel\n", "the log log.csv holds no row"),
        ("none.csv", None, "there is no log"),
    ],
)
def test_a_log_that_cannot_be_used_says_why(
    tmp_path: Path, assistant: Assistant, settings: Settings, name: str, text: str | None, said: str
):
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")

    with pytest.raises(EvaluationError, match=said):
        run(tmp_path / name, assistant, settings)


def test_parquet_without_pyarrow_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    (tmp_path / "log.parquet").write_bytes(b"")

    with (
        pytest.raises(EvaluationError, match="needs the package pyarrow"),
        open_log(tmp_path / "log.parquet") as places,
    ):
        next(places)


def test_ray_without_ray_names_the_package(
    tmp_path: Path, assistant: Assistant, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    choices = Choices(write_log(tmp_path / "log.csv", ROWS), LogChoices(), "ray", None, 2, False, None, ON)

    with pytest.raises(EvaluationError, match="needs the package ray"):
        judge_log(choices, assistant, settings, {}, lambda what, share: None)


def test_columns_that_the_user_names_win(assistant: Assistant):
    found = columns_of(["reply", "原文", "issue", "签收天数"], given_columns(["reply=原文"]), assistant.base)

    assert found.fields["reply"] == "原文"
    assert found.facts["issue"] == "issue"
    with pytest.raises(EvaluationError, match="there is no field 'repl'"):
        given_columns(["repl=原文"])


def test_facts_are_typed_and_what_does_not_fit_is_left_out(assistant: Assistant):
    columns = columns_of(["reply", "facts", "issue", "seal_broken", "days_since_receipt"], {}, assistant.base)
    row = {
        "reply": "好",
        "facts": '{"severity": 3}',
        "issue": "质量问题",
        "seal_broken": "否",
        "days_since_receipt": 7.0,
    }

    found = RowReader(assistant.base, columns, ON, "Asia/Shanghai").read(1, row)

    assert isinstance(found, Sent)
    assert found.facts == {"issue": "quality", "seal_broken": False, "days_since_receipt": 7}
    assert found.faults == ("facts.severity",)


def test_a_row_without_a_reply_is_counted_and_not_judged(assistant: Assistant):
    columns = columns_of(["reply"], {}, assistant.base)

    assert RowReader(assistant.base, columns, ON, "Asia/Shanghai").read(3, {"reply": " "}) == Unreadable(3, "no reply")


@pytest.mark.parametrize(
    "written, day",
    [
        ("2026-11-21T23:30:00+00:00", date(2026, 11, 22)),  # already tomorrow in Shanghai
        ("2026/11/2 8:05", date(2026, 11, 2)),
        ("2026年11月2日", date(2026, 11, 2)),
        (1_795_305_600, date(2026, 11, 22)),
        (1_795_305_600_000, date(2026, 11, 22)),
        ("1795305600", date(2026, 11, 22)),
        ("2026-02-31", None),
        ("gestern", None),
        (None, None),
    ],
)
def test_times_are_read_as_logs_write_them(written: Any, day: date | None):
    found = moment_of(written, "Asia/Shanghai")

    assert (found.date() if found else None) == day


ALLOWED: Values = (("return", "allowed"),)
REFUSED: Values = (("return", "refused"),)
FULL: Values = (("refund", "full"),)


def tally_of_statements(channels: dict[str, dict[Values, int]]) -> Tally:
    tally = Tally()
    customer = 0
    for channel, said in channels.items():
        for key, count in said.items():
            for _ in range(count):
                customer += 1
                tally.say(Situation("quality"), channel, key, customer, lambda key=key: str(key))
    return tally


def test_a_channel_is_in_conflict_where_a_share_and_a_number_of_its_replies_state_something_else():
    tally = tally_of_statements(
        {"tmall": {ALLOWED: 95, REFUSED: 5}, "jd": {ALLOWED: 40, REFUSED: 10}, "pdd": {ALLOWED: 8, REFUSED: 2}}
    )

    found = channel_conflicts(tally, ConflictBounds(share=0.1, count=3))

    assert [(one.channel, one.usual, one.departing, one.stating) for one in found.conflicts] == [
        ("jd", "allowed", 10, 50)
    ]
    assert [(one.channel, one.is_conflict) for one in found.departures] == [
        ("jd", True),
        ("tmall", False),  # a number, but no share
        ("pdd", False),  # a share, but no number
    ]
    jd = found.conflicts[0]
    assert (round(jd.interval.low, 4), round(jd.interval.high, 4)) == (0.1124, 0.3304)  # Wilson, by hand
    assert (found.customers_departing, found.customers) == (17, 160)
    assert (found.situations, found.situations_in_conflict) == (1, 1)


def test_each_channel_has_one_vote_in_what_is_usual_and_a_reply_without_a_channel_has_none():
    tally = tally_of_statements({"tmall": {REFUSED: 900}, "jd": {ALLOWED: 5}, "pdd": {ALLOWED: 5}, "-": {REFUSED: 9}})

    found = channel_conflicts(tally, ConflictBounds())

    assert [(one.channel, one.usual) for one in found.conflicts] == [("tmall", "allowed")]
    assert (found.customers_departing, found.customers) == (900, 910)


def test_what_only_one_channel_speaks_of_is_no_conflict():
    found = channel_conflicts(tally_of_statements({"tmall": {ALLOWED: 9}, "jd": {FULL: 9}}), ConflictBounds())

    assert (found.departures, found.customers, found.situations) == ((), 0, 0)


def test_a_customer_who_was_told_twice_counts_once():
    tally = Tally()
    for channel, said in (("tmall", REFUSED), ("tmall", (*REFUSED, *FULL)), ("jd", ALLOWED), ("pdd", ALLOWED)):
        tally.say(Situation("quality"), channel, said, {"tmall": 1, "jd": 2, "pdd": 3}[channel], lambda: "")

    found = channel_conflicts(tally, ConflictBounds(share=0.1, count=1))

    assert (found.customers_departing, found.customers) == (1, 3)


@given(st.lists(st.integers(0, 10_000), max_size=60), st.integers(0, 60))
def test_a_sample_of_customers_does_not_turn_on_where_a_log_was_cut(customers: list[int], cut: int):
    def sample(these: list[int]) -> CustomerSample[str]:
        made: CustomerSample[str] = CustomerSample(most=8)
        for one in these:
            made.add("told", one)
        return made

    merged = sample(customers[:cut])
    merged.merge(sample(customers[cut:]))

    assert merged == sample(customers)
    assert len(merged.union(["told"])) <= 8


Line = st.tuples(
    st.sampled_from([Situation("a"), Situation("b", ALLOWED), Situation("b", ALLOWED, ("refund",))]),
    st.sampled_from(["tmall", "jd"]),
    st.sampled_from([ALLOWED, REFUSED]),
)


def counted(lines: list[tuple[Situation, str, Values]]) -> Tally:
    tally = Tally(rows=len(lines), judged=len(lines))
    for situation, channel, said in lines:
        tally.count("channel", channel, "n")
        tally.say(
            situation, channel, said, len(channel + situation.issue), lambda shown=f"{situation}{channel}{said}": shown
        )
        tally.miss(situation.issue, channel)
        tally.count_cell(ReplyCell(channel, situation.issue), "n")
        tally.wrong[WrongClaim("return", "refused", ("allowed",))] = 1 + tally.wrong.get(
            WrongClaim("return", "refused", ("allowed",)), 0
        )
    return tally


@given(st.lists(Line, max_size=30), st.integers(0, 30))
def test_tallies_of_the_parts_merge_to_the_tally_of_the_whole(lines: list[tuple[Situation, str, Values]], cut: int):
    merged = counted(lines[:cut])
    merged.merge(counted(lines[cut:]))

    assert merged == counted(lines)
    assert tally_of(json.loads(json.dumps(as_json(merged)))) == merged


def test_the_run_does_not_depend_on_where_a_log_was_cut(assistant: Assistant):
    lines = [(Situation("a"), "tmall", ALLOWED), (Situation("a"), "jd", REFUSED), (Situation("b"), "jd", REFUSED)]
    merged = counted(lines[:1])
    merged.merge(counted(lines[1:]))

    assert to_text(run_json(run_of(merged, {}, assistant.base))) == to_text(
        run_json(run_of(counted(lines), {}, assistant.base))
    )
