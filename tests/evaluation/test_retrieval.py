"""Retrieval over answers that are written out: what is measured, and why a miss is one."""

from pathlib import Path

import pytest

from evaluation.answering import answers_of
from evaluation.problem import EvaluationError
from evaluation.retrieval import retrieval
from evaluation.run import Run
from evaluation.suite import read_suite
from indexer.retriever import Confidence
from service.answers.answer import ReadFact, Source
from service.answers.assistant import Assistant
from service.answers.suggestion import Suggestion, Suggestions, Why
from tests.evaluation.made import LATE, NONE, ON, QUALITY, question, write_suite


def offer(kind: str, id: str, score: float = 0.9, **decision: str) -> Suggestion:
    return Suggestion(
        kind=kind,  # type: ignore[arg-type]
        id=id,
        title=id,
        reply=id,
        score=score,
        confidence=Confidence.HIGH if score >= 0.85 else Confidence.MEDIUM,
        decision=decision,
        case={},
        open=(),
        contested=(),
        why=Why(matched=f"near {id}", basis=(), policies={}),
        source=Source(file="policies.yaml", line=1),
        overdue=False,
    )


def answer(issue: str, *suggestions: Suggestion) -> Suggestions:
    facts = {"issue": ReadFact(value=issue, origin="text")}
    return Suggestions(facts=facts, suggestions=suggestions, ask=(), snapshot="")


WRITTEN = {
    "对": answer("quality", offer("policy", "quality-return", 0.95, **{"return": "allowed"})),
    "二": answer(
        "quality", offer("ingredient", "retinol", 0.55), offer("policy", "quality-return", 0.4, **{"return": "allowed"})
    ),
    "错": answer("no_reason", offer("policy", "no-reason-late", 0.85, **{"return": "refused"})),
    "静": Suggestions(facts={}, suggestions=(), ask=(), snapshot=""),
}
LINES = [
    question("right", "对", QUALITY, group="g", tags=["plain"]),
    question("second", "二", QUALITY, group="g", tags=["typo"]),
    question("wrong", "错", QUALITY, tags=["typo"]),
    question("silent", "静", LATE),
    question("quiet", "静", NONE),
    question("loud", "错", NONE),
]


@pytest.fixture
def run(tmp_path: Path, assistant: Assistant) -> Run:
    suite = read_suite(write_suite(tmp_path / "suite.jsonl", LINES), assistant.base)
    written = lambda text, channel, facts, limit=3: WRITTEN[text]  # noqa: E731
    return retrieval(suite, written, assistant.base, {"date": "2026-11-21"}, 7, lambda what, share: None)


def test_the_figures_are_those_worked_out_by_hand(run: Run):
    found = {one.name: (round(one.value, 4), one.count) for one in run.measures}

    assert found["recall@1"] == (0.25, 4)
    assert found["recall@3"] == (0.5, 4)
    assert found["MRR@10"] == (0.375, 4)  # (1 + 1/2) / 4
    assert found["nDCG@10"] == (0.4077, 4)  # (1 + 1/log2(3)) / 4
    assert found["silence"] == (0.5, 2)
    assert found["high_out_of_scope"] == (0.5, 2)
    assert found["answered"] == (0.75, 4)
    assert found["groups_with_one_entry"] == (0.0, 1)
    assert found["recall@1/tag:typo"] == (0.0, 2)
    assert found["recall@1/kind:policy"] == (0.25, 4)
    # 0.95 right; 0.55 wrong; 0.85 twice wrong: (0.05 + 0.55 + 2 × 0.85) / 4
    assert found["calibration_error"] == (0.575, 4)


def test_every_miss_says_what_came_instead_and_why(run: Run):
    said = {one.id: one.message for one in run.cases if not one.right}

    assert said == {
        "second": "ingredient retinol at 0.55 (medium), near 「near retinol」: a ingredient, not a policy; "
        "the right one stands at 2; wanted policy quality",
        "wrong": "policy no-reason-late at 0.85 (high), near 「near no-reason-late」: issue no_reason, not quality; "
        "wanted policy quality",
        "silent": "silent; wanted policy no_reason",
        "loud": "policy no-reason-late at 0.85 (high), near 「near no-reason-late」; silence was right",
    }


def test_the_same_seed_gives_the_same_run(run: Run, tmp_path: Path, assistant: Assistant):
    suite = read_suite(tmp_path / "suite.jsonl", assistant.base)
    written = lambda text, channel, facts, limit=3: WRITTEN[text]  # noqa: E731

    again = retrieval(suite, written, assistant.base, {"date": "2026-11-21"}, 7, lambda what, share: None)

    assert again == run


def test_a_real_assistant_finds_the_policy_of_its_own_question(tmp_path: Path, assistant: Assistant):
    lines = [question("q", "面霜变质了还能退吗", QUALITY), question("n", "今天天气怎么样", NONE)]
    suite = read_suite(write_suite(tmp_path / "suite.jsonl", lines), assistant.base)

    run = retrieval(suite, answers_of(assistant, ON), assistant.base, {}, 7, lambda what, share: None)

    assert [one.id for one in run.cases if one.right and one.id == "q"] == ["q"]


@pytest.mark.parametrize(
    "line, fault",
    [
        ({"id": "a", "text": "x"}, "suite.jsonl:1: `expect` is missing"),
        (
            {**question("a", "x", NONE), "chanel": "tmall"},
            "suite.jsonl:1: chanel: unknown key 'chanel'; did you mean 'channel'?",
        ),
        ({**question("a", "x", NONE), "channel": "tmal"}, "suite.jsonl:1: there is no channel 'tmal'"),
        ({**question("a", "x", NONE), "facts": {"isue": 1}}, "suite.jsonl:1: there is no fact 'isue'"),
    ],
    ids=["no expectation", "unknown key", "unknown channel", "unknown fact"],
)
def test_a_wrong_line_of_a_suite_is_named(tmp_path: Path, assistant: Assistant, line: dict[str, object], fault: str):
    path = write_suite(tmp_path / "suite.jsonl", [line])

    with pytest.raises(EvaluationError) as caught:
        read_suite(path, assistant.base)

    assert str(caught.value).lower().startswith(fault.lower())


def test_the_test_half_is_asked_where_a_suite_has_one(tmp_path: Path, assistant: Assistant):
    lines = [question("a", "x", NONE, split="dev"), question("b", "y", NONE, split="test")]
    path = write_suite(tmp_path / "suite.jsonl", lines)

    assert [one.id for one in read_suite(path, assistant.base).questions] == ["b"]
    assert [one.id for one in read_suite(path, assistant.base, "all").questions] == ["a", "b"]
