"""The check of the agent's own draft: put right with one key, and what one reading alone finds is told as such."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.service.web.conftest import Open, say

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

DRAFT = "亲，这个退不了哦。有事再说。"


def checked(page: Page) -> None:
    say(page, "面霜有异味")
    page.fill("#draft", DRAFT)
    page.wait_for_selector(".verdict.contradicts")


def test_a_draft_is_put_right_with_one_key_and_brought_back_with_undo(open_page: Open):
    page = open_page()
    checked(page)

    offered = page.locator("#rewrite").inner_text()
    page.focus("#draft")
    page.keyboard.press("Alt+r")
    expect(page.locator("#draft")).to_have_value(offered)
    page.wait_for_selector(".verdict.contradicts", state="detached")
    page.wait_for_selector(".rewrite", state="hidden")
    page.keyboard.press("Alt+z")

    assert offered != DRAFT
    assert offered.endswith("有事再说。")
    expect(page.locator("#draft")).to_have_value(DRAFT)
    page.wait_for_selector(".verdict.contradicts")
    expect(page.locator("#rewrite")).to_have_text(offered)


@pytest.mark.slow
def test_a_draft_that_could_not_be_checked_says_so_until_it_is(open_page: Open):
    page = open_page()
    say(page, "面霜有异味")
    page.route("**/v1/replies/check", lambda route: route.abort())

    page.fill("#draft", DRAFT)
    page.wait_for_selector(".verdict:has-text('还没核对')")
    page.unroute("**/v1/replies/check")
    page.wait_for_selector(".verdict.contradicts")


@pytest.mark.slow
def test_a_finding_of_one_reading_is_to_be_checked_and_shows_both(open_page: Open):
    page = open_page()

    def doubt(route: Route) -> None:
        answer = route.fetch()
        found = answer.json()
        found["findings"] = [one | {"certainty": "unsure"} for one in found["findings"]]
        route.fulfill(
            response=answer,
            json=found | {"certainty": "unsure", "readings": {"grammar": "silent", "learned": "contradicts"}},
        )

    page.route("**/v1/replies/check", doubt)
    checked(page)

    expect(page.locator(".verdict")).to_have_text("与规定不符 · 请核对")
    expect(page.locator("#draft-under .doubtful")).to_have_text(["退不了"])
    expect(page.locator(".findings li.doubtful p").first).to_have_text(re.compile("请核对$"))
    expect(page.get_by_text("按语法是“未作承诺”，按学到的是“与规定不符”")).to_be_visible()
