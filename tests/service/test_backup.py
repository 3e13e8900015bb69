"""Backups: what one holds comes back, in either database; a damaged one is refused, nothing is overwritten unasked."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from indexer.snapshot import open_current
from service.backup.archive import BackupError
from service.backup.making import make_backup
from service.backup.restoring import read_about, restore
from service.cli import command_line
from service.cli.options import UsageFault
from service.settings import Settings
from service.store.audit import AuditEntry, note, trail
from service.store.database import open_database
from service.store.dismissals import Dismissal, dismiss, read_dismissals
from service.store.dump import DumpError
from service.store.feedback import Feedback, add_feedback, feedback_of
from service.store.records import find, keep
from tests.service.conftest import Served
from tests.service.small import write_base
from tests.service.test_store import ANSWERED, NOON, UNANSWERED

AT = datetime(2026, 11, 30, 8, tzinfo=UTC)


def _worked(store: Engine) -> str:
    key = keep(store, replace(ANSWERED, group="一组"))
    keep(store, UNANSWERED)
    add_feedback(store, Feedback(key, NOON, "edited", "policy", "quality-return", "可以退", False, distance=3))
    dismiss(store, Dismissal("c1", NOON, "local", "月底改"))
    note(store, AuditEntry(NOON, "local", "gate changed", "replies", {}, "before: 1\n", None))
    return key


@pytest.fixture
def given(tmp_path: Path) -> Callable[[str], Settings]:
    """Settings with a base of one's own and a suite beside the records, in a folder by name."""

    def made(name: str) -> Settings:
        return Settings(base=tmp_path / name / "base", data=tmp_path / name / "data", cache=tmp_path / name / "cache")

    write_base(tmp_path / "a" / "base")
    (tmp_path / "a" / "data" / "suites").mkdir(parents=True)
    (tmp_path / "a" / "data" / "suites" / "own.jsonl").write_text("{}\n", "utf-8")
    return made


@pytest.mark.parametrize("goes_to", ["sqlite", "postgresql"])
def test_everything_comes_back_in_either_database(
    store: Engine, goes_to: str, given: Callable[[str], Settings], tmp_path: Path, request: pytest.FixtureRequest
):
    key = _worked(store)
    kept = (find(store, key), feedback_of(store, key), read_dismissals(store), trail(store, limit=9))
    before, file = given("a"), tmp_path / "backup.zip"
    make_backup(before, store, file)

    if goes_to == "postgresql":
        url = request.getfixturevalue("postgres")
        is_same = store.dialect.name == "postgresql"
        store.dispose()
        target, force = open_database(url), True
        assert is_same or target.dialect.name == "postgresql"
    else:
        target, force = open_database(f"sqlite:///{tmp_path / 'restored.db'}"), False
    after = given("b")
    done = restore(after, target, file, at=AT, force=force)

    newest, *acts = trail(target, limit=9)
    assert (find(target, key), feedback_of(target, key), read_dismissals(target), tuple(acts)) == kept
    assert (newest.action, newest.subject) == ("backup restored", "backup.zip")
    assert (done.base, done.data, done.tables["records"]) == (3, 1, 2)
    for name in ("base.yaml", "words.yaml", "policies.yaml"):
        assert (after.base / name).read_bytes() == (before.base / name).read_bytes()
    assert (after.data / "suites" / "own.jsonl").read_text("utf-8") == "{}\n"
    target.dispose()


def test_the_snapshot_that_serves_is_opened_from_the_backup(served: Served, tmp_path: Path):
    context = served.client.app.state.context  # type: ignore[attr-defined]
    file, there = tmp_path / "backup.zip", tmp_path / "there"
    made = make_backup(context.settings, context.store, file)
    settings = context.settings.model_copy(
        update={"base": there / "base", "data": there / "data", "cache": there / "cache", "index": None}
    )

    done = restore(settings, open_database(settings.database_url()), file, at=AT)

    assert done.snapshot == made["snapshot"] == open_current(settings.index_folder(settings.base)).id
    assert done.snapshot == served.live.view.assistant.snapshot


def test_a_damaged_file_is_refused_wherever_the_damage_is(given: Callable[[str], Settings], tmp_path: Path):
    store = open_database(f"sqlite:///{tmp_path / 'records.db'}")
    key, file = _worked(store), tmp_path / "backup.zip"
    make_backup(given("a"), store, file)
    whole = file.read_bytes()
    drawn = random.Random(7)
    places = [0, len(whole) - 1, len(whole) - 70, *(drawn.randrange(len(whole)) for _ in range(40))]
    damaged = [whole[:at] + bytes([whole[at] ^ 0x20]) + whole[at + 1 :] for at in places]

    for number, data in enumerate([*damaged, whole[:-1], whole[: len(whole) // 2], b"", b"not a backup", whole + b" "]):
        file.write_bytes(data)
        with pytest.raises(BackupError, match="is damaged"):
            restore(given("b"), store, file, at=AT, force=True)
        assert find(store, key).id == key, number
    assert not (tmp_path / "b").exists()


def test_nothing_that_stands_is_overwritten_unless_it_is_meant(given: Callable[[str], Settings], tmp_path: Path):
    store = open_database(f"sqlite:///{tmp_path / 'records.db'}")
    settings, file = given("a"), tmp_path / "backup.zip"
    empty = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
    _worked(store)
    make_backup(settings, store, file)
    later = keep(store, ANSWERED)
    (settings.base / "policies.yaml").write_text("policies: {}\n", "utf-8")

    for target, where, told in (
        (store, given("b"), "holds records"),
        (empty, settings, "holds a base"),
        (empty, given("b").model_copy(update={"data": settings.data}), "own.jsonl stands already"),
    ):
        with pytest.raises(BackupError, match=told):
            restore(where, target, file, at=AT)
    assert find(store, later).id == later
    restore(settings, store, file, at=AT, force=True)
    assert (settings.base / "policies.yaml").read_text("utf-8") != "policies: {}\n"
    assert len(trail(store, limit=9)) == 3  # what was audited before, and the restoring


def test_a_backup_of_newer_tables_is_refused_and_changes_nothing(
    given: Callable[[str], Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    store = open_database(f"sqlite:///{tmp_path / 'records.db'}")
    key, file = _worked(store), tmp_path / "backup.zip"
    with store.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    make_backup(given("a"), store, file)

    with pytest.raises(DumpError, match="newer yizhi"):
        restore(given("b"), store, file, at=AT, force=True)
    assert find(store, key).id == key


def test_the_commands_back_up_check_and_restore(
    given: Callable[[str], Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    settings, file, run = given("a"), tmp_path / "backup.zip", CliRunner()
    monkeypatch.setenv("YIZHI_DATA", str(settings.data))
    monkeypatch.setenv("YIZHI_CACHE", str(settings.cache))
    key = _worked(open_database(settings.database_url()))

    told = run.invoke(
        command_line("backup"), ["backup", str(file), "--base", str(settings.base)], catch_exceptions=False
    )
    checked = run.invoke(command_line("restore"), ["restore", str(file), "--check"], catch_exceptions=False)
    with pytest.raises(UsageFault, match="--force"):
        run.invoke(
            command_line("restore"), ["restore", str(file), "--base", str(tmp_path / "b")], catch_exceptions=False
        )
    monkeypatch.setenv("YIZHI_DATA", str(tmp_path / "b" / "data"))
    back = ["restore", str(file), "--base", str(tmp_path / "b" / "base")]
    done = run.invoke(command_line("restore"), back, catch_exceptions=False)

    assert told.output == f"{file}：6 行记录，知识库 3 个文件，其他数据 1 个文件，索引 没有（`yizhi index` 可重建）\n"
    assert checked.output.startswith(f"{file} 完好：")
    assert done.output.startswith("恢复了 6 行记录，知识库 3 个文件，其他数据 1 个文件\n")
    assert find(open_database(f"sqlite:///{tmp_path / 'b' / 'data' / 'records.db'}"), key).id == key
    assert read_about(file)["tables"]["records"] == 2
