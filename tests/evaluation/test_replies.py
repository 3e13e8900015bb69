"""Sent replies judged: counted, masked, and the same whoever judges and however often stopped."""

import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from evaluation.replies.columns import columns_of
from evaluation.replies.engines import Crew, Task, here, in_order
from evaluation.replies.judging import Judging, Meant
from evaluation.replies.logs import open_log
from evaluation.replies.meanings import Planned, Planner, with_meanings
from evaluation.replies.opening import LogChoices, opened
from evaluation.replies.sent import RowReader, Sent
from evaluation.replies.stream import JUDGING, LINES, Stream, rows_done, tally_log
from evaluation.replies.tally import Tally, as_json
from evaluation.run import as_json as run_json
from evaluation.run import to_text
from service.answers.assistant import Assistant
from service.answers.understand import understand
from service.settings import Settings
from tests.evaluation.made import ON, write_log
from tests.evaluation.sent_replies import ROWS, many, reader_of, run


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
    from service.answers.opening import open_assistant

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
