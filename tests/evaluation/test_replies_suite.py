from datetime import date
from pathlib import Path

import evaluation
from evaluation.replies_suite import JudgedReply, by_tag, figures, read_suite, run
from tests.embedded import embedded_claims_reader, embedded_decider

SUITE = Path(evaluation.__file__).parent / "suites" / "replies.jsonl"
ON = date(2026, 11, 21)


def outcomes(split: str) -> list[JudgedReply]:
    decider = embedded_decider()
    return run(embedded_claims_reader(), decider, read_suite(SUITE, decider, ON, split))


def test_verdicts_and_contradictions_of_the_suite_stay_above_the_bar():
    found = figures(outcomes("test"))

    assert found["verdicts right"] >= 0.97
    assert found["contradictions precision"] >= 0.98
    assert found["contradictions recall"] >= 0.98


def test_the_figures_count_what_is_right_found_and_missed():
    some = [one for one in outcomes("dev") if one.is_right][:10]

    assert figures(some) == {
        "verdicts right": 1.0,
        "contradictions precision": 1.0,
        "contradictions recall": 1.0,
        "wrong outcomes precision": 1.0,
        "wrong outcomes recall": 1.0,
    }
    assert sum(count for key, (_, count) in by_tag(some).items() if key.startswith("verdict:")) == 10
