"""Signing in, the keys' page and being signed out, as people see them in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.app import create_app
from tests.service.conftest import running
from tests.service.people.provider import Provider, offered, signing_in
from tests.service.small import light, settings
from tests.service.web.conftest import NARROW, until


@pytest.fixture
def company(tmp_path: Path) -> Iterator[tuple[str, Provider]]:
    """A service whose people sign in through a provider on this machine."""
    with offered() as provider:
        given = settings(tmp_path, **signing_in(provider, "bosses=admin,agents=agent"))
        with running(create_app(given, light())) as address:
            provider.claims = {"sub": "b1", "preferred_username": "boss", "groups": ["bosses"]}
            yield address, provider


def test_an_admin_signs_in_makes_a_key_that_opens_the_pages_and_revoking_it_shuts_them(
    company: tuple[str, Provider], browser: Any
):
    address, _ = company
    admin, desk = browser.new_context(), browser.new_context(viewport=NARROW)
    page, other = admin.new_page(), desk.new_page()

    page.goto(f"{address}/admin/keys")
    asked = page.url
    page.click("#provider")
    page.wait_for_url(f"{address}/admin/keys")
    page.fill("#new-key [name=name]", "前台")
    page.click("#new-key button[type=submit]")
    page.wait_for_selector("#made:not([hidden])")
    secret = page.locator("#made .secret").inner_text()
    page.reload()
    rows = page.locator("tbody tr").all_inner_texts()

    other.goto(f"{address}/mine")
    other.click("summary")
    other.fill("#secret", "yz_wrong")
    other.click("#with-key button")
    other.wait_for_selector("#fault:not([hidden])")
    wrong = other.locator("#fault").inner_text()
    other.fill("#secret", secret)
    other.click("#with-key button")
    other.wait_for_url(f"{address}/mine")

    page.on("dialog", lambda dialog: dialog.accept())
    page.click("[data-revoke]")
    page.wait_for_selector("tbody .quiet")
    other.goto(f"{address}/mine")

    assert asked.startswith(f"{address}/sign-in?next=")
    assert secret.startswith("yz_")
    assert secret not in page.content()
    assert ["前台" in one and "客服" in one for one in rows] == [True]
    assert wrong == "密钥不对，或已被吊销"
    assert other.url == f"{address}/sign-in?next=/mine"
    admin.close()
    desk.close()


@pytest.mark.slow
def test_an_admin_ends_someones_sessions_on_the_page(company: tuple[str, Provider], browser: Any):
    address, provider = company
    admin, agent = browser.new_context(), browser.new_context()
    page, other = admin.new_page(), agent.new_page()

    page.goto(f"{address}/admin/keys")
    page.click("#provider")
    page.wait_for_url(f"{address}/admin/keys")
    provider.claims = {"sub": "a1", "preferred_username": "xiaomei", "groups": ["agents"]}
    other.goto(f"{address}/mine")
    other.click("#provider")
    other.wait_for_url(f"{address}/mine")
    shut = other.request.get(f"{address}/v1/keys").status

    page.fill("#end-sessions [name=person]", "xiaomei")
    page.click("#end-sessions button")
    until(page, "document.querySelector('#end-sessions .done').textContent !== ''")
    told = page.locator("#end-sessions .done").inner_text()
    other.goto(f"{address}/mine")

    assert shut == 403
    assert told == "已退出：xiaomei"
    assert other.url == f"{address}/sign-in?next=/mine"
    admin.close()
    agent.close()
