"""The coverage matrix: script, decision or nothing for each situation and channel, joined with a log."""

from pathlib import Path

from evaluation.coverage import Coverage, coverage
from evaluation.replies.frequency import frequencies
from evaluation.replies.opening import LogChoices
from evaluation.report.matrix import matrix_lines, matrix_page
from service.answers.assistant import Assistant
from tests.evaluation.made import ON, POLICIES, assistant_of, settings_of, write_log


def rows_of(found: Coverage, issue: str) -> dict[tuple[str, ...], dict[str, str]]:
    return {row.policies: dict(row.states) for row in found.rows if row.issue == issue}


def test_each_bound_of_an_issue_is_a_row(assistant: Assistant):
    found = rows_of(coverage(assistant, ON, 7), "no_reason")

    assert set(found) == {(), ("no-reason-late",), ("no-reason-online-within",)}
    assert set(found["no-reason-late",].values()) == {"script"}
    assert set(found[()].values()) == {"nothing"}


def test_a_decision_without_words_is_told_apart(tmp_path: Path):
    silent = POLICIES.replace("    say: {default: 很抱歉，超过七天不能无理由退货。}\n", "    channels: [tmall]\n")
    assistant = assistant_of(settings_of(tmp_path, silent))

    found = rows_of(coverage(assistant, ON, 7), "no_reason")["no-reason-late",]

    assert (found["tmall"], found["jd"]) == ("decision", "nothing")


def test_a_log_says_how_often_each_situation_is_asked(tmp_path: Path, assistant: Assistant):
    facts = {"issue": "no_reason", "purchased_via": "online", "seal_broken": "否"}
    rows = [
        {**facts, "days_since_receipt": "8", "channel": "jd", "asked": "退", "reply": "好"},
        {**facts, "days_since_receipt": "9", "channel": "jd", "asked": "退", "reply": "好"},
        {**facts, "days_since_receipt": "7", "channel": "天猫旗舰店", "asked": "退", "reply": "好"},
    ]
    counted, count = frequencies(
        write_log(tmp_path / "log.csv", rows), LogChoices(), assistant, ON, "Asia/Shanghai", lambda what, share: None
    )

    found = coverage(assistant, ON, 7, counted)

    assert count == 3
    asked = {row.policies: dict(row.asked) for row in found.rows if row.asked}
    assert asked == {("no-reason-late",): {"jd": 2}, ("no-reason-online-within",): {"tmall": 1}}


def test_what_lacks_a_script_is_listed_and_drawn(assistant: Assistant):
    found = coverage(assistant, ON, 7)

    lines = list(matrix_lines(found, assistant.base))
    page = matrix_page(found, assistant.base, {"date": "2026-11-21", "snapshot": "s", "seed": 7})

    assert lines[0].startswith("有话术 ")
    assert any("无理由" in line and "所有渠道" in line for line in lines[1:])
    assert "超过七天的无理由" in page
