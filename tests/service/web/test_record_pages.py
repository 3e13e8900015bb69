"""The pages about records: what agents made of suggestions, and who changed what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
from playwright.sync_api import expect

import service
from service.app import create_app
from service.store.proposals import ProposalState
from service.web.record_texts import RECORD_TEXTS
from tests.indexes import Indexes
from tests.service.conftest import running
from tests.service.small import light, settings
from tests.service.web.conftest import NARROW, Open

if TYPE_CHECKING:
    from playwright.sync_api import APIRequestContext, Page


@pytest.fixture(scope="module")
def worked_with(tmp_path_factory: pytest.TempPathFactory, indexes: Indexes) -> Iterator[str]:
    """The address of a service where agents used suggestions and a trainer changed an entry."""
    given = settings(tmp_path_factory.mktemp("worked"))
    indexes.lend(given, light())
    with running(create_app(given, light())) as address:
        yield address


def _work(api: APIRequestContext, address: str) -> None:
    def post(path: str, **data: object) -> dict[str, object]:
        answer = api.post(address + path, data=data)
        assert answer.ok, answer.text()
        told: dict[str, object] = answer.json()
        return told

    if api.get(f"{address}/v1/usage").json()["total"]["questions"]:
        return
    asked = [
        post("/v1/suggestions", text="面霜变质了还能退吗", channel=channel, group=group)["record"]
        for channel, group in (("tmall", "一组"), ("tmall", "一组"), ("douyin", "二组"))
    ]
    post("/v1/suggestions", text="今天天气怎么样", channel="douyin", group="二组")
    named = {"kind": "policy", "id": "quality-return"}
    post(f"/v1/suggestions/{asked[0]}/feedback", action="copied", **named)
    edited = "亲，非常抱歉，质量问题可以退，运费我们承担。请发来订单号8812。"
    told = post(f"/v1/suggestions/{asked[1]}/feedback", action="edited", reply=edited, **named)
    assert (told["decision_changed"], told["edit_distance"]) == (False, 2)
    post(f"/v1/suggestions/{asked[2]}/feedback", action="edited", reply="抱歉，这个不能退的。", **named)
    path = f"{address}/v1/entries/policy/quality-return"
    entry = api.get(path)
    changed = {**entry.json()["entry"], "title": "质量问题退换"}
    written = api.put(path, data=changed, headers={"If-Match": entry.headers["etag"]})
    assert written.ok, written.text()


def _table(page: Page, name: str) -> list[list[str]]:
    rows = page.locator(f"#{name} > tbody > tr")
    return [[cell.strip() for cell in row.locator("th, td").all_inner_texts()] for row in rows.all()]


def test_usage_is_told_by_channel_group_script_and_week(open_page: Open, worked_with: str):
    page = open_page(path="/qa/usage")
    _work(page.request, worked_with)
    page.goto(f"{worked_with}/qa/usage")

    heads = [one.split("\n")[:2] for one in page.locator(".headlines li").all_inner_texts()]
    by_channel = _table(page, "usage")
    with page.expect_navigation():
        page.get_by_role("link", name="按客服组").click()
    by_group = _table(page, "usage")
    page.select_option("select[name=group]", "一组")
    with page.expect_navigation():
        page.locator("form.bar button").click()
    alone = _table(page, "usage")
    with page.expect_navigation():
        page.get_by_role("link", name="按话术").click()
    by_script = _table(page, "usage")

    assert heads == [["消息", "4"], ["覆盖率", "75.0%"], ["沉默率", "25.0%"], ["采纳率", "66.7%"], ["改判率", "33.3%"]]
    assert by_channel == [
        ["抖音客服", "2", "50.0%", "50.0%", "0.0%", "100.0%", "0", "0", "1", "0", "0", by_channel[0][-1]],
        ["天猫旗舰店", "2", "100.0%", "0.0%", "100.0%", "0.0%", "1", "1", "0", "0", "0", "2.0"],
    ]
    assert [row[:2] for row in by_group] == [["一组", "2"], ["二组", "2"]]
    assert alone == [["一组", "2", "100.0%", "0.0%", "100.0%", "0.0%", "1", "1", "0", "0", "0", "2.0"]]
    assert by_script[0][:4] == ["质量问题退换", "2", "100.0%", "0.0%"]


@pytest.mark.slow
def test_days_that_are_no_period_are_told_and_nothing_is_an_answer_too(open_page: Open):
    page = open_page(path="/qa/usage?since=2026-05-02&until=2026-05-01")
    refused = page.locator("[role=alert]").inner_text()
    page.fill("input[name=since]", "2020-05-01")
    page.fill("input[name=until]", "2020-05-02")
    page.locator("form.bar button").click()

    assert refused.startswith("起止日期不对")
    expect(page.locator(".empty")).to_have_text("这段时间还没有记录")


def test_whatever_the_code_writes_into_the_trail_has_words_on_the_page():
    trees = [ast.parse(path.read_text("utf-8")) for path in Path(service.__file__).parent.rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    acts = {
        str(call.args[2].value)
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id == "AuditEntry"
        and len(call.args) > 2
        and isinstance(call.args[2], ast.Constant)
    }

    named = {*acts, "entry added", "entry changed", *(f"change {state}" for state in get_args(ProposalState))}

    assert {"key added", "gate changed", "sessions ended"} <= acts
    assert [act for act in sorted(named) if f"act_{act.replace(' ', '_')}" not in RECORD_TEXTS] == []


def test_a_change_is_found_with_what_was_before_and_after(open_page: Open, worked_with: str):
    page = open_page(path="/admin/audit", view=NARROW)
    _work(page.request, worked_with)
    page.goto(f"{worked_with}/admin/audit")

    page.fill("input[name=subject]", "quality-return")
    page.select_option("select[name=action]", label="修改条目")
    with page.expect_navigation():
        page.locator("form.bar button").click()
    page.get_by_text("前后对比").click()
    changed = page.locator(".changes tbody tr").locator("th, pre")
    expect(changed).to_have_text(["title", "质量问题退换货", "质量问题退换"])
    is_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.fill("input[name=subject]", "no-such-entry")
    page.locator("form.bar button").click()

    assert not is_wide
    expect(page.locator(".empty")).to_have_text("没有符合条件的改动")
