"""The settings: from the environment or a file, printed without secrets, checked, with unknown names told."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli import command_line, main
from service.configuration import Finding, check_settings, summary, unknown_names
from service.settings import Settings


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIZHI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("YIZHI_CACHE", str(tmp_path / "cache"))


def test_a_variable_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "yizhi.yaml").write_text("port: 8100\nkeep_days: 180\n", "utf-8")
    monkeypatch.setenv("YIZHI_SETTINGS", str(tmp_path / "yizhi.yaml"))
    monkeypatch.setenv("YIZHI_PORT", "8200")

    settings = Settings()
    sources = {line.name: line.source for line in summary(settings)}

    assert (settings.port, settings.keep_days, settings.host) == (8200, 180, "127.0.0.1")
    assert [sources[f"YIZHI_{name}"] for name in ("PORT", "KEEP_DAYS", "HOST")] == ["environment", "file", "default"]


def test_the_summary_holds_no_password(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("YIZHI_DATABASE", "postgresql://yizhi:swordfish@db.example/yizhi")

    told = CliRunner().invoke(command_line("config"), ["config"])
    data = json.loads(CliRunner().invoke(command_line("config"), ["config", "--format", "json", "--changed"]).stdout)

    assert "swordfish" not in told.output
    assert "postgresql://yizhi:***@db.example/yizhi  （environment）" in told.output
    assert [one["name"] for one in data["settings"]] == ["YIZHI_CACHE", "YIZHI_DATA", "YIZHI_DATABASE"]
    assert data["findings"] == []


def test_unknown_names_are_told_with_the_nearest():
    found = list(unknown_names({"YIZHI_POTR": "1", "PATH": "", "YIZHI_PORT": "1"}, {"hots": "x", "host": "y"}))

    assert [one.message for one in found] == [
        "环境变量 YIZHI_POTR 不是设置，没有作用：是不是 YIZHI_PORT？",
        "设置文件里的 hots 不是设置，没有作用：是不是 host？",
    ]


@pytest.mark.parametrize(
    "given, told",
    [
        ({"base": "/nowhere"}, "YIZHI_BASE：没有文件夹 /nowhere"),
        ({"timezone": "Asia/Nowhere"}, "YIZHI_TIMEZONE：没有时区 Asia/Nowhere，例如 Asia/Shanghai"),
        ({"data": f"{__file__}/data"}, f"YIZHI_DATA：不能写入 {__file__}/data"),
        ({"database": "nonsense"}, "YIZHI_DATABASE：不是 SQLAlchemy 地址，例如 postgresql://用户:密码@主机/库"),
        ({"database": "mysql://a:b@c/d"}, "YIZHI_DATABASE：只支持 SQLite 和 PostgreSQL，不支持 mysql"),
    ],
)
def test_what_would_keep_the_service_from_starting_is_an_error(given: dict[str, str], told: str):
    assert check_settings(Settings(**given)) == [Finding("error", told)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name, value, told",
    [
        ("YIZHI_PORT", "eighty", "YIZHI_PORT 'eighty': input should be a valid integer"),
        ("YIZHI_KEEP_DAYS", "-1", "YIZHI_KEEP_DAYS '-1': input should be greater than or equal to 0"),
        ("YIZHI_SETTINGS", "/nowhere.yaml", "cannot read the settings file /nowhere.yaml: No such file or directory"),
    ],
)
def test_a_value_that_cannot_be_taken_is_one_line(
    name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["yizhi", "config"])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(f"yizhi: {told}")
