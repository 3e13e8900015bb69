"""One customer at a time, and never a copy of what is no longer so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import service
from service.store.database import open_database
from tests.service.small import POLICIES, write_base, write_policies
from tests.service.test_ingredients_cli import KNOWN
from tests.service.web.conftest import NARROW, Open, answered, clipboard, comes, paste, say, tells_use, until

SHIFTS = """window.shifts = []; new PerformanceObserver(list => list.getEntries().forEach(one => window.shifts.push(one.value)))
.observe({type: 'layout-shift', buffered: true})"""
RETINOL = """\
ingredients:
  retinol:
    name: 视黄醇
    inci: Retinol
    aliases: [A醇]
    roles: [抗皱]
    ask: [pregnant]
    asks: [A醇怎么用, 视黄醇怎么用, A醇一周用几次, 视黄醇晚上怎么用]
    say: {default: 晚上用，每周两次。}
    sources: [{title: 常识}]
facts:
  pregnant: {type: boolean, name: 怀孕, ask: 请问怀孕了吗？}
"""
LOGO = Path(service.__file__).parent / "web" / "zendesk" / "assets" / "logo-small.png"
QUALITY = "非常抱歉，质量问题可以退，运费我们承担。请发来订单号〔订单号〕。"


def give_days(page: Any, days: str) -> None:
    page.locator(".asking .link").first.click()
    page.wait_for_selector("#editor input:focus")
    page.keyboard.type(days)
    page.keyboard.press("Enter")
    expect(page.locator(".chip.given")).to_have_text([f"签收天数：{days} 天"])
    answered(page)


def correct_issue(page: Any) -> None:
    page.locator(".chip.text .chip-open").click()
    page.get_by_role("button", name="无理由退货").click()
    expect(page.locator(".chip.given")).to_have_text(["问题类型：无理由退货"])
    answered(page)


@pytest.mark.slow
def test_the_message_has_the_focus_at_once(open_page: Open):
    page = open_page()

    until(page, "document.activeElement.id === 'message'")


def test_alt_n_twice_is_a_new_customer_and_one_undo_brings_all_back(open_page: Open):
    page = open_page()
    say(page, "不喜欢，想退")
    give_days(page, "3")
    page.fill("#draft", "七天内可以退")

    page.keyboard.press("Alt+n")
    page.wait_for_selector(".conversation summary:visible")
    expect(page.locator(".chip.given")).to_have_count(1)
    page.fill("#draft", "另一句")
    page.keyboard.press("Alt+n")
    page.wait_for_selector(".conversation", state="hidden")
    expect(page.locator(".chip.given")).to_have_count(0)
    expect(page.locator("#message")).to_have_value("")
    expect(page.locator("#draft")).to_have_value("")
    page.keyboard.press("Alt+z")
    page.wait_for_selector(".conversation summary:visible")

    expect(page.locator("#draft")).to_have_value("另一句")
    expect(page.locator(".chip.given")).to_have_text(["签收天数：3 天"])


def test_a_message_that_contradicts_a_given_fact_asks_which_holds_before_anything_is_copied(open_page: Open):
    page = open_page()
    say(page, "有怪味")
    correct_issue(page)
    expect(page.locator(".gate:visible")).to_have_count(0)  # the agent knows better what this message says
    page.keyboard.press("Alt+n")

    say(page, "面霜有异味")
    question = "顾客说「异味」（问题类型：质量问题），您填的是无理由退货，以哪个为准？"
    expect(page.locator(".gate p:visible")).to_have_text(question)
    page.focus("#message")
    page.keyboard.press("Alt+1")
    page.wait_for_selector(".toast p:has-text('先确认')")
    page.get_by_role("button", name="顾客说的：质量问题").click()
    page.wait_for_selector(".gate:visible", state="detached")
    answered(page)
    page.keyboard.press("Alt+1")
    page.wait_for_selector(".toast p:has-text('已复制')")

    assert clipboard(page) == QUALITY


@pytest.mark.slow
def test_what_the_agent_holds_to_is_not_asked_again_for_this_message(open_page: Open):
    page = open_page()
    say(page, "有怪味")
    correct_issue(page)
    page.keyboard.press("Alt+n")

    say(page, "面霜有异味")
    page.get_by_role("button", name="我填的：无理由退货").click()
    page.wait_for_selector(".gate:visible", state="detached")
    say(page, "面霜有异味啊")

    expect(page.locator(".gate:visible")).to_have_count(0)
    expect(page.locator(".chip.given")).to_have_text(["问题类型：无理由退货"])


@pytest.mark.slow
def test_the_answer_to_a_question_that_was_copied_fills_its_fact(open_page: Open):
    page = open_page()
    say(page, "不喜欢，想退")
    page.keyboard.press("Alt+q")
    page.wait_for_selector(".toast p:visible")

    paste(page, "前天")

    expect(page.locator("#message")).to_have_value("前天")
    expect(page.locator(".chip.text:has-text('签收天数')")).to_have_text("签收天数：2 天")
    expect(page.locator(".conversation li")).to_have_text(["顾客不喜欢，想退", "客服请问您是哪一天签收的呢？"])


@pytest.mark.slow
def test_issue_and_facts_go_along_with_the_conversation(open_page: Open):
    page = open_page()
    say(page, "面霜变质了")
    page.keyboard.press("Alt+1")
    page.wait_for_selector(".toast p:visible")

    paste(page, "那能退吗")
    answered(page)

    expect(page.locator(".card.selected h3")).to_have_text("质量问题退换货")
    expect(page.locator(".card.selected .decision li", has_text="寄回运费：品牌承担")).to_have_count(1)


@pytest.mark.slow
def test_pasting_and_copying_at_once_waits_for_the_new_answer(open_page: Open):
    page = open_page()
    say(page, "不喜欢")

    page.fill("#message", "面霜有异味")
    page.keyboard.press("Alt+1")
    page.wait_for_selector(".toast p:has-text('已复制')")

    assert clipboard(page) == QUALITY


@pytest.mark.slow
def test_a_request_that_hangs_ends_and_is_tried_again(open_page: Open):
    page = open_page()
    page.route("**/v1/suggestions", lambda route: None)

    page.fill("#message", "有异味")
    expect(page.locator(".gate:visible")).to_contain_text("服务 5 秒没有回应")
    page.unroute("**/v1/suggestions")
    page.get_by_role("button", name="重试").click()

    answered(page)


FRESH = QUALITY.replace("运费我们承担。", "运费到付即可。")


def serve_other_words(page: Any, base: Path) -> None:
    """Let the quality script say something else, and return once the service serves it."""
    origin = page.url.rstrip("/")
    serving = page.request.get(f"{origin}/v1/snapshot").json()
    write_policies(base, POLICIES.replace("运费我们承担。", "运费到付即可。"))
    comes(page, lambda: page.request.get(f"{origin}/v1/snapshot").json() != serving, True)


@pytest.mark.slow
def test_a_newer_base_asks_again_and_says_what_changed(open_page: Open, tmp_path: Path):
    page = open_page(watch=True)
    say(page, "面霜有异味")
    page.evaluate("navigator.clipboard.writeText('nothing yet')")
    held: list[Any] = []
    may_go: list[bool] = []
    page.route("**/v1/suggestions", lambda route: route.continue_() if may_go else held.append(route))

    serve_other_words(page, tmp_path / "base")
    page.focus("#message")
    page.keyboard.press("Alt+1")
    page.keyboard.press("Alt+1")  # the second asks anew, and neither may take what still stands there
    comes(page, lambda: len(held) >= 2, True)
    may_go.append(True)
    held[-1].continue_()  # the page gave up the others, and what it asks for from now on passes
    expect(page.locator(".card .tag.warn:visible", has_text="话术已更新")).to_have_count(1)
    expect(page.locator(".toast p:visible")).to_contain_text("话术刚刚更新")
    first = clipboard(page)
    page.keyboard.press("Alt+1")
    page.wait_for_selector(".toast p:has-text('已复制')")

    assert first == "nothing yet"
    expect(page.locator(".card.selected .changes li")).to_have_text(
        ["删去：非常抱歉，质量问题可以退，运费我们承担。", "新增：非常抱歉，质量问题可以退，运费到付即可。"]
    )
    assert clipboard(page) == FRESH


@pytest.mark.slow
def test_what_is_kept_of_a_script_is_copied_as_it_stands(open_page: Open, tmp_path: Path):
    page = open_page(watch=True)
    page.keyboard.press("Control+k")
    page.keyboard.type("质量")
    page.wait_for_selector("#search-list li:has-text('质量问题退换货')")
    page.get_by_role("button", name="收藏 / 取消收藏").click()
    serve_other_words(page, tmp_path / "base")

    page.evaluate("navigator.clipboard.writeText('nothing yet')")
    page.focus("#search-q")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search .fault:has-text('话术刚刚更新')")
    first = clipboard(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#search-list li:has-text('到付')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast p:has-text('已复制')")

    assert (first, clipboard(page)) == ("nothing yet", FRESH)


@pytest.mark.slow
def test_nothing_is_copied_while_nobody_can_say_whether_it_is_current(open_page: Open):
    page = open_page()
    say(page, "面霜有异味")
    page.evaluate("navigator.clipboard.writeText('nothing yet')")
    page.route("**/v1/snapshot", lambda route: route.abort())

    page.keyboard.press("Alt+1")
    page.wait_for_selector(".toast p:has-text('不能确认话术是不是最新')")

    assert clipboard(page) == "nothing yet"


@pytest.mark.slow
def test_what_is_written_survives_a_reload_and_another_language(open_page: Open):
    page = open_page()
    say(page, "不喜欢，想退")
    give_days(page, "3")
    page.fill("#draft", "七天内可以退")

    for language in ("zh-CN", "en"):
        if language == "en":
            page.click("a.language")
        else:
            page.reload()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator(".chip.given:has-text('3')")).to_have_count(1)
        expect(page.locator("#message")).to_have_value("不喜欢，想退")
        expect(page.locator("#draft")).to_have_value("七天内可以退")


@pytest.mark.slow
def test_escape_clears_one_field_only(open_page: Open):
    page = open_page()
    say(page, "不喜欢，想退")
    give_days(page, "3")
    page.fill("#draft", "七天内可以退")

    page.keyboard.press("Escape")
    expect(page.locator("#draft")).to_have_value("")
    page.wait_for_selector(".verdict", state="hidden")
    expect(page.locator("#message")).to_have_value("不喜欢，想退")
    expect(page.locator(".chip.given")).to_have_count(1)
    page.keyboard.press("Alt+z")
    page.wait_for_selector(".verdict:visible")

    expect(page.locator("#draft")).to_have_value("七天内可以退")


def test_several_matters_are_a_card_each_and_those_ticked_one_reply(open_page: Open):
    page = open_page()
    say(page, "面霜有异味，而且不喜欢")
    titles = ["合并 2 件事：质量问题退换货、无理由退货怎么退", "质量问题退换货", "无理由退货怎么退"]
    expect(page.locator(".card h3")).to_have_text(titles)
    expect(page.locator(".card .sure:visible")).to_have_count(2)

    page.keyboard.press("Alt+1")
    page.wait_for_selector(".toast p:has-text('已复制')")
    both = clipboard(page)
    page.locator(".card .tick:visible input").nth(1).uncheck()
    page.wait_for_selector(".card.mixed", state="detached")

    assert both == f"{QUALITY}\n没拆封的七天内都能退。"


@pytest.mark.slow
def test_a_rejection_has_a_reason_and_is_taken_back(open_page: Open, tmp_path: Path):
    page = open_page(own=True)
    store = open_database(f"sqlite:///{tmp_path / 'data' / 'records.db'}")
    say(page, "有异味")

    page.keyboard.press("Alt+x")
    page.wait_for_selector(".reasons:visible")
    with page.expect_response(tells_use):
        page.keyboard.press("2")
    with store.connect() as connection:
        kept = [
            tuple(row)
            for row in connection.exec_driver_sql("select action, entry, reason from feedback where action <> 'shown'")
        ]
    with page.expect_response("**/feedback/*"):
        page.keyboard.press("Alt+z")
    with store.connect() as connection:
        left = connection.exec_driver_sql("select count(*) from feedback where action <> 'shown'").scalar_one()
    page.keyboard.press("Alt+x")
    page.wait_for_selector(".reasons:visible")
    page.fill(".reasons:visible input", "顾客电话13812345678问的是赠品")
    with page.expect_response(tells_use):
        page.keyboard.press("Enter")
    with store.connect() as connection:
        words = connection.exec_driver_sql("select words from feedback where action <> 'shown'").scalar_one()

    assert (kept, left) == ([("rejected", "quality-return", "wrong_decision")], 0)
    assert words == "顾客电话〔电话〕问的是赠品"


@pytest.mark.slow
def test_an_edit_that_decides_otherwise_is_told(open_page: Open, tmp_path: Path):
    page = open_page(own=True)
    say(page, "有异味")

    page.get_by_role("button", name="改一改").click()
    until(page, "document.activeElement.id === 'draft'")
    page.fill("#draft", "抱歉，这个退不了哦")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".toast p:has-text('和规定不一致')")

    store = open_database(f"sqlite:///{tmp_path / 'data' / 'records.db'}")
    with store.connect() as connection:
        assert [
            tuple(row)
            for row in connection.exec_driver_sql("select action, changed from feedback where action <> 'shown'")
        ] == [("edited", 1)]


@pytest.mark.slow
@pytest.mark.parametrize("text", ["面霜有异味，能退不？", "不喜欢，想退", "面霜有异味，而且不喜欢"])
def test_narrow_shows_reply_and_copy_above_the_fold(open_page: Open, text: str):
    page = open_page(view={"width": 360, "height": 640})

    say(page, text)

    until(
        page,
        """(() => {
        const box = one => document.querySelector(one).getBoundingClientRect();
        const [copy, reply] = [box('.card.selected footer .button'), box('.card.selected .reply')];
        return copy.height > 0 && copy.bottom < reply.top && reply.bottom < box('.draft-side').top; })()""",
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
def test_nothing_jumps_while_typing_where_it_is_narrow(open_page: Open):
    page = open_page(view=NARROW, script=SHIFTS)

    page.locator("#message").press_sequentially("面霜有异味，能退不？我不喜欢，昨天收到的，还没拆封，想退货", delay=90)
    answered(page)
    expect(page.locator(".card:visible")).to_have_count(1)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))")

    assert sum(page.evaluate("window.shifts")) < 0.05


@pytest.mark.slow
def test_a_blank_is_filled_once_for_a_customer_and_copied_with_the_text(open_page: Open):
    page = open_page()
    say(page, "有异味")

    page.keyboard.press("Alt+1")
    page.wait_for_selector(".blanks input:focus")
    page.keyboard.type("A123")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast p:has-text('已复制 ·')")
    filled = clipboard(page)
    paste(page, "那能退吗")
    page.wait_for_selector(".card.selected .reply:has-text('A123')")
    page.keyboard.press("Alt+n")
    page.keyboard.press("Alt+n")
    say(page, "有异味")

    assert filled == QUALITY.replace("〔订单号〕", "A123")
    expect(page.locator(".card.selected .reply")).to_have_text(re.compile("请发来订单号订单号。$"))


def test_the_whole_base_is_searched_and_ones_own_phrases_are_found(open_page: Open):
    page = open_page()
    page.fill("#draft", "亲，已登记，明天回您")
    page.get_by_role("button", name="存为短语").click()
    page.fill(".phrase input", "dj")
    page.keyboard.press("Enter")
    page.fill("#draft", "")
    page.focus("#draft")
    page.keyboard.type("/dj ")
    expect(page.locator("#draft")).to_have_value("亲，已登记，明天回您")

    page.keyboard.press("Control+k")
    page.keyboard.type("质量")
    page.keyboard.press("Enter")  # at once: what is typed is meant, not what was listed before it
    page.wait_for_selector(".toast p:has-text('已复制')")
    assert clipboard(page) == QUALITY
    page.keyboard.press("Control+k")
    listed = page.locator("#search-list li p:first-child")
    expect(listed).to_have_text(["/dj我的短语", "质量问题退换货最近用过"])
    page.keyboard.press("Shift+Delete")

    expect(listed).to_have_text(["质量问题退换货最近用过"])


@pytest.mark.slow
def test_a_picture_is_copied_with_its_text_and_any_file_is_downloaded(open_page: Open, tmp_path: Path):
    files = "    attachments: [{file: files/label.png, alt: 标签在哪里}, {file: files/form.pdf, alt: 登记表}]\n"
    base = write_base(
        tmp_path / "base", POLICIES.replace("    title: 质量问题退换货\n", "    title: 质量问题退换货\n" + files)
    )
    (base / "files").mkdir()
    (base / "files" / "label.png").write_bytes(LOGO.read_bytes())
    (base / "files" / "form.pdf").write_bytes(b"%PDF-1.7")
    page = open_page(base=base)
    say(page, "面霜有异味")

    page.keyboard.press("Alt+1")
    page.wait_for_selector(".toast p:has-text('已复制话术和图片')")
    kinds = page.evaluate("navigator.clipboard.read().then(all => all.flatMap(one => one.types).sort())")
    text = clipboard(page)
    page.get_by_role("button", name="复制图片").click()
    page.wait_for_selector(".toast p:has-text('已复制图片')")
    alone = page.evaluate("navigator.clipboard.read().then(all => all.flatMap(one => one.types))")
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="下载 登记表").click()
    other = page.request.get(page.url + "v1/attachments/policies.yaml")

    assert (kinds, text, alone) == (["image/png", "text/plain"], QUALITY, ["image/png"])
    assert Path(downloaded.value.path()).read_bytes() == b"%PDF-1.7"
    assert other.status == 404  # no entry names it


@pytest.mark.slow
def test_the_supervisor_gets_the_case_in_short(open_page: Open):
    page = open_page()
    say(page, "面霜有异味")

    page.keyboard.press("Alt+s")
    page.wait_for_selector(".toast p:has-text('小结已复制')")

    lines = clipboard(page).splitlines()
    assert lines[:2] == ["【转主管】", "顾客：面霜有异味"]
    assert lines[-1] == "建议：质量问题退换货（退货：可退、寄回运费：品牌承担、首次响应：48 小时）"


@pytest.mark.slow
def test_what_has_to_be_asked_comes_before_advice(open_page: Open, tmp_path: Path):
    base = write_base(tmp_path / "base")
    (base / "known.yaml").write_text(RETINOL, "utf-8")
    page = open_page(base=base)
    say(page, "A醇怎么用")
    page.wait_for_selector(".gate:visible")

    page.keyboard.press("Alt+1")
    page.wait_for_selector(".toast p:has-text('先问这句')")
    asked = clipboard(page)
    page.get_by_role("button", name="已确认，给建议").click()
    page.wait_for_selector(".gate:visible", state="detached")
    page.wait_for_selector(".card:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast p:has-text('已复制 ·')")

    assert asked == "请问怀孕了吗？"
    assert clipboard(page) == "晚上用，每周两次。"


@pytest.mark.slow
def test_a_pasted_ingredient_list_is_recognised_with_what_to_watch_first(open_page: Open, tmp_path: Path):
    base = write_base(tmp_path / "base")
    (base / "known.yaml").write_text(KNOWN, "utf-8")
    page = open_page(base=base)

    paste(page, "成分：水、甘油、视黄醇、苯氧乙醇 2%、某某液\n\n水、甘油、苯氧乙醇、某某液、另一液")
    expect(page.locator("#list-read")).to_have_text("成分表：5 个名称，认出 4 个")
    expect(page.locator(".ingredients li.watch b:visible")).to_have_text(["苯氧乙醇", "视黄醇"])
    page.get_by_role("button", name="逐个看").click()

    each = ["苯氧乙醇", "视黄醇", "水", "甘油", "某某液"]
    expect(page.locator(".ingredients .every b:visible")).to_have_text(each)
    expect(page.locator(".compared")).to_contain_text("只在第一张：视黄醇")
