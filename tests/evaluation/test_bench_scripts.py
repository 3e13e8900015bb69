"""The table of right scripts: what a search found is held against the scripts that may answer."""

from __future__ import annotations

from evaluation.bench.scripts import _asked, _Asks, _cells, _scripts
from evaluation.suite import Question

QUESTIONS = [
    Question(id="a", text="面霜有怪味", expect={"none": True}, accept=("quality", "expired")),
    Question(id="b", text="不想要了", expect={"none": True}, accept=("no-reason",)),
    Question(id="c", text="开票", expect={"none": True}, accept=("invoice",)),
]
FOUND = {"面霜有怪味": ["expired"], "不想要了": ["wish", "invoice", "no-reason"], "开票": []}


def test_a_script_that_may_answer_counts_first_and_among_three():
    row = _asked(lambda text: FOUND.get(text, []), QUESTIONS)

    assert (row["first"], row["three"]) == ([1.0, 0.0, 0.0], [1.0, 1.0, 0.0])


def test_a_search_over_questions_gives_each_script_once():
    asks = _Asks(("能开票吗", "怎么开票", "不想要了能退吗"), ("invoice", "invoice", "no-reason"), None)

    assert _scripts("rapidfuzz", asks, None)("开票")[:2] == ["invoice", "no-reason"]


def test_ours_is_told_beside_each_other_system():
    row = {"first": [0.0, 0.0], "three": [1.0, 0.0], "p50_ms": 1.0, "p99_ms": 2.0, "memory_mib": 3.0}

    cells = list(_cells("bm25s", row, [1.0, 1.0]))

    assert cells[1].startswith("script@1 0.000")
    assert cells[2] == "script@3 0.500"
    assert cells[-1].startswith("ours +1.000")
