"""Logs of replies in every format: columns, facts and times as they are written."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from evaluation.problem import EvaluationError
from evaluation.replies.columns import columns_of, given_columns
from evaluation.replies.command import Choices, judge_log
from evaluation.replies.logs import open_log
from evaluation.replies.moments import moment_of
from evaluation.replies.opening import LogChoices
from evaluation.replies.sent import RowReader, Sent, Unreadable
from service.answers.assistant import Assistant
from service.settings import Settings
from tests.evaluation.made import ON, write_log
from tests.evaluation.sent_replies import ROWS, run


def _xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(ROWS[0]))
    for row in ROWS:
        sheet.append(list(row.values()))
    book.save(path)
    return path


def _jsonl(path: Path) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), "utf-8")
    return path


def _gb(path: Path) -> Path:
    text = write_log(path, ROWS).read_text("utf-8")
    path.write_bytes(text.encode("gb18030"))
    return path


def _utf16(path: Path) -> Path:
    text = write_log(path, ROWS).read_text("utf-8")
    path.write_bytes(text.encode("utf-16"))
    return path


def _parquet(path: Path) -> Path:
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pytest.importorskip("pyarrow").Table.from_pylist(ROWS), path)
    return path


@pytest.mark.parametrize(
    "name, write",
    [("log.jsonl", _jsonl), ("log.xlsx", _xlsx), ("log.csv", _gb), ("log.csv", _utf16), ("log.parquet", _parquet)],
)
def test_every_format_is_read_alike(tmp_path: Path, assistant: Assistant, settings: Settings, name: str, write: Any):
    plain = run(write_log(tmp_path / "plain.csv", ROWS), assistant, settings)

    found = run(write(tmp_path / name), assistant, settings)

    assert (found.measures, found.cases) == (plain.measures, plain.cases)


@pytest.mark.parametrize(
    "name, text, said",
    [
        ("log.doc", "", "ends in .doc"),
        ("log.csv", "a,b\n1,2\n", "no column holds the reply"),
        ("log.xlsx", "no workbook", "is no workbook"),
        ("log.csv", "reply,asked\n,在吗\n", "no reply that can be judged"),
        ("log.csv", "reply,channel\n", "the log log.csv holds no row"),
        ("none.csv", None, "there is no log"),
    ],
)
def test_a_log_that_cannot_be_used_says_why(
    tmp_path: Path, assistant: Assistant, settings: Settings, name: str, text: str | None, said: str
):
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")

    with pytest.raises(EvaluationError, match=said):
        run(tmp_path / name, assistant, settings)


def test_parquet_without_pyarrow_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    (tmp_path / "log.parquet").write_bytes(b"")

    with (
        pytest.raises(EvaluationError, match="needs the package pyarrow"),
        open_log(tmp_path / "log.parquet") as places,
    ):
        next(places)


def test_ray_without_ray_names_the_package(
    tmp_path: Path, assistant: Assistant, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    choices = Choices(write_log(tmp_path / "log.csv", ROWS), LogChoices(), "ray", None, 2, False, None, ON)

    with pytest.raises(EvaluationError, match="needs the package ray"):
        judge_log(choices, assistant, settings, {}, lambda what, share: None)


def test_columns_that_the_user_names_win(assistant: Assistant):
    found = columns_of(["reply", "原文", "issue", "签收天数"], given_columns(["reply=原文"]), assistant.base)

    assert found.fields["reply"] == "原文"
    assert found.facts["issue"] == "issue"
    with pytest.raises(EvaluationError, match="there is no field 'repl'"):
        given_columns(["repl=原文"])


def test_facts_are_typed_and_what_does_not_fit_is_left_out(assistant: Assistant):
    columns = columns_of(["reply", "facts", "issue", "seal_broken", "days_since_receipt"], {}, assistant.base)
    row = {
        "reply": "好",
        "facts": '{"severity": 3}',
        "issue": "质量问题",
        "seal_broken": "否",
        "days_since_receipt": 7.0,
    }

    found = RowReader(assistant.base, columns, ON, "Asia/Shanghai").read(1, row)

    assert isinstance(found, Sent)
    assert found.facts == {"issue": "quality", "seal_broken": False, "days_since_receipt": 7}
    assert found.faults == ("facts.severity",)


def test_a_row_without_a_reply_is_counted_and_not_judged(assistant: Assistant):
    columns = columns_of(["reply"], {}, assistant.base)

    assert RowReader(assistant.base, columns, ON, "Asia/Shanghai").read(3, {"reply": " "}) == Unreadable(3, "no reply")


@pytest.mark.parametrize(
    "written, day",
    [
        ("2026-11-21T23:30:00+00:00", date(2026, 11, 22)),  # already tomorrow in Shanghai
        ("2026/11/2 8:05", date(2026, 11, 2)),
        ("2026年11月2日", date(2026, 11, 2)),
        (1_795_305_600, date(2026, 11, 22)),
        (1_795_305_600_000, date(2026, 11, 22)),
        ("1795305600", date(2026, 11, 22)),
        ("2026-02-31", None),
        ("gestern", None),
        (None, None),
    ],
)
def test_times_are_read_as_logs_write_them(written: Any, day: date | None):
    found = moment_of(written, "Asia/Shanghai")

    assert (found.date() if found else None) == day
