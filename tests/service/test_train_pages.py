"""The trainers' pages in a browser: conflicts settled, entries edited, cases read, gaps taken up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.service.small import BROKEN, CONFLICTED, POLICIES, write_base, write_policies
from tests.service.web.conftest import comes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Open = Callable[..., "Page"]
WIDE = {"width": 1280, "height": 860}
NARROW = {"width": 360, "height": 740}
NO_REASON = "/train/entries/policy/no-reason"
NAMES = ("conflicts", "entries", "cases", "gaps", "next", "new", "upload", "drafts")
PAGES = (*(f"/train/{name}" for name in NAMES), NO_REASON, f"{NO_REASON}/history")

NAMELESS = """[...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a')]
.filter(one => !(one.labels?.length || one.getAttribute('aria-label') || one.textContent.trim() || one.title
  || one.closest('[aria-hidden=true]') || getComputedStyle(one).display === 'none'))
.map(one => one.outerHTML)"""


@pytest.fixture
def open_page(browser: Browser, address: Callable[..., str]) -> Iterator[Open]:
    """Open a page of a service; whatever the browser complains about fails the test."""
    contexts = []
    complaints: list[str] = []

    def start(path: str, *, view: Any = WIDE, scheme: Any = "light", **given: Any) -> Page:
        context = browser.new_context(viewport=view, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
        page.goto(address(**given) + path)
        return page

    yield start
    for context in contexts:
        context.close()
    assert [told for told in complaints if "412 (Prec" not in told and "409 (Conf" not in told] == []


@pytest.fixture
def conflicted(tmp_path: Path) -> Path:
    return write_base(tmp_path / "base", CONFLICTED)


def settled(page: Page) -> Page:
    """Return the editor once what it shows is of its text."""
    page.wait_for_selector("#effects[aria-busy=false]")
    return page


def write(page: Page, old: str, new: str) -> None:
    """Replace words of the entry as a person does: typed into the editor, then checked."""
    text = page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
    assert old in text
    with page.expect_response("**/train/check"):
        page.evaluate(
            "text => document.querySelector('.CodeMirror').CodeMirror.setValue(text)", text.replace(old, new, 1)
        )
    settled(page)


def save(page: Page) -> Any:
    with page.expect_response("**/v1/entries/**") as saved:
        page.keyboard.press("Control+s")
    return saved.value


@pytest.mark.slow
def test_findings_of_one_policy_are_one_group_that_shows_what_customers_hear(open_page: Open, tmp_path: Path):
    opened = (
        "  no-reason-opened: {title: 已拆封, when: {issue: no_reason, seal_broken: true}, decide: {return: refused}}\n"
    )
    base = write_base(tmp_path / "base", CONFLICTED.replace("statutes:\n", opened + "statutes:\n"))
    page = open_page("/train/conflicts", base=base)

    first = page.locator(".group").first

    assert first.locator("h2").inner_text() == "「七天无理由退货」与 2 处对不上"
    finding = first.locator(".finding").first
    assert finding.locator("blockquote").all_inner_texts() == ["七天内封口完好可以退。", "很抱歉，这次没办法退。"]
    assert finding.locator(".side h3").all_inner_texts() == ["七天无理由退货 起因", "超过七天或已拆封"]
    told = page.request.get(page.url.replace("/train/", "/v1/")).json()
    sentences = {one["id"]: one["sentence"] for one in told["conflicts"]}
    assert "一位顾客在天猫旗舰店来问" in finding.locator(".witness").inner_text()
    assert finding.locator(".witness").inner_text().endswith(sentences[finding.get_attribute("id") or ""])
    assert page.locator(".group").evaluate_all("all => all.map(one => one.querySelector('.finding').id)") == [
        one["conflicts"][0] for one in told["groups"]
    ]
    assert finding.locator(".side:has(.tag) h3 a").inner_text() == told["groups"][0]["title"]


def test_a_finding_is_dismissed_with_a_reason_and_not_without(open_page: Open, conflicted: Path):
    page = open_page("/train/conflicts", base=conflicted)
    finding = page.locator(".finding").first
    key = finding.get_attribute("id")

    finding.locator("summary").click()
    expect(finding.locator("[name=because]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(finding.locator(".fault")).to_have_text("请写明原因")
    page.keyboard.type("活动到月底结束")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("link", name="已保留 1").click()
    page.wait_for_load_state("load")  # before it a form is not yet the page's own to send

    expect(page.locator(".finding")).to_contain_text("活动到月底结束")
    expect(page.locator(".finding")).to_have_id(str(key))

    with page.expect_navigation():
        page.get_by_role("button", name="重新打开").click()
    page.wait_for_selector("text=已保留 0")
    page.get_by_role("link", name="待处理").click()
    expect(page.locator(f"[id='{key}']")).to_be_visible()


@pytest.mark.slow
def test_a_side_that_holds_is_written_into_the_editor_and_saved(open_page: Open, conflicted: Path):
    page = open_page("/train/conflicts", base=conflicted)

    page.get_by_role("link", name="以「七天无理由退货」为准").click()
    settled(page)
    goes = page.locator("#conflicts").inner_text()
    answer = save(page)
    page.wait_for_selector("#written:visible")

    assert "会消失的冲突" in goes
    assert answer.status == 200
    assert "over: [no-reason-late]" in (conflicted / "policies.yaml").read_text("utf-8")
    assert "over: [no-reason-late]" in page.locator("#written .plus").inner_text()


@pytest.mark.slow
def test_a_difference_is_declared_with_its_reason_and_its_end(open_page: Open, tmp_path: Path):
    elsewhere = (
        '  store-quality: {title: 门店质量问题, when: {issue: quality, days_since_receipt: ">7"}, channels: [store], decide: {return: refused}, '
        "say: {default: 门店这次退不了。}}\n"
    )
    apart = POLICIES.replace(
        "    when: {issue: quality}\n", "    when: {issue: quality}\n    channels: [tmall, douyin]\n"
    )
    base = write_base(tmp_path / "base", apart.replace("statutes:\n", elsewhere + "statutes:\n"))
    page = open_page("/train/conflicts", base=base)
    finding = page.locator(".finding:has-text('渠道之间不一致')").first

    finding.get_by_text("声明有意不同…").click()
    form = finding.locator("form[action$=store-quality]")
    form.get_by_label("为什么").fill("门店当场验货")
    form.get_by_label("到哪天为止").fill("2099-12-31")
    form.get_by_role("button", name="写进条目").click()
    settled(page)
    goes = page.locator("#conflicts").inner_text()
    answer = save(page)

    assert "会消失的冲突" in goes
    assert answer.status == 200
    written = (base / "policies.yaml").read_text("utf-8")
    assert "differs: {from: [quality-return], because: 门店当场验货, until: 2099-12-31}" in written


@pytest.mark.slow
def test_what_nobody_decides_is_left_open_on_purpose_with_a_reason(open_page: Open, tmp_path: Path):
    base = write_base(tmp_path / "base")
    page = open_page("/train/conflicts", base=base)
    finding = page.locator(".finding:has-text('没人管的情形')").first

    finding.get_by_text("有意不定…").press("Enter")
    expect(finding.get_by_label("为什么不定")).to_be_focused()
    page.keyboard.type("不退就没有东西寄回")
    finding.get_by_role("button", name="写进「超过七天或已拆封」").press("Enter")
    expect(page.locator("#conflicts")).to_contain_text("会消失的冲突")
    answer = save(page)
    page.wait_for_selector("#written:visible")

    assert answer.status == 200
    written = (base / "policies.yaml").read_text("utf-8")
    assert "gaps: {accepted: [return_shipping], because: 不退就没有东西寄回}" in written


def test_an_error_is_told_on_its_line_and_nothing_is_saved(open_page: Open, tmp_path: Path):
    page = settled(open_page(NO_REASON))
    before = (tmp_path / "base" / "policies.yaml").read_bytes()

    write(page, "issue:", "isue:")
    marked = page.evaluate("document.querySelector('.CodeMirror').CodeMirror.lineInfo(1).gutterMarkers.faults.title")
    told = page.locator(".checks .wrong").all_inner_texts()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("Control+s")

    assert marked == "没有事实 'isue'；是不是 'issue'？"
    assert told == ["第 2 行 没有事实 'isue'；是不是 'issue'？"]
    expect(page.locator(".CodeMirror-focused")).to_have_count(1)  # the key leads to the fault instead
    expect(page.get_by_role("button", name="保存")).to_be_disabled()
    assert [url for url in asked if "/v1/entries/" in url] == []
    assert (tmp_path / "base" / "policies.yaml").read_bytes() == before


@pytest.mark.slow
def test_what_cannot_be_read_as_yaml_is_told_on_its_line(open_page: Open):
    page = settled(open_page(NO_REASON))

    write(page, "decide: {", "decide: {{")

    expect(page.locator(".checks .wrong button").first).to_have_text(re.compile("^第 [34] 行$"))
    expect(page.get_by_role("button", name="保存")).to_be_disabled()


def test_a_change_shows_the_decisions_with_a_case_and_is_saved_with_comments_kept(open_page: Open, tmp_path: Path):
    commented = POLICIES.replace(
        "    when: {issue: quality}\n", "    # 与售后主管商定\n    when: {issue: quality}\n", 1
    )
    base = write_base(tmp_path / "base", commented)
    page = settled(open_page("/train/entries/policy/quality-return", base=base))

    write(page, "return_shipping: brand", "return_shipping: customer")
    changes = page.locator("#decisions li").all_inner_texts()
    refused = save(page)
    page.wait_for_selector("#below:visible")
    stood = (base / "policies.yaml").read_text("utf-8")
    page.get_by_label("明知低于法定下限，仍要保存").check()
    meant = save(page)
    page.wait_for_selector("#written:visible")

    assert [line.split("，")[0] for line in changes] == ["寄回运费：品牌承担 → 顾客承担\n\n例如 质量问题（全部渠道"]
    assert (refused.status, stood, meant.status) == (409, commented, 200)
    text = (base / "policies.yaml").read_text("utf-8")
    assert "    # 与售后主管商定\n" in text
    assert "return_shipping: customer, respond_within: 48h" in text


@pytest.mark.slow
def test_the_reply_is_shown_for_the_channels_that_share_it(open_page: Open):
    page = settled(open_page("/train/entries/policy/quality-return"))

    assert page.locator(".reply h3").all_inner_texts() == ["天猫旗舰店、线下门店", "抖音客服"]
    assert page.locator(".reply blockquote").nth(1).inner_text() == "抱歉亲，质量问题能退，运费我们出。"


@pytest.mark.slow
def test_a_change_is_tried_on_what_was_asked_and_on_the_suites(open_page: Open, tmp_path: Path):
    suites = tmp_path / "data" / "suites"
    suites.mkdir(parents=True)
    line = '{"id": "q1", "text": "可以开发票吗", "expect": {"none": true}}\n'
    (suites / "own.jsonl").write_text(line, "utf-8")
    path = "/train/entries/policy/quality-return"
    page = settled(open_page(path))
    origin = page.url.removesuffix(path)
    page.request.post(origin + "/v1/suggestions", data={"text": "面霜有股怪味", "channel": "tmall"})
    write(page, "asks: [", "asks: [可以开发票吗, ")

    found = {}
    for source in ("最近四周", "测试集"):
        page.evaluate("document.getElementById('moved-far').textContent = ''")
        page.get_by_role("button", name=source).click()
        page.wait_for_selector("#moved-far:has-text('1 / 1')")
        page.wait_for_selector("#moved:not(:has([data-running]))")
        found[source] = (page.locator("#moved-far").inner_text(), page.locator("#moved-found li").all_inner_texts())

    assert found["最近四周"] == ("试了 1 / 1 个问题，0 个会找到别的话术", [])
    assert found["测试集"] == ("试了 1 / 1 个问题，1 个会找到别的话术", ["可以开发票吗\n\n没有答案 → 质量问题退换货"])


@pytest.mark.slow
def test_two_editors_of_one_entry_lose_nothing(open_page: Open, tmp_path: Path):
    base = write_base(tmp_path / "base")
    page = settled(open_page(NO_REASON, base=base))
    write_policies(
        base,
        POLICIES.replace("title: 七天无理由退货", "title: 七天内退货").replace(
            "七天内封口完好可以退。", "七天内可以退。"
        ),
    )

    write(page, "title: 七天无理由退货", "title: 无理由退货")
    write(page, "asks: [没拆封", "asks: [没开封")
    answer = save(page)
    page.wait_for_selector("#stands:visible")
    sides = page.locator(".clash pre").all_inner_texts()
    page.get_by_role("button", name="用合并结果").click()
    expect(page.locator("#toast:visible")).to_have_count(1)  # what both changed is still to be chosen
    expect(page.locator("#stands")).to_be_visible()
    page.get_by_label("我的").check()
    page.get_by_role("button", name="用合并结果").click()
    settled(page)
    again = save(page)

    assert (answer.status, again.status) == (412, 200)
    assert sides == [
        "title: 无理由退货",
        "title: 七天内退货",
        "title: 七天内退货\ntitle: 无理由退货",
        "title: 七天无理由退货",
    ]
    written = (base / "policies.yaml").read_text("utf-8")
    assert "title: 无理由退货\n" in written
    assert "asks: [没开封" in written
    assert "say: {default: 七天内可以退。}" in written


@pytest.mark.slow
def test_what_is_below_a_statute_is_saved_only_where_it_is_ticked_as_meant(open_page: Open, tmp_path: Path):
    base = write_base(tmp_path / "base")
    page = settled(open_page("/train/entries/policy/quality-return", base=base))

    write(page, "return: allowed", "return: refused")
    refused = save(page)
    page.wait_for_selector("#below:visible")
    told = page.locator("#below-why").inner_text()
    stood = (base / "policies.yaml").read_text("utf-8")
    page.get_by_label("明知低于法定下限，仍要保存").check()
    meant = save(page)

    assert (refused.status, meant.status) == (409, 200)
    assert "消费者权益保护法 第二十四条" in told
    assert "below_statute" not in told
    assert stood == POLICIES
    assert "return: refused, return_shipping: brand" in (base / "policies.yaml").read_text("utf-8")


def test_the_tree_is_searched_while_typing_and_filtered_by_state(open_page: Open):
    page = open_page("/train/entries")

    page.locator("#q").press_sequentially("怪味", delay=20)
    expect(page.locator(".leaves a:visible")).to_have_text(["质量问题退换货"])
    page.fill("#q", "")
    expect(page.locator(".leaves a")).not_to_have_count(1)
    page.select_option("select[name=mark]", "overdue")
    page.wait_for_url("**mark=overdue*")

    expect(page.locator(".leaves a:visible")).to_have_text(["质量问题退换货"])
    expect(page.locator(".leaves .tag:visible")).to_have_count(1)


def test_a_table_of_cases_sets_boundary_days_side_by_side(open_page: Open):
    page = open_page("/train/cases?issue=no_reason&days_since_receipt=*&seal_broken=false")

    rows = page.locator("tbody tr")

    assert page.locator("tbody th").all_inner_texts() == [f"签收天数：{day}天" for day in (0, 7, 8)]
    assert page.locator("thead th").all_inner_texts() == ["情形", "全部渠道"]
    assert [rows.nth(at).locator(".line").first.inner_text() for at in (1, 2)] == ["退货\n可退", "退货\n不可退"]
    rows.nth(2).locator("summary").click()
    expect(rows.nth(2).locator("dl a:visible")).to_have_text(["超过七天或已拆封"])


@pytest.mark.slow
def test_a_cell_that_is_open_says_what_it_turns_on(open_page: Open):
    page = open_page("/train/cases?issue=no_reason&days_since_receipt=3&seal_broken=")

    page.locator("td summary").first.click()

    expect(page.locator("td dl:visible").first).to_contain_text("取决于 封口已拆")


def test_gaps_leave_greetings_out_and_start_an_entry(open_page: Open):
    page = open_page("/train/gaps")
    origin = page.url.removesuffix("/train/gaps")
    for text in ("在吗", "你好呀", "你们招代理吗", "招不招代理呀"):
        page.request.post(origin + "/v1/suggestions", data={"text": text, "channel": "douyin"})

    page.reload()
    groups = page.locator(".gap h2").all_inner_texts()
    page.get_by_role("link", name="写成指南").first.click()
    page.fill("input[name=id]", "become-an-agent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/train/entries/guide/become-an-agent?gap=*")
    text = settled(page).evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")

    assert groups
    assert all("代理" in group for group in groups)
    assert "asks: [" in text
    assert "你们招代理吗" in text


@pytest.mark.slow
def test_a_gap_goes_into_an_entry_by_dragging_and_by_keys(open_page: Open):
    page = open_page("/train/gaps")
    origin = page.url.removesuffix("/train/gaps")
    for text in ("你们招代理吗", "招不招代理呀"):
        page.request.post(origin + "/v1/suggestions", data={"text": text, "channel": "douyin"})
    page.reload()

    page.drag_and_drop(".gap h2", "#entry-list li")
    page.wait_for_url("**/train/entries/**")
    dropped = settled(page).evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
    page.goto(origin + "/train/gaps")
    page.locator("[data-pick]").first.press("Enter")
    expect(page.locator("#entry-q")).to_be_focused()
    page.keyboard.type("已拆封")
    page.keyboard.press("Enter")  # at once: what is typed is meant, not what stood there before it
    page.wait_for_url("**/train/entries/policy/no-reason-late?ask=**")
    put = settled(page).evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")

    assert "招不招代理呀" in dropped
    assert "你们招代理吗" in put
    expect(page.get_by_role("button", name="保存")).to_be_enabled()


@pytest.mark.slow
def test_entries_are_listed_by_how_often_they_were_sent_and_rejected(open_page: Open):
    page = open_page("/train/new")
    origin = page.url.removesuffix("/train/new")
    for text, action in (
        ("面霜变质了还能退吗", "copied"),
        ("乳液有异味", "copied"),
        ("拆了不想要还能退吗", "rejected"),
    ):
        answer = page.request.post(origin + "/v1/suggestions", data={"text": text, "channel": "tmall"}).json()
        first = answer["suggestions"][0]
        done = {"action": action, "kind": first["kind"], "id": first["id"]}
        page.request.post(f"{origin}/v1/suggestions/{answer['record']}/feedback", data=done)
    page.goto(origin + "/train/entries?mark=most_used")
    used = page.locator(".counted li").all_inner_texts()
    page.goto(origin + "/train/entries?mark=most_rejected")

    assert [("质量问题退换货" in one, "发出 2 次" in one) for one in used] == [(True, True)]
    assert "不采用 1 次" in page.locator(".counted li").inner_text()


def test_what_is_next_names_the_overdue_review(open_page: Open):
    page = open_page("/train/next")

    page.wait_for_selector("#hints + p")

    assert page.locator("section[aria-labelledby=overdue] a").all_inner_texts() == ["质量问题退换货"]
    assert page.locator("section[aria-labelledby=overdue] .count").inner_text() == "2026-02-01 到期"


@pytest.mark.slow
def test_the_weakest_scripts_are_found_by_leaving_their_questions_out(open_page: Open):
    page = open_page("/train/next")

    page.get_by_role("button", name="测一次").click()
    page.wait_for_url("**/qa/runs/**")
    page.wait_for_selector(".headlines li")
    page.goto(page.url.split("/qa/")[0] + "/train/next")
    page.wait_for_selector("[aria-labelledby=weakest] li")

    rows = page.locator("[aria-labelledby=weakest] li").all_inner_texts()
    assert any("种问法找回" in row and "政策" in row for row in rows)
    assert page.get_by_role("link", name="看这次测试").get_attribute("href").startswith("/qa/runs/")  # type: ignore[union-attr]


def test_the_palette_finds_pages_and_entries_by_keys_alone(open_page: Open):
    page = open_page("/train/gaps")

    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette-list [aria-selected=true]")
    page.keyboard.type("quality")
    page.keyboard.press("Enter")  # at once: what is typed is meant, not what was found before it
    page.wait_for_url("**/train/entries/policy/quality-return")

    expect(page.locator("h1")).to_have_text("质量问题退换货")


@pytest.mark.slow
def test_a_broken_base_is_told_with_its_place_and_mend(open_page: Open, tmp_path: Path):
    page = open_page("/train/entries", watch=True)

    write_policies(tmp_path / "base", BROKEN)

    def told() -> int:
        page.reload()
        return page.locator(".broken").count()

    comes(page, told, 1)
    page.locator(".broken summary").click()

    expect(page.locator(".broken summary")).to_have_text("知识库有 1 处错误")
    expect(page.locator(".broken li")).to_contain_text("policies.yaml:2:38")
    expect(page.locator(".broken li")).to_contain_text("是不是 'issue'？")


@pytest.mark.slow
def test_the_language_that_was_chosen_stays(open_page: Open):
    page = open_page("/train/entries?q=x")

    page.get_by_role("link", name="EN").click()
    page.wait_for_url("**lang=en**")
    here = page.url
    page.get_by_role("link", name="Conflicts").click()

    assert "q=x" in here
    expect(page.locator("h1")).to_have_text("Conflicts")


@pytest.mark.slow
@pytest.mark.parametrize("view", [WIDE, NARROW], ids=["wide", "360 px"])
def test_nothing_runs_out_of_a_page_and_everything_has_a_name(open_page: Open, view: Any):
    page = open_page("/", view=view)
    origin = page.url.rstrip("/")
    faults = {}

    for path in PAGES:
        page.goto(origin + path)
        page.wait_for_load_state("networkidle")  # what a page asks for by itself has its place too
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        faults[path] = (max(0, overflow), page.evaluate(NAMELESS))

    assert faults == {path: (0, []) for path in PAGES}


@pytest.mark.slow
def test_text_of_an_entry_is_never_read_as_markup(open_page: Open, tmp_path: Path):
    base = write_base(
        tmp_path / "base", POLICIES.replace("七天内封口完好可以退。", "<img src=x onerror=alert(1)>可以退")
    )
    page = settled(open_page(NO_REASON, base=base))

    assert page.locator("main img").count() == 0
    assert "<img src=x" in page.locator(".reply blockquote").first.inner_text()
