"""The agents' page in a browser: typed, corrected, chosen and copied as an agent does all day."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from service.store.database import open_database
from service.store.feedback import feedback_of
from service.store.records import unanswered_records
from tests.service.small import BROKEN, CONFLICTED, POLICIES, write_base, write_policies
from tests.service.web.conftest import answered, clipboard, comes, say, tells_use, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

Open = Callable[..., "Page"]
WIDE = {"width": 1280, "height": 860}
NARROW = {"width": 360, "height": 740}
QUALITY = "非常抱歉，质量问题可以退，运费我们承担。请发来订单号〔订单号〕。"


@pytest.fixture
def open_page(browser: Browser, address: Callable[..., str]) -> Iterator[Open]:
    """Open the page of a service; whatever the browser complains about fails the test."""
    contexts = []
    complaints: list[str] = []

    def start(*, view: Any = WIDE, scheme: Any = "light", query: str = "", **given: Any) -> Page:
        context = browser.new_context(
            viewport=view, color_scheme=scheme, permissions=["clipboard-read", "clipboard-write"]
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
        page.goto(address(**given) + "/" + query)
        page.wait_for_selector("#channel option[value=douyin]", state="attached")
        return page

    yield start
    for context in contexts:
        context.close()
    assert [told for told in complaints if "net::ERR_FAILED" not in told] == []


def titles(page: Page) -> Locator:
    return page.locator(".card h3")


def test_typing_brings_the_reply_the_decision_the_reason_and_the_source(open_page: Open):
    page = open_page()
    page.select_option("#channel", "douyin")

    page.locator("#message").press_sequentially("面霜有异味，能退不？", delay=15)
    answered(page)

    expect(titles(page)).to_have_text(["质量问题退换货"])
    expect(page.locator(".card .reply")).to_have_text("抱歉亲，质量问题能退，运费我们出。")
    expect(page.locator(".card .decision li")).to_have_text(["退货：可退", "寄回运费：品牌承担", "首次响应：48 小时"])
    why = page.locator(".card .why").inner_text()
    assert all(
        part in why
        for part in ("面霜变质了还能退吗", "消费者权益保护法 第二十四条", "质量不合格收货七日内可退", "policies.yaml:2")
    )
    expect(page.locator(".card .tag:visible")).to_have_text(["政策", "复核已过期"])
    assert page.locator(".card .sure").inner_text().startswith("把握中")  # so few questions prove no more


@pytest.mark.slow
def test_facts_are_chips_that_show_where_they_are_from_and_mark_the_text(open_page: Open):
    page = open_page()

    say(page, "😤面霜有异味")

    chips = page.locator(".facts .chip:not(.add)")
    expect(chips).to_have_text(["问题类型：质量问题", "定制商品：否"])
    expect(chips).to_have_class(["chip text", "chip assumed"])
    expect(page.locator(".under .read")).to_have_text(["异味"])


def test_what_is_asked_is_copied_and_filled_in_with_a_click(open_page: Open):
    page = open_page()
    say(page, "不喜欢，想退")
    asked = page.locator(".question:visible")
    expect(asked).to_have_text(["请问您是哪一天签收的呢？", "请问内层封口拆开了吗？"])

    asked.first.click()
    page.wait_for_selector(".toast p:visible")
    assert clipboard(page) == "请问您是哪一天签收的呢？"
    page.locator(".asking .link").first.click()
    page.wait_for_selector("#editor input:focus")
    page.keyboard.type("2000")
    page.keyboard.press("Enter")
    expect(page.locator("#editor .fault:visible")).to_have_text("请填 0 到 1095 的整数")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(asked).to_have_text(["请问内层封口拆开了吗？"])
    page.locator(".asking .link").first.click()
    page.get_by_role("button", name="否", exact=True).click()

    expect(asked).to_have_count(0)
    expect(page.locator(".chip.given")).to_have_text(["签收天数：3 天", "封口已拆：否"])
    expect(page.locator(".card.selected .decision li")).to_have_text(["退货：可退", "寄回运费：顾客承担"])


@pytest.mark.slow
def test_what_was_filled_in_is_asked_no_longer_while_the_answer_is_on_the_way(open_page: Open):
    page = open_page()
    say(page, "不喜欢，想退")
    page.route("**/v1/suggestions", lambda route: None)

    page.locator(".asking .link").first.click()
    page.wait_for_selector("#editor input:focus")
    page.keyboard.type("3")
    page.keyboard.press("Enter")

    expect(page.locator("#list.busy")).to_have_count(1)  # nothing was answered yet
    expect(page.locator(".question:visible")).to_have_text(["请问内层封口拆开了吗？"])


def test_a_fact_that_was_read_wrong_is_corrected_and_taken_back(open_page: Open):
    page = open_page()
    say(page, "有异味")

    page.click(".chip.text")
    page.get_by_role("button", name="无理由退货").click()
    expect(titles(page).first).to_have_text("无理由退货怎么退")
    expect(titles(page).filter(has_text="质量问题退换货")).to_have_count(0)
    page.click(".chip.given")
    page.get_by_role("button", name="取消填写").click()

    expect(titles(page).first).to_have_text("质量问题退换货")


@pytest.mark.slow
def test_a_fact_that_was_misread_is_made_unknown_and_that_is_taken_back(open_page: Open):
    page = open_page()
    say(page, "有异味")
    chips, marks = page.locator(".facts .chip:not(.add)"), page.locator("#message-under .read")
    expect(marks).to_have_text(["异味"])

    page.get_by_role("button", name="读错了：把问题类型当作未知").click()
    expect(chips).to_have_text(["问题类型：未知", "定制商品：否"])
    expect(marks).to_have_count(0)
    page.click(".chip.unknown")
    page.get_by_role("button", name="取消填写").click()
    expect(marks).to_have_text(["异味"])
    page.click(".chip.text")
    page.get_by_role("button", name="当作未知", exact=True).click()

    expect(chips).to_have_text(["问题类型：未知", "定制商品：否"])


@pytest.mark.slow
def test_a_fact_that_was_corrected_is_marked_no_longer_while_its_answer_is_on_the_way(open_page: Open):
    page = open_page()
    say(page, "有异味")
    page.route("**/v1/suggestions", lambda route: None)

    page.get_by_role("button", name="读错了：把问题类型当作未知").click()

    expect(page.locator(".chip.unknown")).to_have_count(1)
    expect(page.locator("#list.busy")).to_have_count(1)  # nothing was answered yet
    expect(page.locator("#message-under .read")).to_have_count(0)


@pytest.mark.slow
def test_what_is_made_unknown_may_be_assumed(open_page: Open):
    page = open_page()
    say(page, "不喜欢")

    page.click(".chip.assumed")
    page.get_by_role("button", name="是", exact=True).click()
    page.click(".chip.given")
    page.get_by_role("button", name="当作未知", exact=True).click()

    expect(page.locator(".chip.assumed")).to_have_text(["定制商品：否"])


def test_the_keys_go_to_the_list_choose_copy_and_come_back(open_page: Open, tmp_path: Path):
    page = open_page()
    say(page, "面霜有异味，而且不喜欢")
    page.wait_for_selector(".card.mixed")

    page.focus("#message")
    page.keyboard.press("ArrowDown")
    until(page, "document.activeElement.dataset.at === '0'")
    page.keyboard.press("ArrowDown")
    until(page, "document.activeElement.dataset.at === '1'")
    page.keyboard.press("Enter")
    page.wait_for_selector(".blanks input:focus")
    one = clipboard(page)
    page.keyboard.press("ArrowDown")  # from the blank that is still to be filled in
    until(page, "document.activeElement.dataset.at === '2'")
    page.keyboard.press("ArrowUp")
    until(page, "document.activeElement.dataset.at === '1'")
    page.keyboard.press("ArrowUp")
    until(page, "document.activeElement.dataset.at === '0'")
    page.keyboard.press("ArrowUp")
    until(page, "document.activeElement.id === 'message'")
    page.keyboard.press("Control+c")
    until(page, "document.activeElement.closest('.blanks') !== null")
    both = clipboard(page)
    page.focus("#message")
    page.keyboard.press("Escape")
    page.wait_for_selector(".card", state="detached")

    assert (one, both) == (QUALITY, f"{QUALITY}\n没拆封的七天内都能退。")
    expect(page.locator("#message")).to_have_value("")

    def used() -> list[tuple[object, ...]]:
        with open_database(f"sqlite:///{tmp_path / 'data' / 'records.db'}").connect() as connection:
            told = connection.exec_driver_sql("select action, entry from feedback where action <> 'shown'")
            return sorted(tuple(row) for row in told)

    quality = ("copied", "quality-return")
    comes(page, used, [("copied", "no-reason-unclear"), quality, quality])


@pytest.mark.slow
def test_control_c_copies_marked_text_as_ever(open_page: Open):
    page = open_page()
    say(page, "不喜欢这个")

    page.focus("#message")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")

    comes(page, lambda: clipboard(page), "不喜欢这个")


@pytest.mark.slow
def test_keys_that_belong_to_the_input_method_are_left_alone(open_page: Open):
    page = open_page()
    say(page, "不喜欢")

    page.evaluate(
        """() => { const box = document.querySelector('#message'); box.focus();
        box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true, isComposing: true}));
        box.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowDown', bubbles: true, isComposing: true})); }"""
    )

    assert (page.input_value("#message"), page.evaluate("document.activeElement.id")) == ("不喜欢", "message")


@pytest.mark.slow
def test_clearing_can_be_undone(open_page: Open):
    page = open_page()
    say(page, "不喜欢")

    page.keyboard.press("Escape")
    page.get_by_role("button", name="撤销").click()

    expect(page.locator("#message")).to_have_value("不喜欢")
    answered(page)


@pytest.mark.slow
def test_a_script_tells_what_is_still_to_be_filled_in(open_page: Open):
    page = open_page()
    say(page, "有异味")

    page.click(".card .button >> nth=0")
    expect(page.locator(".toast p:visible")).to_contain_text("已复制，发送前请填写：订单号")

    expect(page.locator(".reply .blank")).to_have_text(["订单号"])
    assert clipboard(page).endswith("请发来订单号〔订单号〕。")


def test_the_newest_answer_wins(open_page: Open):
    page = open_page()
    held: list[Any] = []

    def hold_the_first(route: Any) -> None:
        if "异味" in json.loads(route.request.post_data)["text"] and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/v1/suggestions", hold_the_first)
    page.fill("#message", "有异味")
    comes(page, lambda: len(held), 1)
    with page.expect_event("requestfailed"):  # what nobody waits for any longer is given up
        say(page, "不喜欢")
    held[0].abort()

    expect(titles(page).first).to_have_text("无理由退货怎么退")


def test_a_draft_that_contradicts_is_marked_and_replaced_with_a_key(open_page: Open):
    page = open_page()
    say(page, "面霜有异味")

    page.fill("#draft", "亲😊退不了哦")
    page.wait_for_selector(".verdict.contradicts")
    marked = page.locator("#draft").locator("xpath=..").locator(".wrong").all_text_contents()
    told = page.locator(".findings li").first.inner_text()
    page.focus("#draft")
    page.keyboard.press("Alt+Enter")
    expect(page.locator("#draft")).to_have_value(re.compile("^非常抱歉，质量问题可以退"))
    page.wait_for_selector(".verdict.contradicts", state="detached")

    assert marked == ["退不了"]
    assert "说的是 退货：不可退 → 应为 可退" in told
    assert "消费者权益保护法 第二十四条" in told


@pytest.mark.slow
def test_an_edited_suggestion_is_fed_back_as_it_was_sent(open_page: Open, tmp_path: Path):
    page = open_page()
    say(page, "有异味")

    page.get_by_role("button", name="改一改").click()
    until(page, "document.activeElement.id === 'draft'")
    page.fill("#draft", "王女士，可以退，电话13812345678")
    with page.expect_response(tells_use):
        page.keyboard.press("Control+Enter")

    store = open_database(f"sqlite:///{tmp_path / 'data' / 'records.db'}")
    with store.connect() as connection:
        key = connection.exec_driver_sql("select record from feedback where action <> 'shown'").scalar_one()
    (given,) = (one for one in feedback_of(store, key) if one.action != "shown")
    assert (given.action, given.entry, given.reply) == (
        "edited",
        "quality-return",
        "〔姓名〕女士，可以退，电话〔电话〕",
    )


@pytest.mark.slow
def test_the_next_message_takes_the_one_before_along(open_page: Open):
    page = open_page()
    say(page, "有异味")
    page.keyboard.press("Control+c")
    page.wait_for_selector(".toast p:visible")

    page.keyboard.press("Alt+n")
    with page.expect_request("**/v1/suggestions") as sent:
        page.fill("#message", "不喜欢")
    answered(page)

    assert sent.value.post_data_json["conversation"] == [
        {"role": "customer", "text": "有异味"},
        {"role": "agent", "text": "非常抱歉，质量问题可以退，运费我们承担。请发来订单号〔订单号〕。"},
    ]
    expect(titles(page).first).to_have_text("无理由退货怎么退")
    expect(page.locator(".conversation summary")).to_have_text("上文 2")


def test_an_honest_empty_answer_says_so_and_becomes_one_gap(open_page: Open, tmp_path: Path):
    page = open_page()

    store = open_database(f"sqlite:///{tmp_path / 'data' / 'records.db'}")
    for written in ("你们招代理吗", "你们招代理吗，在线等"):  # a person who stops to think
        page.fill("#message", written)
        expect(page.locator("#list.busy")).to_have_count(0)
        expect(page.get_by_text("知识库里没有合适的答案")).to_be_visible()

    assert [record.text for record in unanswered_records(store, limit=10)] == ["你们招代理吗，在线等"]


@pytest.mark.slow
def test_a_broken_base_is_told_while_the_last_good_one_answers(open_page: Open, tmp_path: Path):
    page = open_page(watch=True)

    write_policies(tmp_path / "base", BROKEN)
    seen = page.locator("#banner summary:visible")
    expect(seen).to_have_text("知识库有 1 处错误，正在用上一个完好的版本作答")  # the page looks every few seconds
    page.click("#banner summary")
    problem = page.locator("#banner li:visible")
    expect(problem).to_have_text("policies.yaml:2:38 quality-return：没有事实 'isue'；是不是 'issue'？")
    say(page, "有异味")
    expect(titles(page)).to_have_text(["质量问题退换货"])
    write_policies(tmp_path / "base", POLICIES)

    expect(page.locator("#banner")).to_be_hidden()


@pytest.mark.slow
def test_a_conflict_is_marked_and_named(open_page: Open, tmp_path: Path):
    page = open_page(base=write_base(tmp_path / "base", CONFLICTED))

    say(page, "昨天收到的没拆封，不喜欢可以退吗")

    expect(page.locator(".card.selected .tag.bad:visible")).to_have_text("有冲突")
    expect(page.locator(".card.selected .why")).to_contain_text("「七天无理由退货」")
    expect(page.locator(".card.selected .sure")).to_contain_text("把握中")


def test_text_from_a_customer_is_never_read_as_markup(open_page: Open):
    page = open_page()

    say(page, "<img src=x onerror=alert(1)>面霜有异味，能退不{{ 1+1 }}")
    page.fill("#draft", "<b>退不了</b>")
    page.wait_for_selector(".verdict.contradicts")

    assert page.locator("main img, main .under b").count() == 0
    assert (
        page.locator(".under").first.inner_text().strip() == "<img src=x onerror=alert(1)>面霜有异味，能退不{{ 1+1 }}"
    )


@pytest.mark.slow
@pytest.mark.parametrize("view", [WIDE, NARROW], ids=["wide", "360 px"])
@pytest.mark.parametrize("query", ["", "?lang=en"], ids=["zh", "en"])
def test_nothing_runs_out_of_the_page(open_page: Open, view: Any, query: str):
    page = open_page(view=view, query=query)

    say(page, "不喜欢" + "这款面霜的味道https://example.com/" + "a" * 200)
    if view == NARROW:
        page.click(".draft-open")
    page.fill("#draft", "退不了" * 60)
    page.wait_for_selector(".verdict:visible")
    if view == NARROW:
        page.click(".fold-open")
    page.click(".chip.add")
    page.wait_for_selector("#more:visible")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
def test_the_two_layers_of_the_message_box_break_lines_alike(open_page: Open):
    page = open_page(view=NARROW)

    say(page, "面霜有异味 English words mixed in，中文标点「引号」……换行\n第二行，面霜有股怪味" * 4)

    heights = page.evaluate(
        "[...document.querySelector('#message').parentElement.children].map(one => one.scrollHeight)"
    )
    assert heights[0] == heights[1]


@pytest.mark.slow
def test_the_channel_is_remembered(open_page: Open):
    page = open_page()
    page.select_option("#channel", "store")

    page.reload()

    expect(page.locator("#channel")).to_have_value("store")


@pytest.mark.slow
def test_a_service_that_comes_back_is_found_again(open_page: Open):
    page = open_page()
    page.route("**/v1/suggestions", lambda route: route.abort())
    page.route("**/readyz", lambda route: route.abort())

    page.fill("#message", "有异味")
    page.wait_for_selector("text=连不上服务")
    page.unroute("**/v1/suggestions")
    page.unroute("**/readyz")

    answered(page)
    expect(page.get_by_text("连不上服务")).to_be_hidden()


@pytest.mark.slow
def test_the_page_asks_nothing_of_any_other_host(open_page: Open, address: Callable[..., str]):
    page = open_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urllib.request.urlparse(request.url).hostname))  # type: ignore[attr-defined]
    page.reload()
    page.wait_for_selector("#channel option[value=douyin]", state="attached")
    say(page, "有异味")

    assert hosts == {"127.0.0.1"}
