"""axe finds nothing on any page, in both themes and at both widths."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from service.api.evaluations import OWN_QUESTIONS
from tests.service.small import CONFLICTED, write_base
from tests.service.web.conftest import NARROW, WIDE, Open, say

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
RUN = """axe.run(document, {resultTypes: ['violations']}).then(found =>
found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.html.slice(0, 160)).join(' | ')}`))"""
DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
PAGES = (
    "/setup",
    "/setup/zendesk",
    "/setup/frame",
    "/setup/bookmark",
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
    "/admin/keys",
    "/embed",
)
QUICK = ("/mine", "/train/entries/policy/no-reason", "/qa/runs", "/admin/keys")  # one of each area; every page: slow


def faults(page: Page) -> dict[str, Any]:
    """Return what axe finds in each theme and width, once nothing is on its way: what is busy is paler."""
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.evaluate(AXE)
    found = {}
    for width, view in (("wide", WIDE), ("narrow", NARROW)):
        page.set_viewport_size(view)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.evaluate(DRAWN)
            found[f"{width} {scheme}"] = page.evaluate(RUN)
    return {where: what for where, what in found.items() if what}


@pytest.mark.parametrize(
    "path", [path if path in QUICK else pytest.param(path, marks=pytest.mark.slow) for path in PAGES]
)
def test_axe_finds_nothing(open_page: Open, path: str):
    page = open_page(path=path)
    page.wait_for_selector("h1")

    assert faults(page) == {}


@pytest.mark.slow
def test_axe_finds_nothing_on_the_agents_page_at_work(open_page: Open):
    page = open_page()
    empty = faults(page)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]

    say(page, "面霜有异味，而且不喜欢")
    page.fill("#draft", "退不了，最好的")
    page.wait_for_selector(".verdict:visible")
    page.keyboard.press("Alt+x")
    page.locator(".chip.add").click()
    page.wait_for_selector("#more:visible")

    assert (empty, faults(page)) == ({}, {})


@pytest.mark.slow
def test_axe_finds_nothing_where_there_is_work_to_do(open_page: Open, tmp_path: Path):
    page = open_page(path="/train/new", base=write_base(tmp_path / "base", CONFLICTED))
    origin = page.url.removesuffix("/train/new")
    page.request.post(origin + "/v1/suggestions", data={"text": "你们招代理吗", "channel": "douyin"})

    page.goto(origin + "/train/gaps")
    page.locator("[data-pick]").first.click()
    gaps = faults(page)
    page.goto(origin + "/train/conflicts")
    for details in page.locator(".finding .dismiss summary").all():
        details.click()
    conflicts = faults(page)
    page.goto(origin + "/train/entries/policy/no-reason?retire=true")
    page.wait_for_selector("#effects[aria-busy=false]")

    assert (gaps, conflicts, faults(page)) == ({}, {}, {})


@pytest.mark.slow
def test_axe_finds_nothing_where_one_signs_in(open_page: Open):
    page = open_page(path="/sign-in", sign_in="keys")
    expect(page.locator("#secret")).to_be_visible()

    assert faults(page) == {}


@pytest.mark.slow
def test_axe_finds_nothing_on_a_run_a_comparison_an_exam_and_its_sheet(open_page: Open):
    page = open_page(path="/qa/exams", own=True)
    origin = page.url.removesuffix("/qa/exams")
    drawn = page.request.post(
        f"{origin}/v1/exams", data={"kind": "quiz", "title": "周测", "questions": 2, "people": ["小美"], "seed": 7}
    ).json()
    run = page.request.post(f"{origin}/v1/evaluations", data={"kind": "retrieval", "suite": OWN_QUESTIONS}).json()["id"]
    found = {}
    for path, shown in (
        (f"/qa/exams/{drawn['id']}", "table"),
        (drawn["people"][0]["path"], "#sheet"),
        (f"/qa/runs/{run}", ".headlines"),  # the page follows the run until it is done
        (f"/qa/compare?before={run}&after={run}", "table"),
    ):
        page.goto(origin + path)
        expect(page.locator(shown).first).to_be_visible()
        found[path] = faults(page)

    assert {path: what for path, what in found.items() if what} == {}
