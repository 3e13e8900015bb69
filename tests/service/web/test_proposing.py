"""A change proposed by one person in the editor is served once another has looked at it and accepted it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from service.people.roles import Role
from tests.service.web.test_signed_in_agents import key_for, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def test_one_proposes_in_the_editor_and_another_looks_and_accepts(
    browser: Browser, address: Callable[..., str], tmp_path: Path
):
    here = address(sign_in="keys", review_edits=True)
    author, other = (
        person(browser, here, key_for(tmp_path, Role.TRAINER, name), "/train/entries/policy/no-reason")
        for name in ("ming", "hua")
    )
    stood = (tmp_path / "base" / "policies.yaml").read_text("utf-8")

    author.wait_for_selector("#effects[aria-busy=false]")
    author.get_by_label("标题", exact=True).fill("七天内退货")
    author.get_by_label("给复核的人的话").fill("和门店统一")
    with author.expect_response("**/v1/proposals"):
        author.get_by_role("button", name="提交复核").click()
    author.goto(f"{here}/train/proposals")
    own = author.locator(".proposal .acts").inner_text()

    other.goto(f"{here}/train/proposals")
    shown = other.locator(".proposal").inner_text()
    other.get_by_text("会有什么变化").click()
    other.wait_for_selector(".proposal .effects .reply, .proposal .effects section")
    other.get_by_role("button", name="退回").click()
    expect(other.locator(".proposal .acts .fault")).to_have_text("请写明原因")
    between = (tmp_path / "base" / "policies.yaml").read_text("utf-8")
    with other.expect_navigation():
        other.get_by_role("button", name="通过").click()

    assert "须由别人复核" in own
    assert "通过" not in own
    assert all(part in shown for part in ("key ming", "和门店统一", "七天无理由退货", "七天内退货"))
    assert between == stood
    assert (tmp_path / "base" / "policies.yaml").read_text("utf-8") == stood.replace(
        "title: 七天无理由退货", "title: 七天内退货"
    )
    assert "已通过 key ming · key hua" in " ".join(other.locator("#decided ~ ul").inner_text().split())


def person(browser: Browser, here: str, secret: str, path: str) -> Page:
    page = browser.new_context().new_page()
    page.goto(here + path)
    sign_in(page, secret)
    return page
