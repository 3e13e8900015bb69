"""The pages of those who measure: a log uploaded and put right, conflicts read and mended, runs compared, gates kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.service.web.conftest import NARROW, WIDE, Open

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOG = "话,店,顾客消息,客服昵称,买家昵称,时间\n" + "".join(
    f"{reply},{shop},面霜变质了能退吗,{agent},买家{number},2026-11-{10 + number % 9:02} 10:00:00\n"
    for number, (reply, shop, agent) in enumerate(
        [("可以退的，运费我们承担", "天猫旗舰店", "小美")] * 6 + [("抱歉，这个退不了的", "抖音客服", "大壮")] * 6
    )
)
QUESTIONS = [
    {
        "id": "a",
        "text": "面霜变质了还能退吗",
        "expect": {"kind": "policy", "issue": "quality", "decision": {"return": "allowed"}},
        "split": "test",
    },
    {"id": "n", "text": "今天天气怎么样", "expect": {"none": True}, "split": "test"},
]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "week.csv"
    path.write_text(LOG, "utf-8")
    return path


def judged(page: Page, log: Path) -> None:
    """Upload the log, say which columns hold what, and wait for the run's page."""
    page.set_input_files("#log-file", log)
    page.wait_for_selector("#columns:visible")
    page.select_option("#columns select[name=reply]", "话")
    page.select_option("#columns select[name=channel]", "店")
    page.get_by_role("button", name="开始检查").click()
    page.wait_for_url("**/qa/runs/*")
    page.wait_for_selector(".headlines")


def test_a_log_is_put_right_by_hand_judged_and_its_conflict_leads_to_the_script(open_page: Open, log: Path):
    page = open_page(path="/qa/runs", own=True)
    page.set_input_files("#log-file", log)
    expect(page.locator("#log-told:visible")).to_have_text("week.csv：12 行")
    expect(page.locator("#log .fault").first).to_have_text("先指明哪一列是客服回复")
    expect(page.locator("#columns select[name=asked]")).to_have_value("顾客消息")
    page.reload()
    judged(page, log)
    page.get_by_role("link", name="渠道冲突").last.click()
    page.wait_for_selector(".clash")
    clash = page.locator(".clash").first
    sides = clash.locator("blockquote").all_inner_texts()
    marks = clash.locator(".side .tag.good, .side .tag.bad").all_inner_texts()
    agents = page.locator("#by-agent + .scroll tbody th").all_inner_texts()
    clash.get_by_role("link", name="去改 · 质量问题退换货").click()
    page.wait_for_selector("#form")

    assert sorted(sides) == ["可以退的，运费我们承担", "抱歉，这个退不了的"]
    assert sorted(marks) == ["与规定一致", "与规定不符"]
    assert agents == ["大壮", "小美"]


def test_a_wrong_reply_leads_to_its_script_in_two_clicks_and_an_agent_sees_the_own_ones_alone(
    open_page: Open, log: Path
):
    page = open_page(path="/qa/runs", own=True)
    judged(page, log)
    origin = page.url.split("/qa")[0]

    page.get_by_role("link", name="douyin/quality").click()  # from the finding to its replies
    page.wait_for_selector(".clash")
    every = page.locator(".clash").count()
    told = page.locator(".clash").first.inner_text()
    page.locator(".clash").first.get_by_role("link", name="去改 · 质量问题退换货").click()  # and to the script
    page.wait_for_selector(".CodeMirror, #form")
    page.goto(f"{origin}/mine")
    nobody = page.locator(".clash").count()
    page.select_option("select[name=agent]", "大壮")
    page.get_by_role("button", name="确定").click()
    page.wait_for_selector(".headlines")
    own = page.locator(".clash").count()
    page.goto(f"{origin}/mine")
    page.wait_for_selector(".headlines")  # remembered

    assert (every, nobody, own) == (6, 0, 6)
    assert all(part in told for part in ("面霜变质了能退吗", "抱歉，这个退不了的", "说的是 退货：不可退", "应为 可退"))
    assert page.locator("a[href^='/train/entries/']").count() == 0


@pytest.mark.slow
def test_a_log_that_is_none_says_why(open_page: Open, tmp_path: Path):
    page = open_page(path="/qa/runs")
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")

    with page.expect_response("**/v1/evaluations/logs*"):
        page.set_input_files("#log-file", tmp_path / "notes.pdf")
    page.wait_for_selector("#log .fault:has-text('.pdf')")

    expect(page.locator("#columns")).to_be_hidden()


def test_two_runs_are_compared_and_the_trend_is_drawn(open_page: Open, tmp_path: Path):
    suites = tmp_path / "data" / "suites"
    suites.mkdir(parents=True)
    (suites / "mine.jsonl").write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in QUESTIONS), "utf-8")
    page = open_page(path="/qa/runs", own=True)

    for _ in range(2):
        page.goto(page.url.split("/qa")[0] + "/qa/runs")
        page.select_option("#start select[name=suite]", "mine")
        page.get_by_role("button", name="开始评测").click()
        page.wait_for_url("**/qa/runs/*")
        page.wait_for_selector(".headlines")
    gate = page.locator("#gate-title + p").inner_text()
    page.get_by_role("button", name="比较").click()
    page.wait_for_url("**/qa/compare*")
    same = page.locator(".empty").inner_text()
    page.goto(page.url.split("/qa")[0] + "/qa/runs")
    page.wait_for_selector(".plot canvas")

    assert gate.startswith("没过门槛")
    assert same == "没有一条变差，也没有一条变好"
    assert page.locator("#runs tbody tr").count() == 2


def test_a_gate_is_kept_refused_with_the_mend_and_brought_back(open_page: Open):
    page = open_page(path="/qa/gates", own=True)
    before = page.input_value("#gate-text")

    page.fill("#gate-text", "measures: {recall@1: {min: 95}}\ncases: {failing: 3}\n")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#gate .fault:has-text('write 0.95')")
    page.fill("#gate-text", "measures: {recall@1: {min: 0.95}}\ncases: {failing: 3}\n")
    with page.expect_navigation():
        page.get_by_role("button", name="保存").click()
    page.wait_for_selector("text=您自己的")
    kept = page.input_value("#gate-text")
    with page.expect_navigation():
        page.get_by_role("button", name="恢复附带的").click()
    page.wait_for_selector("text=随一致附带的")

    assert kept.startswith("measures: {recall@1: {min: 0.95}}")
    assert page.input_value("#gate-text") == before


def test_an_exam_is_assigned_sat_on_a_phone_and_marked(open_page: Open):
    page = open_page(path="/qa/exams", own=True)
    page.fill("#draw [name=questions]", "4")
    page.fill("#draw [name=people]", "小美\n大壮")
    drawn: list[str] = []
    page.on(
        "request", lambda one: drawn.append(one.url) if one.method == "POST" and one.url.endswith("/exams") else None
    )
    page.get_by_role("button", name="出题并分配").dblclick()  # as people do whose network is slow
    page.wait_for_url("**/qa/exams/*")
    assert len(drawn) == 1
    results = page.url
    right = page.locator(".paper .good-ink").all_text_contents()
    path = page.locator("td a").first.get_attribute("href")

    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.goto(results.split("/qa")[0] + str(path))
    page.get_by_role("button", name="交卷").click()
    n = len(right)
    expect(page.locator("#sheet .fault")).to_have_text(f"还有 {n} 题没答")
    for place, text in enumerate(right):
        letter = text.split(".")[0] if place else "ABCD".replace(text[0], "")[0]
        page.locator("fieldset").nth(place).locator(f"input[value={letter}]").check()
    page.get_by_role("button", name="交卷").click()
    page.wait_for_selector(".mark")
    mark = page.locator(".mark").inner_text()
    fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(results)

    assert fits
    assert mark == f"答对 {n - 1} / {n} 未通过"
    assert page.locator("tbody .tag").first.inner_text() == "未通过"


@pytest.mark.slow
@pytest.mark.parametrize("view", [WIDE, NARROW], ids=["wide", "360 px"])
def test_nothing_runs_out_of_the_pages(open_page: Open, log: Path, view: Any):
    page = open_page(path="/qa/runs", own=True, view=view)
    judged(page, log)
    origin = page.url.split("/qa")[0]

    for path in ("/qa/runs", "/qa/conflicts", "/qa/scorecard", "/qa/exams", "/qa/gates?kind=replies"):
        page.goto(origin + path)
        page.wait_for_selector("h1")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
