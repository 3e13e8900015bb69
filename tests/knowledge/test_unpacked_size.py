"""An archive that unpacks to far more than it is: refused before it is read, and no honest table with it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from evaluation.problem import EvaluationError
from evaluation.replies.logs import Layout
from evaluation.replies.tables import workbook_rows
from knowledge.editing.workbook import WorkbookError, read_workbook
from knowledge.unpacked_size import unpacked_fault


@pytest.fixture
def bomb(tmp_path: Path) -> Path:
    """A workbook of some hundred kilobytes whose texts would fill a hundred megabytes."""
    made = openpyxl.Workbook()
    made.active.append(["回复", "渠道"])
    raw = io.BytesIO()
    made.save(raw)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(raw) as before, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name))
        with after.open("xl/worksheets/more.xml", "w") as member:
            for _ in range(100):
                member.write(b" " * 2**20)
    return path


def test_a_bomb_is_refused_with_its_sizes_wherever_a_workbook_is_read(bomb: Path):
    assert bomb.stat().st_size < 300_000
    assert "would unpack to" in unpacked_fault(bomb)
    with pytest.raises(WorkbookError, match="would unpack to"):
        read_workbook(bomb)
    with pytest.raises(EvaluationError, match=r"the log bomb\.xlsx is not read"):
        next(workbook_rows(bomb, Layout()))


def test_a_table_of_the_same_reply_again_and_again_is_read(tmp_path: Path):
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("日志")
    sheet.append(["回复", "渠道"])
    for _ in range(20_000):
        sheet.append(["亲，七天内没拆封可以退。", "天猫"])
    made.save(tmp_path / "same.xlsx")

    assert unpacked_fault(tmp_path / "same.xlsx") == ""
