"""Exams out of a base: their answers hold by the base itself, marking, and scripts for mystery shoppers."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from evaluation.boundaries import boundaries
from evaluation.problem import EvaluationError
from evaluation.quiz.item import Item
from evaluation.quiz.marking import mark, read_answers
from evaluation.quiz.paper import LETTERS, Exam, paper, paper_json, paper_of
from evaluation.quiz.shopper import visits, visits_text
from evaluation.quiz.teaching import Teaching
from evaluation.quiz.told import fits
from indexer.ranker.targets import issue_of
from knowledge.deciding.decide import Decider
from knowledge.model.base import Base
from knowledge.model.facts import Value
from knowledge.reading.claims.reader import ClaimsReader
from knowledge.reading.facts.reader import FactReader
from service.answers.assistant import Assistant
from tests.embedded import embedded_base
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

    found = paper(teaching, 30, 7, {})

    asked = {item.entries[0] for item in found.items if item.kind in ("reply", "contradiction")}
    assert asked == {"no-reason-online-within", "no-reason-late"}


@dataclass(frozen=True)
class EmbeddedTeacher:
    """What an exam needs of the embedded base; nothing is searched, so nothing is indexed."""

    base: Base
    decider: Decider
    reader: FactReader

    def policies_of(self, issue: str) -> tuple[str, ...]:
        policies = self.base.policies.items()
        return tuple(key for key, one in policies if issue_of(self.base, one) == issue and not one.browse)


@pytest.fixture(scope="module")
def embedded() -> Teaching:
    base = embedded_base()
    return Teaching(EmbeddedTeacher(base, Decider(base), FactReader.of(base)), ClaimsReader.of(base), ON)


@pytest.fixture(scope="module")
def exams(embedded: Teaching) -> list[Exam]:
    return [paper(embedded, 20, seed, {}) for seed in range(20)]


def line_of(item: Item) -> str:
    return item.question.split("「", 1)[1].split("」\n", 1)[0]


def cases_of(exams: list[Exam]) -> list[Item]:
    return [item for exam in exams for item in exam.items if item.kind != "ingredient"]


def issue_asked(embedded: Teaching, item: Item) -> str:
    base = embedded.assistant.base
    return next(str(issue_of(base, base.policies[key])) for key in item.entries if issue_of(base, base.policies[key]))


def test_an_exam_goes_over_the_issues_of_the_base(embedded: Teaching, exams: list[Exam]):
    issues = [{issue_asked(embedded, item) for item in cases_of([exam])} for exam in exams]

    assert min(map(len, issues)) >= 10
    assert set().union(*issues) == set(embedded.assistant.base.subject_values())


def test_no_line_of_a_customer_and_no_question_stands_twice_in_an_exam(exams: list[Exam]):
    for exam in exams:
        lines = [line_of(item) for item in cases_of([exam])]
        assert len(set(lines)) == len(lines)
        assert len({item.question for item in exam.items}) == len(exam.items) == 20


def test_right_answers_stand_at_every_place_alike(exams: list[Exam]):
    for exam in exams:
        for options in {len(item.options) for item in exam.items}:
            places = Counter(item.answer for item in exam.items if len(item.options) == options)
            counts = [places[place] for place in range(options)]
            assert max(counts) - min(counts) <= 1, (exam.conditions, counts)


def test_what_a_line_states_fits_the_case_that_it_stands_under(embedded: Teaching, exams: list[Exam]):
    base = embedded.assistant.base
    for item in cases_of(exams):
        shown = item.question.split("已知：", 1)[1].split("\n", 1)[0].split("，")
        reading = embedded.reading(line_of(item))
        for name, read in reading.facts.items():
            known = [one for one in shown if one.startswith(f"{base.facts[name].name or name} ")]
            assert known in ([], [embedded.facts_in_words({name: read.value})]), item.question


def test_every_wrong_reply_is_one_of_the_same_issue_that_contradicts_the_case(embedded: Teaching, exams: list[Exam]):
    base, decider = embedded.assistant.base, embedded.assistant.decider
    said: dict[str, set[str]] = {}
    for one in boundaries(base, decider, ON):
        for is_inside in (True, False):
            for channel in base.channels:
                found = embedded.scripted(channel, one.side(is_inside), one.changes)
                said.setdefault(one.issue, set()).add(found[1] if found else "")

    for item in cases_of(exams):
        if item.kind == "reply":
            assert set(item.options) <= said[issue_asked(embedded, item)], item.question


def test_values_to_choose_from_are_those_of_the_outcome_asked_for(embedded: Teaching, exams: list[Exam]):
    outcomes = {one.name: one for one in embedded.assistant.base.outcomes.values()}
    for item in cases_of(exams):
        if item.kind == "decision":
            asked = outcomes[item.question.rsplit("\n", 1)[1].removesuffix("应当怎么处理？")]
            assert len(set(item.options)) == len(item.options) >= 2
            assert asked.is_duration or set(item.options) <= set(asked.labels.values())


def test_no_opening_of_a_shopper_contradicts_what_the_shopper_tells(embedded: Teaching):
    found = [one for seed in range(5) for one in visits(embedded, 20, seed)]

    assert found
    assert [one.opening for one in found if not fits(embedded, one.opening, one.channel, one.told)] == []
    assert [one.opening for one in found if embedded.reading(one.opening).facts] == []


@pytest.mark.parametrize(
    "line, facts, is_fit",
    [
        ("七天内不喜欢能退吗", {"days_since_receipt": 3}, True),
        ("收到十天了不想要", {"days_since_receipt": 10}, True),
        ("收到十天了不想要", {"days_since_receipt": 3}, False),
        ("用了一个月不想要了", {"days_since_receipt": 7}, False),
        ("用过了不想要", {"seal_broken": False}, False),
        ("用过了不想要", {"seal_broken": True}, True),
        ("面霜变质了", {"seal_broken": True}, False),
    ],
)
def test_a_line_fits_a_case_that_nothing_in_it_speaks_against(
    embedded: Teaching, line: str, facts: dict[str, Value], is_fit: bool
):
    assert fits(embedded, line, "tmall", {"issue": "no_reason", "purchased_via": "online", **facts}) is is_fit


def test_the_stance_of_a_pair_is_the_answer(teaching: Teaching):
    item = next(one for one in paper(teaching, 30, 7, {}).items if "水杨酸" in one.question)

    assert item.question == "视黄醇和水杨酸能一起用吗？"
    assert set(item.options) == {"可以搭配", "谨慎搭配", "避免同用"}
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
