"""Agents who sign in: what other channels know of a case, a session that ends while they work, and a frame elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from service.people.roles import Role
from service.store.database import open_database
from service.store.keys import add_key
from tests.service.web.conftest import Open, answered, say
from tests.service.web.test_helpdesks import GENERIC, hosting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def key_for(tmp_path: Path, role: Role = Role.AGENT, name: str = "ming") -> str:
    store = open_database(f"sqlite:///{tmp_path / 'data' / 'records.db'}")
    try:
        return add_key(store, name=name, role=role, channel=None, at=NOW, by="test")[1]
    finally:
        store.dispose()


def let_frames_keep_their_session(browser: Browser, host: str, framed: str) -> CDPSession:
    """Answer as a person does whom the browser asks whether the frame may use its own site's session."""
    protocol = browser.new_browser_cdp_session()
    for context in protocol.send("Target.getBrowserContexts")["browserContextIds"]:
        allowed = {"permission": {"name": "storage-access"}, "setting": "granted", "browserContextId": context}
        for origin, other in ((host, framed), (framed, host)):
            protocol.send("Browser.setPermission", {**allowed, "origin": origin, "embeddedOrigin": other})
    return protocol  # what it allows ends with it


def sign_in(page: Page, secret: str) -> None:
    page.fill("#secret", secret)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def test_what_another_channel_knows_is_shown_with_its_place_and_holds_once_confirmed(open_page: Open):
    page = open_page(shared_facts_days=7)
    told = {
        "text": "不喜欢",
        "channel": "store",
        "customer": "c-1",
        "facts": {"seal_broken": True, "days_since_receipt": 3},
    }
    page.request.post(page.url + "v1/suggestions", data=told)

    page.get_by_label("会员号或订单号").fill("c-1")
    say(page, "不喜欢，想退")
    expect(page.locator(".known:visible li")).to_have_count(2)
    shown = page.locator(".known li").all_inner_texts()
    expect(page.locator(".chip.given")).to_have_count(0)
    page.locator(".known li:has-text('签收天数')").get_by_role("button", name="不对").click()
    page.locator(".known li:has-text('封口已拆')").get_by_role("button", name="采用").click()
    expect(page.locator(".chip.given")).to_have_text(["封口已拆：是"])
    answered(page)

    assert sorted(one.split(" 线下门店 ")[0] for one in shown) == ["封口已拆：是", "签收天数：3 天"]
    expect(page.locator(".known")).to_be_hidden()
    expect(page.locator(".card.selected h3")).to_contain_text("超过七天或已拆封")
    page.keyboard.press("Alt+n")
    page.keyboard.press("Alt+n")
    expect(page.get_by_label("会员号或订单号")).to_have_value("")


@pytest.mark.slow
def test_a_session_that_ended_leads_to_signing_in_and_back_with_what_was_written(
    browser: Browser, address: Callable[..., str], tmp_path: Path
):
    here = address(sign_in="keys")
    context = browser.new_context()
    page = context.new_page()
    page.goto(here)
    sign_in(page, key_for(tmp_path))
    say(page, "面霜有异味")
    page.fill("#draft", "可以退的，运费我们出")

    context.clear_cookies()
    page.fill("#message", "面霜有异味，能退吗")
    page.wait_for_selector("#signed-out:visible")
    expect(page.locator(".list-side .fault")).to_have_text("")
    page.locator("#signed-out").get_by_role("link", name="登录").click()
    page.wait_for_url("**/sign-in**")
    sign_in(page, key_for(tmp_path))
    answered(page)

    expect(page.locator("#message")).to_have_value("面霜有异味，能退吗")
    expect(page.locator("#draft")).to_have_value("可以退的，运费我们出")
    expect(page.locator("#signed-out")).to_be_hidden()
    context.close()


@pytest.mark.slow
def test_in_a_frame_of_another_site_one_signs_in_beside_it_and_goes_on(
    browser: Browser, address: Callable[..., str], tmp_path: Path
):
    with ExitStack() as stack:
        served: list[str] = []
        host = stack.enter_context(hosting(lambda: GENERIC.format(address=served[0]))).replace("127.0.0.1", "localhost")
        served.append(address(sign_in="keys", frame_origins=host, public_url="https://yizhi.example"))
        context = browser.new_context()
        stack.callback(context.close)
        stack.callback(let_frames_keep_their_session(browser, host, served[0]).detach)
        page = context.new_page()
        page.goto(host)
        yizhi = page.frame_locator("#yizhi")
        yizhi.locator("#message").fill("面霜有异味")
        yizhi.locator("#signed-out").wait_for(state="visible")

        with context.expect_page() as opened:
            yizhi.locator("#signed-out").get_by_role("link", name="登录").click()
        sign_in(opened.value, key_for(tmp_path))
        opened.value.close()
        yizhi.get_by_role("button", name="已登录，继续").click()
        yizhi.locator(".card").first.wait_for()

        expect(yizhi.locator("#message")).to_have_value("面霜有异味")
        expect(yizhi.locator("#signed-out")).to_be_hidden()
        cookies: Any = context.cookies(served[0])
        assert [(one["name"], one["sameSite"], one["secure"]) for one in cookies if "session" in one["name"]] == [
            ("yizhi-session", "None", True)
        ]
