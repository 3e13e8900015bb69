"""The base in a spreadsheet and back: nothing is lost, only edited cells change, every fault has its cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from knowledge.editing.applying import CellFault, difference, write
from knowledge.editing.faq import drafts
from knowledge.editing.reviewing import Plan, plan
from knowledge.editing.rewriting import EditError
from knowledge.editing.workbook import WorkbookError, read_workbook, write_workbook
from knowledge.loading.load import load
from knowledge.model.base import Base
from tests.embedded import embedded_base
from tests.service.small import POLICIES, write_base

Book = Any  # openpyxl has no types


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_base(tmp_path / "base")


@pytest.fixture
def base(folder: Path) -> Base:
    return load(folder).require()


@pytest.fixture
def reviewed(base: Base, tmp_path: Path) -> Callable[..., Plan]:
    """Export, change cells by (sheet, id, header), and plan the import."""

    def change(
        cells: dict[tuple[str, str, str], Any],
        against: Base = base,
        edit: Callable[[Book], None] | None = None,
        deletes: bool = False,
    ) -> Plan:
        path = tmp_path / "base.xlsx"
        write_workbook(base, path)
        book = openpyxl.load_workbook(path)
        for (sheet, key, header), value in cells.items():
            put(book[sheet], key, header, value)
        if edit is not None:
            edit(book)
        book.save(path)
        return plan(against, read_workbook(path), deletes=deletes)

    return change


def put(sheet: Book, key: str, header: str, value: Any) -> None:
    column = next(cell.column for cell in sheet[1] if cell.value == header)
    rows = [row[0].row for row in sheet.iter_rows() if row[0].value == key]
    row = rows[0] if rows else sheet.max_row + 1
    sheet.cell(row, 1).value = sheet.cell(row, 1).value if rows else key
    sheet.cell(row, column).value = value


def test_the_embedded_base_comes_back_byte_for_byte(tmp_path: Path):
    embedded = embedded_base()
    write_workbook(embedded, tmp_path / "base.xlsx")

    found = plan(embedded, read_workbook(tmp_path / "base.xlsx"))

    assert (found.changes, found.files, found.faults) == ((), {}, ())


def test_only_the_edited_keys_change(reviewed: Callable[..., Plan], base: Base, folder: Path):
    found = reviewed(
        {
            ("policies", "no-reason", "title"): "七天内无理由",
            ("policies", "no-reason", "asks"): "没拆封不喜欢可以退吗\n不想要了",
            ("policies", "quality-return", "say.douyin"): None,
        }
    )

    assert [(change.id, change.keys) for change in found.changes] == [
        ("quality-return", ("say",)),
        ("no-reason", ("title", "asks")),
    ]
    assert list(difference(base, found.files)) == [
        "--- a/policies.yaml",
        "+++ b/policies.yaml",
        "@@ -7,6 +7,6 @@",
        "     asks: [面霜变质了还能退吗, 收到的面霜有股怪味, 乳液有异味]",
        "-    say: {default: 非常抱歉，质量问题可以退，运费我们承担。请发来订单号〔订单号〕。, douyin: 抱歉亲，质量问题能退，运费我们出。}",
        "+    say: {default: 非常抱歉，质量问题可以退，运费我们承担。请发来订单号〔订单号〕。}",
        "     review: {owner: 售后主管, on: 2026-01-01, expires: 2026-02-01}",
        "   no-reason:",
        "-    title: 七天无理由退货",
        "+    title: 七天内无理由",
        '     when: {issue: no_reason, days_since_receipt: "<=7", seal_broken: false}',
        "@@ -14,3 +14,3 @@",
        "     basis: [consumer-law-24]",
        "-    asks: [没拆封不喜欢可以退吗, 刚签收没拆不想要能退吗, 三天前收的没打开想退]",
        "+    asks: [没拆封不喜欢可以退吗, 不想要了]",
        "     say: {default: 七天内封口完好可以退。}",
    ]
    write(folder, base, found.files)
    assert load(folder).require().policies["no-reason"].asks == ("没拆封不喜欢可以退吗", "不想要了")


def test_values_that_a_spreadsheet_retypes_are_read_as_they_would_be_written(reviewed: Callable[..., Plan]):
    found = reviewed(
        {
            ("policies", "quality-return", "review.on"): date(2026, 3, 1),
            ("policies", "no-reason", "browse"): True,
            ("policies", "no-reason", "note"): 7.0,
            ("policies", "no-reason-late", "title"): "=1+1",
        }
    )

    changed = {change.id: change.data for change in found.changes}
    assert found.faults == ()
    assert changed["quality-return"]["review"]["on"] == "2026-03-01"
    assert (changed["no-reason"]["browse"], changed["no-reason"]["note"]) == ("true", "7")
    assert changed["no-reason-late"]["title"] == "=1+1"


def test_a_new_row_adds_an_entry_to_the_file_of_the_row_above(reviewed: Callable[..., Plan]):
    found = reviewed(
        {
            ("policies", "damaged", "title"): "破损",
            ("policies", "damaged", "when"): "issue: quality\nseal_broken: false",
            ("policies", "damaged", "say.default"): "抱歉",
            ("policies", "damaged", "say.tmall"): "亲，抱歉",
        }
    )

    added = """\
  damaged:
    title: 破损
    when: {issue: quality, seal_broken: false}
    say: {default: 抱歉, tmall: 亲，抱歉}
"""
    before, after = POLICIES.split("statutes:")
    assert found.files == {"policies.yaml": f"{before}{added}statutes:{after}".encode()}


def test_every_fault_is_told_by_its_cell_and_nothing_is_written(reviewed: Callable[..., Plan]):
    found = reviewed(
        {
            ("policies", "quality-return", "when"): "{isue: quality}",
            ("policies", "no-reason", "decide"): "- {return: allowed",
            ("policies", "no-reason-late", "over"): "nobody",
            ("statutes", "consumer-law-24", "floor"): "return: sometimes",
        }
    )

    assert found.files == {}
    assert [str(fault) for fault in found.faults] == [
        "policies!E3 (decide): line 1 of the cell: a bracket { is opened here and not closed; "
        "write it as the other rows do",
        "policies!D2 (when): isue: there is no fact 'isue'; did you mean 'issue'?",
        "policies!U4 (over): 0: there is no policy 'nobody'; write the policy, or remove the id",
        "statutes!F2 (floor): return: 'sometimes' is no value of return; it is one of refused, allowed",
    ]


def test_a_cross_reference_that_dangles_is_told_by_its_cell(reviewed: Callable[..., Plan]):
    found = reviewed({("policies", "no-reason-late", "basis"): "nobody"})

    assert [str(fault) for fault in found.faults] == [
        "policies!F4 (basis): 0: there is no statute 'nobody'; write the statute, or remove the id"
    ]


def test_what_was_changed_since_the_export_is_a_conflict_only_where_the_row_was_edited(
    reviewed: Callable[..., Plan], folder: Path
):
    write_base(folder, POLICIES.replace("七天无理由退货", "无理由"))
    now = load(folder).require()

    untouched = reviewed({("policies", "quality-return", "title"): "质量"}, against=now)
    edited = reviewed({("policies", "no-reason", "asks"): "别的问法"}, against=now)
    same = reviewed({("policies", "no-reason", "title"): "无理由"}, against=now)

    assert ([change.id for change in untouched.changes], untouched.faults) == (["quality-return"], ())
    assert edited.faults == (
        CellFault(
            "policies", 3, "C", "title", "no-reason was changed in policies.yaml:10:3 since the export",
            "export anew and make your change there",
        ),
    )  # fmt: skip
    assert (same.changes, same.faults) == ((), ())


@pytest.mark.parametrize(
    "edit, told",
    [
        (lambda book: book.create_sheet("polices"), "polices: there is no kind of this name; did you mean 'policies'?"),
        (lambda book: put(book["policies"], "id", "title", "titel"), "policies!C1 (titel): there is no column 'titel'; did you mean 'title'?"),
        (lambda book: put(book["policies"], "no-reason", "id", "other"), "policies!A3 (id): there is no entry 'other' any more, or its id was changed here; restore the id, or clear the row's fingerprint to add it"),
        (lambda book: put(book["policies"], "no-reason", "id", "quality-return"), "policies!A3 (id): the id 'quality-return' stands already in row 2; keep one row an entry"),
        (lambda book: put(book["policies"], "no-reason", "file", "x.yaml") or put(book["policies"], "no-reason", "title", "x"), "policies!B3 (file): no-reason stands in policies.yaml; an entry is moved in the files, not here"),
        (lambda book: put(book["guides"], "g", "title", "x"), "guides!B2 (file): no file; name a file of the base, such as policies/quality.yaml"),
        (lambda book: put(book["guides"], "g", "file", "../x.yaml"), "guides!B2 (file): '../x.yaml' is no file for a new entry; name a file of the base, such as policies/quality.yaml"),
    ],
)  # fmt: skip
def test_a_workbook_that_does_not_fit_says_where_and_how_to_mend_it(
    reviewed: Callable[..., Plan], edit: Callable[[Book], None], told: str
):
    found = reviewed({}, edit=edit)

    assert (str(found.faults[0]), found.files) == (told, {})


def test_a_column_that_was_removed_takes_nothing_away(reviewed: Callable[..., Plan]):
    def without(book: Book) -> None:
        sheet = book["policies"]
        for header in ("asks", "say.douyin"):
            sheet.delete_cols(next(cell.column for cell in sheet[1] if cell.value == header))
        put(sheet, "quality-return", "title", "质量")

    found = reviewed({}, edit=without)

    assert [(change.id, change.keys) for change in found.changes] == [("quality-return", ("title",))]


def delete_row(book: Book, sheet: str, key: str) -> None:
    book[sheet].delete_rows(next(row[0].row for row in book[sheet].iter_rows() if row[0].value == key))


def without_no_reason_late(book: Book) -> None:
    delete_row(book, "policies", "no-reason-late")


def test_a_row_that_was_deleted_is_told_and_its_entry_stays(reviewed: Callable[..., Plan]):
    found = reviewed({}, edit=without_no_reason_late)

    assert (found.changes, found.removed, found.files) == ((), (), {})
    assert [str(notice) for notice in found.notices] == [
        "policies: 1 rows were deleted: no-reason-late; nothing is deleted; with --delete the entries are"
    ]


def test_a_row_that_was_deleted_takes_its_entry_away_where_that_is_asked_for(
    reviewed: Callable[..., Plan], base: Base, folder: Path
):
    found = reviewed({}, edit=without_no_reason_late, deletes=True)

    write(folder, base, found.files)
    assert (found.removed, found.faults) == ((("policies", "no-reason-late"),), ())
    assert list(load(folder).require().policies) == [key for key in base.policies if key != "no-reason-late"]
    removed = [line for line in difference(base, found.files) if line.startswith("+") and not line.startswith("+++")]
    assert removed == []


def test_an_entry_that_came_after_the_export_is_no_row_that_was_deleted(reviewed: Callable[..., Plan], folder: Path):
    (folder / "new.yaml").write_text("guides:\n  new: {title: 新的, say: {default: 好的}}\n", "utf-8")

    found = reviewed({}, against=load(folder).require(), deletes=True)

    assert (found.removed, found.notices, found.faults) == ((), (), ())


def test_an_entry_that_was_changed_since_the_export_is_not_deleted(reviewed: Callable[..., Plan], folder: Path):
    write_base(
        folder,
        POLICIES.replace("过了七天", "超过七天").replace(
            "no-reason-late:\n    title: ", "no-reason-late:\n    title: 新"
        ),
    )
    now = load(folder).require()

    found = reviewed({}, against=now, edit=without_no_reason_late, deletes=True)

    assert found.files == {}
    assert "no-reason-late, whose row was deleted, was changed in policies.yaml" in str(found.faults[0])


def test_a_column_of_ones_own_is_not_read_and_told(reviewed: Callable[..., Plan]):
    def comment(book: Book) -> None:
        sheet = book["policies"]
        at = sheet.max_column + 1
        sheet.cell(1, at).value = "我的备注"
        sheet.cell(2, at).value = "这条要改"

    found = reviewed({("policies", "no-reason", "title"): "无理由"}, edit=comment)

    assert [(change.id, change.keys) for change in found.changes] == [("no-reason", ("title",))]
    assert [(one.header, one.message) for one in found.notices] == [
        ("我的备注", "this column says nothing of the base and is not read")
    ]


@pytest.mark.parametrize(
    "titles",
    [{"title": "标题", "say.default": "话术", "say.douyin": "话术·抖音"}, {"title": "标题（title）", "id": "编号 id"}],
)
def test_headers_in_chinese_are_read(reviewed: Callable[..., Plan], base: Base, titles: dict[str, str]):
    titles = {key: name.replace("抖音", base.channels["douyin"].name) for key, name in titles.items()}

    def rename(book: Book) -> None:
        put(book["policies"], "no-reason", "title", "无理由")
        for cell in book["policies"][1]:
            cell.value = titles.get(cell.value, cell.value)

    found = reviewed({}, edit=rename)

    assert ([(change.id, change.keys) for change in found.changes], found.notices) == ([("no-reason", ("title",))], ())


def test_a_question_that_looks_like_several_is_asked_about(reviewed: Callable[..., Plan]):
    found = reviewed({("policies", "no-reason", "asks"): "没拆封不喜欢可以退吗\n能退吗##可以退吗\n面霜、乳液不想要了"})

    assert found.faults == ()
    assert [one.message for one in found.notices] == [
        "'能退吗##可以退吗' holds ##: is it one question?",
        "'面霜、乳液不想要了' holds 、: is it one question?",
    ]


def faq(path: Path, header: tuple[str, ...], *rows: tuple[str, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


@pytest.mark.parametrize(
    "header, row",
    [
        (
            ("分类", "问题", "相似问题(用##分隔)", "回答"),
            ("物流", "多久发货", "什么时候发##几天能发", "48小时内发出。"),
        ),
        (("标准问题", "相似问法", "答案"), ("多久发货", "什么时候发\n几天能发", "48小时内发出。")),
        (
            ("分段标题（选填）", "分段内容（必填）", "问题（选填，单元格内一行一个）"),
            ("多久发货", "48小时内发出。", "什么时候发\n几天能发"),
        ),
    ],
)
def test_questions_and_answers_from_elsewhere_become_drafts(
    base: Base, tmp_path: Path, header: tuple[str, ...], row: tuple[str, ...]
):
    found = drafts(base, read_workbook(faq(tmp_path / "a.xlsx", header, row)), "店铺 FAQ")

    assert found is not None
    assert (found.file, found.count, found.faults, found.notices) == (".drafts/faq.yaml", 1, (), ())
    assert found.text.decode() == (
        "# faq：草稿，核对后移到 guides/\n"
        "guides:\n  faq-1:\n    title: 多久发货\n    asks: [多久发货, 什么时候发, 几天能发]\n    say: {default: 48小时内发出。}\n"
    )


def test_a_draft_that_cannot_be_served_as_it_is_says_what_to_mend(base: Base, tmp_path: Path):
    path = faq(
        tmp_path / "a.xlsx", ("问题", "回答"), ("收到的面霜有股怪味", "好的"), ("怎么联系", "加{qq}"), ("没有答案", "")
    )

    found = drafts(base, read_workbook(path), "faq")

    assert found is not None
    assert [str(one) for one in found.faults] == ["Sheet!B4 (回答): the row has no answer; write it, or clear the row"]
    assert any("is asked by quality-return already" in str(one) for one in found.notices)
    assert any("the placeholder {qq} is not declared" in str(one) for one in found.notices)


def test_a_workbook_of_the_base_is_no_sheet_of_questions(base: Base, tmp_path: Path):
    write_workbook(base, tmp_path / "base.xlsx")

    assert drafts(base, read_workbook(tmp_path / "base.xlsx"), "base") is None


def test_a_file_that_changed_while_it_ran_is_not_overwritten(reviewed: Callable[..., Plan], base: Base, folder: Path):
    found = reviewed({("policies", "no-reason", "title"): "无理由"})
    write_base(folder, POLICIES + "# 刚刚改过\n")

    with pytest.raises(EditError, match="was changed while this ran"):
        write(folder, base, found.files)

    assert (folder / "policies.yaml").read_text("utf-8").endswith("# 刚刚改过\n")


def test_what_is_no_workbook_is_told_so(tmp_path: Path):
    (tmp_path / "a.xlsx").write_text("no")

    with pytest.raises(WorkbookError, match=r"is no .xlsx workbook"):
        read_workbook(tmp_path / "a.xlsx")
    with pytest.raises(WorkbookError, match="there is no file"):
        read_workbook(tmp_path / "b.xlsx")
