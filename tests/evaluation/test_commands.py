"""The commands as a user calls them: what they print, what they write, and how they exit."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import service.cli
from service.cli.options import UsageFault
from tests.evaluation.made import NONE, QUALITY, question, write_base, write_log, write_suite

service.cli.plug_in()
LINES = [question("a", "面霜变质了还能退吗", QUALITY), question("n", "今天天气怎么样", NONE)]


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("cache", "data", "index"):
        monkeypatch.setenv(f"YIZHI_{name.upper()}", str(tmp_path / name))
    monkeypatch.setenv("YIZHI_ENCODER", "use")
    return write_base(tmp_path / "base")


def call(*arguments: object) -> tuple[int, str]:
    found = CliRunner().invoke(service.cli.app, [str(one) for one in arguments])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found.exit_code, found.stdout


def test_the_commands_are_found_by_their_entry_points():
    names = {group.name for group in service.cli.app.registered_groups} | {
        command.name for command in service.cli.app.registered_commands
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
        *common, "--baseline", out / "run.json", "--gate", gate, "--junit", tmp_path / "j.xml", "--format", "json"
    )

    data = json.loads(printed)
    assert (first, second, data["gate"]["open"]) == (0, 0, True)
    assert data["comparison"]["scores"]["right"]["difference"] == 0
    assert len(list((out / "history").iterdir())) == 1  # the same run twice is one run
    assert "<testsuite" in (tmp_path / "j.xml").read_text("utf-8")
    gate.write_text("measures: {recall@1: {min: 1.1}}\ncases: {}\n", "utf-8")
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
    (tmp_path / "answers.json").write_text("{}", "utf-8")
    assert call("quiz", "--mark", tmp_path / "answers.json", "--paper", tmp_path / "out" / "paper.json")[0] == 1


def test_wrong_usage_says_what_to_do(tmp_path: Path, base: Path):
    with pytest.raises(UsageFault, match="neither local nor ray"):
        call("evaluate", "replies", tmp_path / "l.csv", "--engine", "spark")
    with pytest.raises(UsageFault, match="--mark needs --paper"):
        call("quiz", "--mark", tmp_path / "a.json")
