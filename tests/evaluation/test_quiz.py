"""Exams out of a base: their answers hold by the base itself, marking, and scripts for mystery shoppers."""

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from evaluation.problem import EvaluationError
from evaluation.quiz.cases import Told, replies_of_others, told_cases
from evaluation.quiz.item import Item
from evaluation.quiz.marking import mark, read_answers
from evaluation.quiz.paper import LETTERS, Exam, paper, paper_json, paper_of
from evaluation.quiz.shopper import visits, visits_text
from evaluation.quiz.teaching import Teaching
from knowledge.reading.claims.reader import ClaimsReader
from service.answers.assistant import Assistant
from tests.evaluation.made import ON, POLICIES, assistant_of, settings_of


@pytest.fixture
def teaching(assistant: Assistant) -> Teaching:
    return Teaching(assistant, ClaimsReader.of(assistant.base), ON)


def test_an_exam_has_every_kind_and_comes_from_its_seed(teaching: Teaching):
    found = paper(teaching, 10, 7, {"date": "2026-11-21"})

    assert {item.kind for item in found.items} >= {"contradiction", "ingredient"}
    assert [item.id for item in found.items] == [f"q{number}" for number in range(1, len(found.items) + 1)]
    assert paper(teaching, 10, 7, {"date": "2026-11-21"}) == found


def test_the_answer_to_a_contradiction_is_what_the_reply_check_says(teaching: Teaching):
    items = [item for item in paper(teaching, 30, 7, {}).items if item.kind == "contradiction"]

    assert items
    for item in items:
        says_wrong = "应为" in item.because
        assert item.answer == int(says_wrong)


def test_an_exam_asks_for_replies_where_the_base_offers_one_general_script_for_an_issue(tmp_path: Path):
    general = """\
  no-reason-general:
    title: 不想要了
    when: {issue: no_reason}
    asks: [不想要了怎么办, 后悔买了, 想退一件没用过的, 这个不要了]
    say: {default: 请问您是哪一天签收的，封口拆开了吗？}
"""
    assistant = assistant_of(settings_of(tmp_path, POLICIES + general))
    teaching = Teaching(assistant, ClaimsReader.of(assistant.base), ON)

    cases = told_cases(teaching, Random(7))

    assert {one.policy for one in cases} == {"no-reason-online-within", "no-reason-late"}
    assert all(one.reply != one.other_reply for one in cases)


def test_the_options_are_said_on_the_channel_of_the_case_those_of_its_issue_first(teaching: Teaching):
    quality = Told("quality-return", "email", "", {"issue": "quality"}, "", {}, ("return",), "")
    within = {"issue": "no_reason", "purchased_via": "online", "days_since_receipt": 7, "seal_broken": False}
    mine = Told("no-reason-online-within", "douyin", "", within, "", {}, ("return",), "")

    said = list(replies_of_others(teaching, mine, [quality, replace(mine, channel="email")]))

    assert said == [
        "亲～七天内没拆可以退，运费您出哈",
        "非常抱歉，质量问题可以退货也可以换货，全额退款，寄回运费由我们承担。",
    ]


def test_the_stance_of_a_pair_is_the_answer(teaching: Teaching):
    item = next(one for one in paper(teaching, 30, 7, {}).items if "水杨酸" in one.question)

    assert item.question == "视黄醇和水杨酸能一起用吗？"
    assert item.options[item.answer] == "避免同用"
    assert item.because == "一起用容易刺激"


def made(count: int) -> Exam:
    return Exam(
        {}, tuple(Item(f"q{number}", "reply", "?", ("x", "y"), number % 2, "so", ()) for number in range(count))
    )


@pytest.mark.parametrize("right, passes", [(20, True), (18, True), (17, False), (0, False)])
def test_nine_in_ten_pass(right: int, passes: bool):
    exam = made(20)
    answers = {item.id: LETTERS[item.answer] for item in exam.items[:right]}

    found = mark(exam, answers)

    assert (found.right, found.passes, len(found.wrong)) == (right, passes, 20 - right)


def test_answers_are_read_from_json_and_csv(tmp_path: Path):
    (tmp_path / "a.json").write_text('{"q0": " a ", "q1": "A"}', "utf-8")
    (tmp_path / "a.csv").write_text("题号,答案\nq0,a\nq1,A\n", "utf-8")
    (tmp_path / "excel.csv").write_text("题号,答案\nq0,a\nq1,A\n", "gb18030")

    marks = [mark(made(2), read_answers(tmp_path / name)) for name in ("a.json", "a.csv", "excel.csv")]

    assert [[(one.item.id, one.answer) for one in found.wrong] for found in marks] == [[("q1", "A")]] * 3


def test_a_file_without_answers_is_no_exam_that_was_failed(tmp_path: Path):
    (tmp_path / "a.csv").write_text("q1 A\nq2 B\n", "utf-8")
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04\xff\xff")

    with pytest.raises(EvaluationError, match="write an id and a letter a line"):
        read_answers(tmp_path / "a.csv")
    with pytest.raises(EvaluationError, match="give JSON or CSV"):
        read_answers(tmp_path / "a.xlsx")


def test_an_answer_to_another_paper_is_refused():
    with pytest.raises(EvaluationError, match="the answers name 'q9', which the paper does not hold"):
        mark(made(2), {"q9": "A"})


def test_a_paper_comes_back_as_it_was_written_and_can_hide_its_answers(teaching: Teaching):
    found = paper(teaching, 5, 7, {"date": "2026-11-21"})

    assert paper_of(json.loads(json.dumps(paper_json(found)))) == found
    assert not {"answer", "because"} & set(paper_json(found, with_answers=False)["items"][0])
    with pytest.raises(EvaluationError, match="holds no answers"):
        paper_of(paper_json(found, with_answers=False))


def test_a_shopper_goes_to_both_sides_of_a_bound(teaching: Teaching):
    found = visits(teaching, 2, 7)

    assert found[0].decisive == found[1].decisive
    assert found[0].expected == found[1].wrong
    text = visits_text(found, teaching)
    assert text.count("应得到的处理") == 2
    assert found[0].opening in text
