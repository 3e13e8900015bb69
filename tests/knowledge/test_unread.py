"""What a base leaves off is told: outcomes that no claim states, values without policy, files that are not read."""

from pathlib import Path

from knowledge.checks.unread import values_without_policy
from knowledge.loading.load import load
from knowledge.reading.claims.unread import unread_outcomes

SMALL = Path(__file__).parents[1] / "examples" / "good" / "small"


def copy(folder: Path, *left_out: str) -> Path:
    for path in SMALL.glob("*.yaml"):
        if path.name not in left_out:
            (folder / path.name).write_bytes(path.read_bytes())
    return folder


def told(folder: Path) -> list[tuple[str, str]]:
    return [(problem.code, problem.severity) for problem in load(folder).problems]


def test_an_outcome_without_phrases_is_told_and_one_that_nothing_decides_is_not(tmp_path: Path):
    folder = copy(tmp_path)
    (folder / "more.yaml").write_text(
        "outcomes:\n  gift: {name: 赠品, values: [mask, cream, serum], ordered: false, labels: {mask: 面膜, cream: 面霜, serum: 精华}}\n"
        "  note: {name: 备注, values: [no, yes], labels: {no: 无, yes: 有}}\n"
        "policies:\n  gift-missing:\n    title: 漏赠品\n    when: {issue: quality}\n    decide: {gift: mask}\n"
        "    basis: [consumer-law-24]\n    say: {default: 给您补上。}\n",
        "utf-8",
    )

    assert unread_outcomes(load(folder).require()) == ("gift",)
    assert told(folder) == [("outcome-unread", "warning")]


def test_a_value_of_the_subject_that_no_policy_is_about_is_told(tmp_path: Path):
    folder = copy(tmp_path)
    base = (folder / "base.yaml").read_text("utf-8")
    more = base.replace("    values:\n", "    values:\n      late: {name: 晚到, phrases: [还没到]}\n", 1)
    (folder / "base.yaml").write_text(more, "utf-8")

    assert values_without_policy(load(folder).require()) == ("late",)
    assert told(folder) == [("issue-without-policy", "warning")]


def test_a_file_that_cannot_be_read_leaves_no_issue_without_policy(tmp_path: Path):
    folder = copy(tmp_path)
    for path in folder.glob("*.yaml"):
        text = path.read_text("utf-8")
        if "policies:" in text and "facts:" not in text:
            path.write_text(text.replace("    title: ", "    title：", 1), "utf-8")

    assert {code for code, _ in told(folder)} == {"syntax"}


def test_a_policy_that_cannot_be_read_leaves_no_issue_without_policy(tmp_path: Path):
    folder = copy(tmp_path)
    (folder / "late.yaml").write_text("policies:\n  p: {标题: 一, when: {}, say: {default: 好的}}\n", "utf-8")

    assert told(folder) == [("unknown-key", "error")]


def test_a_policy_about_every_issue_leaves_none_out(tmp_path: Path):
    folder = copy(tmp_path)
    base = (folder / "base.yaml").read_text("utf-8")
    more = base.replace("    values:\n", "    values:\n      late: {name: 晚到, phrases: [还没到]}\n", 1)
    (folder / "base.yaml").write_text(more, "utf-8")
    (folder / "all.yaml").write_text(
        "policies:\n  all:\n    title: 都管\n    when: {seal_broken: true}\n    decide: {respond_within: 24h}\n"
        "    basis: [consumer-law-24]\n    say: {default: 好的。}\n",
        "utf-8",
    )

    assert values_without_policy(load(folder).require()) == ()


def test_a_file_with_another_ending_is_told_even_where_the_base_lacks_what_it_holds(tmp_path: Path):
    copy(tmp_path, "policies.yaml")
    (tmp_path / "policies.yml").write_bytes((SMALL / "policies.yaml").read_bytes())
    (tmp_path / "note.txt").write_text("x", "utf-8")

    problems = [problem for problem in load(tmp_path).problems if problem.code == "unread-file"]

    assert [str(problem) for problem in problems] == [
        "policies.yml:1:1: warning: this file is not read; name it policies.yaml (unread-file)"
    ]


def test_a_comment_behind_anything_but_a_text_for_customers_is_one(tmp_path: Path):
    folder = copy(tmp_path)
    path = folder / "policies.yaml"
    path.write_text(
        path.read_text("utf-8").replace("decide: {return: allowed}", "decide: {return: allowed} # 已确认"), "utf-8"
    )

    assert told(folder) == []


def test_a_subject_that_cannot_be_read_is_one_fault_and_no_lack_of_a_subject(tmp_path: Path):
    folder = copy(tmp_path)
    base = (folder / "base.yaml").read_text("utf-8")
    (folder / "base.yaml").write_text(
        base.replace("no_reason: {name: 无理由退货,", "no_reason: {name: 无理由退货, residual: maybe,", 1), "utf-8"
    )

    problems = load(folder).problems

    assert [(problem.code, problem.path) for problem in problems] == [("value", "values.no_reason.residual")]
