"""The commands as a user calls them: what they print, what they write, and how they exit."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import service.cli
from evaluation.cli.printing import checks_of, left_out_of, lines_of
from evaluation.cli.shared import told_when_stopped
from evaluation.gate import Check
from evaluation.run import Measure, Run, write_run
from service.cli.options import UsageFault
from tests.evaluation.made import NONE, QUALITY, question, write_base, write_log, write_suite

LINES = [question("a", "面霜变质了还能退吗", QUALITY), question("n", "今天天气怎么样", NONE)]


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("cache", "data", "index"):
        monkeypatch.setenv(f"YIZHI_{name.upper()}", str(tmp_path / name))
    monkeypatch.setenv("YIZHI_ENCODER", "use")
    return write_base(tmp_path / "base")


def call(*arguments: object) -> tuple[int, str]:
    found = CliRunner().invoke(service.cli.command_line(), [str(one) for one in arguments])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found.exit_code, found.stdout


def test_the_commands_are_found_by_their_entry_points():
    names = {group.name for group in service.cli.command_line().registered_groups} | {
        command.name for command in service.cli.command_line().registered_commands
    }

    assert {"evaluate", "quiz"} <= names


@pytest.mark.slow
def test_a_run_is_written_compared_gated_and_reported(tmp_path: Path, base: Path):
    suite, out = write_suite(tmp_path / "s.jsonl", LINES), tmp_path / "out"
    gate = tmp_path / "gate.yaml"
    gate.write_text("measures: {recall@1: {min: 1.0}}\ncases: {right: [a], worse: 0}\n", "utf-8")
    common = ("evaluate", "retrieval", suite, "--base", base, "--on", "2026-11-21", "--out", out)

    first, _ = call(*common)
    second, printed = call(
        *common, "--baseline", out, "--gate", gate, "--junit", tmp_path / "j.xml", "--format", "json"
    )

    data = json.loads(printed)
    assert (first, second, data["gate"]["open"]) == (0, 0, True)
    assert data["comparison"]["scores"]["right"]["difference"] == 0
    assert len(list((out / "history").iterdir())) == 1  # the same run twice is one run
    assert "<testsuite" in (tmp_path / "j.xml").read_text("utf-8")
    gate.write_text("measures: {recall@1: {max: 0.5}}\ncases: {failing: 0}\n", "utf-8")
    assert call(*common, "--gate", gate)[0] == 1


@pytest.mark.slow
def test_a_log_a_matrix_and_an_exam_come_out_of_the_same_base(tmp_path: Path, base: Path):
    log = write_log(
        tmp_path / "l.csv", [{"asked": "面霜变质了", "reply": "退不了", "channel": "jd", "issue": "quality"}]
    )
    common = ("--base", base, "--on", "2026-11-21", "--out", tmp_path / "out")

    code, printed = call("evaluate", "replies", log, "--workers", "0", "--format", "json", *common)
    assert (code, json.loads(printed)["measures"][0]["value"]) == (0, 1.0)
    code, printed = call("evaluate", "coverage", "--log", log, "--format", "json", *common)
    assert (code, json.loads(printed)["conditions"]["rows"]) == (0, 1)
    code, printed = call("quiz", "--count", "3", *common)
    assert (code, "答案" in printed) == (0, True)
    many = CliRunner().invoke(service.cli.command_line(), ["quiz", "--count", "500", *map(str, common[:4])])
    assert f"只够出 {many.stdout.count('答案 ')} 题（要 500 题）" in many.stderr
    (tmp_path / "answers.json").write_text("{}", "utf-8")
    assert call("quiz", "--mark", tmp_path / "answers.json", "--paper", tmp_path / "out" / "paper.json")[0] == 1


def test_wrong_usage_says_what_to_do(tmp_path: Path, base: Path):
    with pytest.raises(UsageFault, match="neither local nor ray"):
        call("evaluate", "replies", tmp_path / "l.csv", "--engine", "spark")
    with pytest.raises(UsageFault, match="add --engine ray"):
        call("evaluate", "replies", tmp_path / "l.csv", "--address", "node1:6379")
    with pytest.raises(UsageFault, match="--mark needs --paper"):
        call("quiz", "--mark", tmp_path / "a.json")


def test_a_gate_a_baseline_and_a_folder_are_looked_at_before_the_run(tmp_path: Path, base: Path):
    log = write_log(tmp_path / "l.csv", [{"reply": "退不了"}])
    (tmp_path / "gate.yaml").write_text("cases: {failin: 0}\n", "utf-8")
    write_run(Run("retrieval", {}, (), ()), tmp_path / "run.json")
    common = ("evaluate", "replies", log, "--base", tmp_path / "there-is-no-base")

    with pytest.raises(UsageFault, match="did you mean 'failing'"):
        call(*common, "--gate", tmp_path / "gate.yaml")
    with pytest.raises(UsageFault, match="a run of retrieval, not of replies"):
        call(*common, "--baseline", tmp_path)
    with pytest.raises(UsageFault, match="is a file: name a folder"):
        call(*common, "--out", log)


def test_the_gate_is_printed_without_the_cases_that_hold_and_a_log_with_what_was_left_out():
    checks = (Check("recall@1 min", True, "x"), *(Check(f"case {id}", id != "c", "y", case=id) for id in "abc"))
    run = Run("replies", {}, (), (), {"unreadable": {"no reply": 2}, "faults": {"channel": 1}})

    assert list(checks_of(checks)) == ["\ngate:", "holds  recall@1 min: x", "FAILS  case c: y", "holds  2 single cases"]
    assert list(left_out_of(run)) == ["\nrows not judged: no reply (2)", "\nleft out as unknown: channel (1)"]


def test_a_slice_that_lacks_a_measure_leaves_a_gap_in_the_one_table_of_its_dimension():
    names = ("contradictions/channel:-", "contradictions/channel:jd", "of_stating/channel:jd")
    run = Run("replies", {}, tuple(Measure(name, 0.5, 4) for name in names), ())

    assert list(lines_of(run))[1:] == [
        "",
        f"{'':28} contradictions   of_stating      n",
        f"{'channel:-':28}          0.500                   4",
        f"{'channel:jd':28}          0.500        0.500      4",
    ]


@pytest.mark.parametrize("out, said", [(Path("o"), "goes on where it was"), (None, "with --out DIR")])
def test_a_stopped_run_says_how_to_go_on(out: Path | None, said: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(KeyboardInterrupt), told_when_stopped(out):
        raise KeyboardInterrupt

    assert said in capsys.readouterr().err
