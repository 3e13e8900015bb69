"""axe finds nothing on any page, in both themes and at both widths."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.service.web.conftest import NARROW, WIDE, Open, say

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
RUN = """axe.run(document, {resultTypes: ['violations']}).then(found =>
found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.html.slice(0, 160)).join(' | ')}`))"""
PAGES = (
    "/setup",
    "/setup/zendesk",
    "/mine",
    "/train/conflicts",
    "/train/entries",
    "/train/entries/policy/no-reason",
    "/train/cases",
    "/train/gaps",
    "/train/next",
    "/train/new",
    "/train/upload",
    "/train/drafts",
    "/train/proposals",
    "/train/entries/policy/no-reason/history",
    "/qa/runs",
    "/qa/conflicts",
    "/qa/replies",
    "/qa/scorecard",
    "/qa/exams",
    "/qa/gates",
    "/qa/usage",
    "/admin/audit",
)


def faults(page: Page) -> dict[str, Any]:
    """Return what axe finds in each theme and width."""
    page.evaluate(AXE)
    found = {}
    for width, view in (("wide", WIDE), ("narrow", NARROW)):
        page.set_viewport_size(view)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.wait_for_timeout(120)
            found[f"{width} {scheme}"] = page.evaluate(RUN)
    return {where: what for where, what in found.items() if what}


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(open_page: Open, path: str):
    page = open_page(path=path)
    page.wait_for_selector("h1")

    assert faults(page) == {}


def test_axe_finds_nothing_on_the_agents_page_at_work(open_page: Open):
    page = open_page()
    empty = faults(page)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]

    say(page, "面霜有异味，而且不喜欢")
    page.fill("#draft", "退不了，最好的")
    page.wait_for_selector(".verdict:visible")
    page.keyboard.press("Alt+x")
    page.locator(".chip.add").click()

    assert (empty, faults(page)) == ({}, {})
