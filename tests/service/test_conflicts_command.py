"""`yizhi conflicts`: groups with their cause first, and findings that somebody let stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from service.cli import command_line
from tests.service.small import BASE

POLICIES = """
policies:
  wrong: {title: 错的, when: {issue: quality}, decide: {return: refused}}
  right: {title: 对的, when: {issue: quality}, decide: {return: allowed}}
  also: {title: 也对, when: {issue: quality, days_since_receipt: ">7"}, decide: {return: allowed}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YIZHI_DATA", str(tmp_path / "data"))
    made = tmp_path / "base"
    made.mkdir()
    (made / "base.yaml").write_text(BASE, "utf-8")
    (made / "policies.yaml").write_text(POLICIES, "utf-8")
    return made


def run(folder: Path, *options: str) -> tuple[int, str]:
    found = CliRunner().invoke(command_line(), ["conflicts", "--base", str(folder), *options])
    return found.exit_code, found.output


def printed(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run(folder, "--format", "json")[1])
    return told


def test_findings_that_follow_from_one_rule_are_one_group_with_that_rule_first(folder: Path):
    told = printed(folder)
    _, text = run(folder)

    assert [(group["entry"], len(group["conflicts"])) for group in told["groups"]] == [("wrong", 2)]
    assert text.startswith("● 先看「错的」（wrong）：下面 2 条都与它有关")
    assert "一位顾客在天猫旗舰店来问，问的是「质量问题」" in text


def test_what_is_dismissed_is_quiet_until_either_side_changes(folder: Path):
    ids = [one["id"] for one in printed(folder)["conflicts"]]
    for id in ids:
        run(folder, "--dismiss", id, "--because", "试一季")

    code, told = run(folder)
    (folder / "policies.yaml").write_text(
        POLICIES.replace("{return: allowed}}\n  also", "{return: allowed, respond_within: 24h}}\n  also"), "utf-8"
    )
    still = run(folder)[0]
    (folder / "policies.yaml").write_text(
        POLICIES.replace("when: {issue: quality}, decide: {return: refused}", "when: {}, decide: {return: refused}"),
        "utf-8",
    )
    again = run(folder)[0]

    assert (code, still, again) == (0, 0, 1)
    assert "另有 2 条已保留" in told


def test_an_id_that_is_no_finding_is_refused(folder: Path):
    found = CliRunner().invoke(command_line(), ["conflicts", "--base", str(folder), "--dismiss", "nothing"])

    assert "there is no finding nothing" in str(found.exception)
