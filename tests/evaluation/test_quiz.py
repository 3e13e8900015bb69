"""Exams out of a base: their answers hold by the base itself, marking, and scripts for mystery shoppers."""

import json
from pathlib import Path

import pytest

from evaluation.answering import answers_of
from evaluation.problem import EvaluationError
from evaluation.quiz.item import Item
from evaluation.quiz.marking import mark, read_answers
from evaluation.quiz.paper import LETTERS, Paper, paper, paper_json, paper_of
from evaluation.quiz.shopper import visits, visits_text
from evaluation.quiz.teaching import Teaching
from knowledge.reading.claims import ClaimsReader
from service.assist.assistant import Assistant
from tests.evaluation.made import ON


@pytest.fixture
def teaching(assistant: Assistant) -> Teaching:
    return Teaching(assistant, answers_of(assistant, ON), ClaimsReader.of(assistant.base), ON)


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


def test_the_stance_of_a_pair_is_the_answer(teaching: Teaching):
    item = next(one for one in paper(teaching, 30, 7, {}).items if "水杨酸" in one.question)

    assert item.question == "视黄醇和水杨酸能一起用吗？"
    assert item.options[item.answer] == "避免同用"
    assert item.because == "一起用容易刺激"


def made(count: int) -> Paper:
    return Paper(
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

    marks = [mark(made(2), read_answers(tmp_path / name)) for name in ("a.json", "a.csv")]

    assert [[(one.item.id, one.answer) for one in found.wrong] for found in marks] == [[("q1", "A")]] * 2


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
