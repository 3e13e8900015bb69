"""Agreement of answers: what must be the same, what must change, and that a planted disagreement is found."""

from pathlib import Path
from random import Random

import pytest

from evaluation.answering import answers_of
from evaluation.boundaries import boundaries
from evaluation.consistency.behaviours import read_behaviours
from evaluation.consistency.measured import Examined, consistency
from evaluation.consistency.variants import homophone, polite, traditional, typo
from evaluation.consistency.views import AnswerView, Looking, clashing_outcomes, differences, is_excused
from evaluation.problem import EvaluationError
from evaluation.run import Run
from evaluation.suite import read_suite
from service.answers.assistant import Assistant
from tests.evaluation.made import LATE, ON, POLICIES, QUALITY, assistant_of, question, settings_of, write_suite

LINES = [
    question("a", "面霜变质了还能退吗", QUALITY, group="g"),
    question("b", "收到的精华有股怪味", QUALITY, group="g"),
    question("c", "过了七天还能无理由吗", LATE, facts={"issue": "no_reason", "days_since_receipt": 9}),
]


def run_of(assistant: Assistant, path: Path) -> Run:
    suite, behaviours = read_suite(path, assistant.base), read_behaviours(path, assistant.base)
    return consistency(
        Examined(assistant, suite, behaviours, ON, 7), {"date": ON.isoformat()}, lambda what, share: None
    )


def wrong(run: Run) -> list[str]:
    return [one.id for one in run.cases if not one.right]


def test_a_base_without_channel_differences_answers_alike_everywhere(tmp_path: Path, assistant: Assistant):
    run = run_of(assistant, write_suite(tmp_path / "s.jsonl", LINES))

    figures = {one.name: one.value for one in run.measures}
    assert (figures["same_entry"], figures["same_decision"], figures["wording"]) == (1.0, 1.0, 1.0)
    assert (figures["paraphrase_entry"], figures["paraphrase_decision"]) == (1.0, 1.0)
    assert figures["direction"] == 1.0


def test_a_channel_that_decides_otherwise_is_found_with_both_texts(tmp_path: Path):
    planted = POLICIES.replace(
        "    when: {issue: quality}\n", "    when: {issue: quality}\n    channels: [tmall, jd]\n"
    ) + (
        "  quality-elsewhere:\n    title: 别处\n    when: {issue: quality}\n    channels: [douyin]\n"
        "    decide: {return: refused}\n    asks: [抖音买的坏了能退吗]\n    say: {default: 抱歉，退不了。}\n"
    )
    assistant = assistant_of(settings_of(tmp_path, planted))

    run = run_of(assistant, write_suite(tmp_path / "s.jsonl", LINES))

    assert "channels/a/decision" in wrong(run)
    clash = next(one for one in run.details["clashes"] if one["miss"].get("over") == "decisions")
    assert clash["issue"] == "quality"
    assert "return" in clash["outcomes"]
    assert "抱歉，退不了。" in "".join(clash["replies"]) or "没有建议" in "".join(clash["replies"])


def test_a_declared_difference_is_excused(tmp_path: Path):
    planted = POLICIES.replace(
        "    when: {issue: quality}\n",
        "    when: {issue: quality}\n    channels: [tmall, jd, website, wechat, hotline, email, store, xiaohongshu]\n",
    ) + (
        "  quality-elsewhere:\n    title: 别处\n    when: {issue: quality}\n    channels: [douyin]\n"
        "    differs: {from: [quality-return], because: 平台规则}\n"
        "    decide: {return: refused, exchange: refused, refund: none, return_shipping: customer}\n"
        "    asks: [抖音买的坏了能退吗]\n    say: {default: 抱歉，退不了。}\n"
    )
    assistant = assistant_of(settings_of(tmp_path, planted))

    run = run_of(assistant, write_suite(tmp_path / "s.jsonl", LINES))

    assert "channels/a/decision" not in wrong(run)


def test_a_text_that_states_another_outcome_than_its_case_is_found(tmp_path: Path):
    planted = POLICIES.replace("寄回运费由我们承担。}", "寄回运费由我们承担。, jd: 亲，退不了的哦}")
    assistant = assistant_of(settings_of(tmp_path, planted))

    run = run_of(assistant, write_suite(tmp_path / "s.jsonl", LINES))

    assert {"wording/a", "wording-between/a"} <= set(wrong(run))


def test_the_seventh_day_is_a_bound_of_the_base(assistant: Assistant):
    found = {(one.fact, one.inside, one.outside): one for one in boundaries(assistant.base, assistant.decider, ON)}

    seventh = found["days_since_receipt", 7, 8]
    assert seventh.changes == {"return": ("allowed", "refused")}
    assert seventh.facts == {"issue": "no_reason", "purchased_via": "online", "seal_broken": False}
    assert ("days_since_receipt", 8, 7) not in found or found["days_since_receipt", 8, 7].policy == "no-reason-late"


def test_lines_of_a_suite_say_what_must_change_and_what_must_not(tmp_path: Path, assistant: Assistant):
    facts = {"issue": "no_reason", "purchased_via": "online", "seal_broken": False}
    sides = {"from": {"facts": {"days_since_receipt": 7}}, "to": {"facts": {"days_since_receipt": 8}}}
    lines = [
        *LINES,
        {
            "id": "d",
            "behaviour": "direction",
            "text": "不喜欢想退",
            "facts": facts,
            **sides,
            "change": {"return": ["allowed", "refused"]},
        },
        {"id": "e", "behaviour": "direction", "text": "不喜欢想退", "facts": facts, **sides, "change": ["exchange"]},
        {"id": "f", "behaviour": "invariance", "texts": ["面霜变质了还能退吗", "收到的精华有股怪味"]},
        {"id": "g", "behaviour": "invariance", "texts": ["面霜变质了还能退吗", "今天天气怎么样"]},
    ]

    run = run_of(assistant, write_suite(tmp_path / "s.jsonl", lines))

    found = {one.id: one.right for one in run.cases if "/suite/" in one.id}
    assert found == {
        "direction/suite/d": True,
        "direction/suite/e": False,
        "invariance/suite/f": True,
        "invariance/suite/g": False,
    }


def test_a_behaviour_of_unknown_outcomes_is_refused(tmp_path: Path, assistant: Assistant):
    line = {"id": "d", "behaviour": "direction", "text": "x", "from": {}, "to": {}, "change": ["retrun"]}

    with pytest.raises(EvaluationError, match=r"s\.jsonl:1: there is no outcome 'retrun'"):
        read_behaviours(write_suite(tmp_path / "s.jsonl", [line]), assistant.base)


def test_spellings_come_from_their_seed_and_leave_numbers_alone():
    text = "签收八天了面霜有股怪味还能退吗"
    sounds = {"mian": ("免", "面"), "wei": ("味", "为")}

    assert traditional("面霜变质") == "面霜變質"
    assert typo(text, Random(1)) == typo(text, Random(1)) != text
    assert homophone(text, Random(1), sounds) == text  # too few places to be sure of the same meaning
    assert all("八天" in typo(text, Random(seed)) for seed in range(50))
    assert text in polite(text, Random(1))


def view(decision: dict[str, str], policies: dict[str, tuple[str, ...]]) -> AnswerView:
    return AnswerView("x", "tmall", ("policy", "p"), "quality", decision, policies, "", {})


def test_outcomes_are_compared_one_by_one():
    left = view({"return": "allowed", "refund": "full", "respond": "2880m"}, {})
    right = view({"return": "refused", "refund": "full"}, {})

    assert differences(left, right) == ("respond", "return")


def test_texts_clash_where_they_state_nothing_in_common():
    left = {"return": frozenset({"allowed", "refused"}), "refund": frozenset({"full"})}
    right = {"return": frozenset({"refused"}), "refund": frozenset({"none"})}

    assert clashing_outcomes(left, right) == ("refund",)


def test_a_difference_that_no_policy_declares_is_not_excused(assistant: Assistant):
    left = view({"return": "allowed"}, {"return": ("quality-return",)})
    right = view({"return": "refused"}, {"return": ("no-reason-late",)})

    assert not is_excused(left, right, ("return",), assistant.base, ON)


def test_a_view_marks_what_is_open(assistant: Assistant):
    looking = Looking(assistant.base, answers_of(assistant, ON))

    seen = looking.view("不喜欢想退", "tmall", {"issue": "no_reason"})

    assert seen.decision["return"] == "?"
