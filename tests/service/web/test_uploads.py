"""Spreadsheets uploaded: their dry run row by row, written once it was seen; questions and answers become drafts."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from playwright.sync_api import expect

from knowledge.editing.tables import read_table
from knowledge.editing.workbook import WorkbookError, write_workbook
from knowledge.loading.load import load
from tests.service.small import POLICIES, write_base
from tests.service.test_train_pages import settled
from tests.service.web.conftest import Open, comes, until

FAQ = "分类,问题,相似问题##,回答\n物流,多久发货,什么时候发##几天能发,48小时内发出。\n物流,怎么联系,,加{qq}\n"


@pytest.mark.parametrize(
    "data",
    [
        FAQ.encode(),
        FAQ.encode("utf-8-sig"),
        FAQ.encode("gb18030"),
        FAQ.encode("utf-16"),
        FAQ.replace(",", "\t").replace("\n", "\r\n").encode(),
    ],
    ids=["UTF-8", "mark", "GB 18030", "UTF-16", "tabs"],
)
def test_csv_is_read_as_it_comes(data: bytes):
    (sheet,) = read_table("店铺.csv", data)

    assert (sheet.name, dict(sheet.letters)) == ("店铺", {"分类": "A", "问题": "B", "相似问题##": "C", "回答": "D"})
    assert [(row.number, row.cells.get("相似问题##")) for row in sheet.rows] == [(2, "什么时候发##几天能发"), (3, None)]


@pytest.mark.parametrize("name, data", [("a.pdf", b"%PDF"), ("a.xlsx", b"no"), ("a.csv", b'a,b\n"x')])
def test_what_is_no_table_is_refused(name: str, data: bytes):
    with pytest.raises(WorkbookError, match=r"save it as|send \.xlsx"):
        read_table(name, data)


def test_an_upload_that_would_unpack_to_far_more_than_it_is_is_refused():
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(40 * 2**20))

    with pytest.raises(WorkbookError, match=r"^a\.xlsx is not read: "):
        read_table("a.xlsx", data.getvalue())


def test_a_workbook_is_tried_row_by_row_and_written_once_it_is_whole(open_page: Open, tmp_path: Path):
    base = write_base(tmp_path / "base")
    file = tmp_path / "review.xlsx"
    write_workbook(load(base).require(), file)
    page = open_page(path="/train/upload", base=base)
    change(file, "when", "isue: no_reason")

    page.set_input_files("input[type=file]", file)
    page.wait_for_selector("#uploaded .wrong")
    wrong = page.locator("#uploaded .wrong").inner_text()
    expect(page.locator("#write")).to_have_count(0)
    change(file, "when", "issue: no_reason")
    change(file, "title", "无理由退货")
    page.set_input_files("input[type=file]", [])
    page.set_input_files("input[type=file]", file)
    page.wait_for_selector("#write")
    changes = page.locator("#changes li").all_inner_texts()
    appear = page.locator("#conflicts li").count()
    stood = (base / "policies.yaml").read_text("utf-8")
    page.get_by_role("button", name="写入知识库").click()
    page.wait_for_selector("#written")

    assert wrong.startswith("policies 第 3 行 when")
    assert "没有事实 'isue'；是不是 'issue'？" in wrong
    assert [" ".join(one.split()) for one in changes] == ["policies 第 3 行 无理由退货 no-reason 标题、适用情形"]
    assert appear
    assert stood == POLICIES
    written = (base / "policies.yaml").read_text("utf-8")
    assert "title: 无理由退货\n    when: {issue: no_reason}\n" in written


@pytest.mark.slow
def test_what_comes_of_an_earlier_file_is_not_shown_over_a_later_one(open_page: Open, tmp_path: Path):
    page = open_page(path="/train/upload")
    early, late = tmp_path / "early.csv", tmp_path / "late.csv"
    early.write_text("问题,回答\n先来的,好\n", "utf-8")
    late.write_text("问题,回答\n后到的,好\n", "utf-8")
    held: list[Any] = []
    page.route(re.compile(r"/train/upload\?name=early"), lambda route: held.append(route))

    page.set_input_files("input[type=file]", early)
    comes(page, lambda: len(held), 1)
    page.set_input_files("input[type=file]", late)
    expect(page.locator("#uploaded")).to_contain_text("后到的")
    with page.expect_response(re.compile(r"/train/upload\?name=early")):
        held[0].continue_()
    page.evaluate("new Promise(done => setTimeout(done))")  # what the page does with it is done

    expect(page.locator("#uploaded")).to_contain_text("后到的")
    expect(page.locator("#uploaded")).not_to_contain_text("先来的")


def change(file: Path, header: str, text: str) -> None:
    """Write into the row of no-reason, as a person does in a spreadsheet."""
    book = openpyxl.load_workbook(file)
    sheet = book["policies"]
    place = next(cell.column for cell in sheet[1] if cell.value == header)
    sheet.cell(3, place, text)
    book.save(file)


def test_questions_and_answers_become_drafts_that_are_edited_taken_and_thrown_away(open_page: Open, tmp_path: Path):
    base = write_base(tmp_path / "base")
    file = tmp_path / "faq.csv"
    file.write_text(FAQ + "物流,能查物流吗,,可以的。\n", "utf-8")
    page = open_page(path="/train/upload", base=base)

    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="存为草稿").click()
    page.locator("#written").get_by_role("link", name="草稿").click()
    page.wait_for_selector(".draft")
    names = page.locator(".draft b").all_inner_texts()
    wrong = page.locator(".draft:has(.bad) b").all_inner_texts()
    page.locator(".draft", has_text="怎么联系").get_by_role("link", name="编辑").click()
    settled(page)
    expect(page.get_by_role("button", name="保存")).to_be_disabled()
    page.get_by_label("通用话术").fill("在订单页点联系客服。")
    until(page, "!document.getElementById('save').disabled")
    with page.expect_response("**/train/drafts/drop"):
        page.keyboard.press("Control+s")
    page.goto(page.url.split("/train/")[0] + "/train/drafts")
    left = page.locator(".draft b").all_inner_texts()
    page.locator(".draft", has_text="能查物流吗").locator("input").check()
    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        page.get_by_role("button", name="丢弃所选").click()
    page.get_by_label("全选（有错误的除外）").check()
    with page.expect_navigation():
        page.get_by_role("button", name="收录所选").click()

    assert (names, wrong) == (["多久发货", "怎么联系", "能查物流吗"], ["怎么联系"])
    assert left == ["多久发货", "能查物流吗"]
    expect(page.locator(".empty")).to_be_visible()
    assert list((base / ".drafts").iterdir()) == []
    guides = load(base).require().guides
    assert {key: (guide.title, guide.asks) for key, guide in guides.items()} == {
        "faq-1": ("多久发货", ("多久发货", "什么时候发", "几天能发")),
        "faq-2": ("怎么联系", ("怎么联系",)),
    }
