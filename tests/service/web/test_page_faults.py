"""What a page tells where it cannot be shown, where a part of it cannot be read and where the base is broken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from service.web.rendering import HERE
from tests.service.small import BROKEN, write_policies
from tests.service.web.conftest import Open, comes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

NOBODYS = "0" * 26  # an id as the service gives them, of nothing
LOST = {"status": 503, "json": {"detail": "数据库不可用"}}
FAILED = {"status": 500, "body": "the proxy's own page"}
AGENTS, TRAINERS, QUALITY = "回到客服", "回到培训", "回到质检"


@pytest.fixture
def page(browser: Browser, shared_address: str) -> Iterator[Page]:
    """A page of the shared service whose faults the browser may log: they are what is looked for."""
    context = browser.new_context(base_url=shared_address)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("path", "told", "back"),
    [
        (f"/qa/compare?before={NOBODYS}&after={NOBODYS}", f"没有评测 '{NOBODYS}'", QUALITY),
        pytest.param(
            "/qa/compare", "query.before：没有填；请传 'before'（另有 1 处）", QUALITY, marks=pytest.mark.slow
        ),
        pytest.param(f"/qa/runs/{NOBODYS}", f"没有评测 '{NOBODYS}'", QUALITY, marks=pytest.mark.slow),
        pytest.param(
            f"/qa/scorecard?run={NOBODYS}", f"没有已完成的回复评测 '{NOBODYS}'", QUALITY, marks=pytest.mark.slow
        ),
        pytest.param(
            f"/qa/conflicts?run={NOBODYS}", f"没有已完成的回复评测 '{NOBODYS}'", QUALITY, marks=pytest.mark.slow
        ),
        pytest.param(
            f"/qa/replies?run={NOBODYS}", f"没有已完成的回复评测 '{NOBODYS}'", QUALITY, marks=pytest.mark.slow
        ),
        pytest.param(f"/qa/exams/{NOBODYS}", f"没有考试 '{NOBODYS}'", QUALITY, marks=pytest.mark.slow),
        pytest.param("/exam/none", "没有这张答卷 'none'", AGENTS, marks=pytest.mark.slow),
        ("/train/gaps?offset=-1", "query.offset：-1 超出范围；请传不小于 0 的数", TRAINERS),
        pytest.param(
            "/train/entries/none/none/history", "path.kind：'none' 不在可选值里", TRAINERS, marks=pytest.mark.slow
        ),
        pytest.param(
            "/setup/none",
            "path.host：'none' 不在可选值里；请传 'chatwoot', 'zendesk', 'frame' 或 'bookmark'",
            AGENTS,
            marks=pytest.mark.slow,
        ),
        ("/nowhere", "这里没有内容", AGENTS),
    ],
)
def test_an_address_of_nothing_is_told_as_a_page_with_a_way_back(page: Page, path: str, told: str, back: str):
    page.goto(path)

    expect(page.get_by_role("alert")).to_contain_text(told)
    expect(page.get_by_role("link", name=back)).to_be_visible()


@pytest.mark.slow
def test_a_program_is_told_of_the_same_address_with_a_problem_document(page: Page, shared_address: str):
    answer = page.request.get(f"{shared_address}/qa/runs/{NOBODYS}")

    assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.slow
@pytest.mark.parametrize("part", ["alike", "weakest", "hints"])
@pytest.mark.parametrize(
    ("answer", "told"),
    [(LOST, "没读到：数据库不可用。请刷新页面重试。"), (FAILED, "没读到：500。请刷新页面重试。")],
    ids=["503", "500"],
)
def test_a_part_of_what_to_write_next_that_fails_is_told_in_its_place(
    page: Page, part: str, answer: dict[str, object], told: str
):
    page.route(f"**/train/next/{part}", lambda route: route.fulfill(**answer))  # type: ignore[arg-type]
    page.goto("/train/next")

    expect(page.locator(f"[aria-labelledby={part}] .fault")).to_have_text(told)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_a_table_of_cases_that_cannot_be_read_is_told_and_what_stood_there_stays(page: Page):
    page.goto("/train/cases")
    page.route("**/train/cases?*", lambda route: route.fulfill(**LOST))  # type: ignore[arg-type]
    page.locator("[name=split]").click()

    expect(page.locator("#toast")).to_have_text("没读到：数据库不可用。请刷新页面重试。")
    expect(page.locator("#cases tbody tr").first).to_be_visible()


@pytest.mark.slow
def test_a_palette_whose_service_is_gone_says_so(page: Page):
    page.goto("/qa/gates")
    page.route("**/shell/palette*", lambda route: route.abort())
    page.keyboard.press("Control+k")

    expect(page.locator("#toast")).to_have_text("没读到：连不上服务。请刷新页面重试。")


@pytest.mark.slow
def test_entries_that_cannot_be_sought_are_told_among_the_gaps(page: Page, address: Callable[..., str]):
    origin = address()
    page.request.post(f"{origin}/v1/suggestions", data={"text": "你们招代理吗", "channel": "douyin"})
    page.goto(f"{origin}/train/gaps")
    page.route("**/v1/entries?*", lambda route: route.fulfill(**LOST))  # type: ignore[arg-type]
    page.locator("#entry-q").fill("退货")

    expect(page.locator("#picked")).to_have_text("数据库不可用")


@pytest.mark.slow
def test_every_page_tells_that_the_newest_base_is_broken_and_where(open_page: Open, tmp_path: Path):
    page = open_page(path="/train/cases", watch=True)
    origin = page.url.removesuffix("/train/cases")
    write_policies(tmp_path / "base", BROKEN)
    comes(page, lambda: "broken" in page.request.get(f"{origin}/shell/state").text(), True)

    for path in ("/train/cases", "/train/gaps", "/train/next", "/qa/scorecard", "/qa/conflicts", "/qa/exams"):
        page.goto(origin + path)
        expect(page.locator(".broken summary")).to_have_text("知识库有 1 处错误")
        expect(page.locator(".broken li")).to_contain_text("policies.yaml:2:38")
        expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "tab"),
    [("/train/entries/none/none/history", "冲突"), (f"/qa/runs/{NOBODYS}", "评测"), ("/nowhere", None)],
)
def test_an_address_of_nothing_stands_in_the_shell_of_its_workplace(page: Page, path: str, tab: str | None):
    page.goto(path)

    expect(page.get_by_role("navigation", name="工作台").get_by_role("link", name="质检")).to_be_visible()
    expect(page.locator(".tabs")).to_have_count(1 if tab else 0)
    if tab:
        expect(page.locator(".tabs").get_by_role("link", name=tab).first).to_be_visible()


def test_a_fault_of_ours_is_told_as_a_page_and_to_a_program_as_a_document(
    page: Page, address: Callable[..., str], monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object, **__: object) -> None:
        message = "a fault with what a customer wrote"
        raise RuntimeError(message)

    origin = address()
    monkeypatch.setattr("service.web.quality.runs.evaluations_of", fail)
    opened = page.goto(f"{origin}/qa/runs")
    asked = page.request.get(f"{origin}/qa/runs", headers={"accept": "application/json"})

    expect(page.get_by_role("alert")).to_have_text("服务处理这个请求时出错，位置见服务日志")
    expect(page.get_by_role("link", name=QUALITY)).to_be_visible()
    assert opened is not None
    assert (opened.status, "script-src 'self'" in opened.headers["content-security-policy"]) == (500, True)
    assert (asked.status, asked.json()["title"]) == (500, "服务出错")


def test_a_form_that_is_pressed_before_its_script_is_there_waits_for_it_and_is_sent_once(
    page: Page, address: Callable[..., str]
):
    held: list[Route] = []
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.route(
        "**/static/exams.js*", lambda route: held.append(route)
    )  # the method itself takes no mark of playwright's
    page.goto(f"{address()}/qa/exams", wait_until="commit")
    page.locator("#draw [name=title]").fill("先写后到")
    page.locator("#draw [name=people]").fill("小一")
    page.locator("#draw [type=submit]").click()
    page.locator("#draw [type=submit]").click()
    expect(page.locator("#draw [name=title]")).to_have_value("先写后到")
    assert (sent, "?" in page.url) == ([], False)
    comes(page, lambda: len(held), 1)
    held[0].continue_()

    expect(page.get_by_role("heading", name="先写后到")).to_be_visible()
    assert [one.rpartition("/")[2] for one in sent] == ["exams"]


def test_no_form_that_a_script_sends_is_sent_by_the_browser_itself():
    forms = [
        (path.name, tag)
        for path in (HERE / "templates").rglob("*.html")
        for tag in re.findall(r"<form\b[^>]*>", path.read_text("utf-8"))
    ]
    bare = [form for form in forms if not re.search(r"method=|@submit", form[1])]

    assert len(forms) > 20
    assert bare == []
