"""The whole way on the embedded base: an agent types, the base answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.app import create_app
from tests.indexes import Indexes
from tests.service.conftest import running
from tests.service.small import light

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory, indexes: Indexes) -> Iterator[str]:
    given = indexes.embedded(light()).model_copy(update={"data": tmp_path_factory.mktemp("embedded")})
    with running(create_app(given)) as address:
        yield address


@pytest.fixture
def page(browser: Browser, embedded: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.goto(embedded)
    page.wait_for_selector("#channel option[value=douyin]", state="attached")
    yield page
    context.close()


def test_a_smell_on_douyin_shows_the_quality_policy_the_decision_why_and_the_statute(page: Page, tmp_path: Path):
    page.select_option("#channel", label="抖音客服")
    page.fill("#message", "上周收的面霜有股怪味，能退不？")
    page.wait_for_selector(".card")
    page.screenshot(path=tmp_path / "quality.png", full_page=True)

    card = page.locator(".card.selected")
    decision = dict(text.split("：", 1) for text in card.locator(".decision li").all_inner_texts())
    assert "质量" in card.locator("h3").inner_text()
    assert {name: decision[name] for name in ("退货", "换货", "退款", "寄回运费")} == {
        "退货": "可退",
        "换货": "可换",
        "退款": "全额退款",
        "寄回运费": "品牌承担",
    }
    assert "消费者权益保护法 第二十四条" in card.locator(".why").inner_text()
    assert "policies/quality.yaml:" in card.locator(".why code").inner_text()
    assert "运费" in card.locator(".reply").inner_text()


def test_not_liking_it_asks_for_the_days_and_the_seal(page: Page):
    page.fill("#message", "不喜欢，想退")
    page.wait_for_selector(".card")

    asked = "".join(page.locator(".asking .question").all_inner_texts())
    assert ("哪一天签收" in asked, "封" in asked) == (True, True)


def test_a_draft_that_refuses_a_spoilt_cream_is_marked_while_it_is_typed(page: Page):
    page.fill("#message", "面霜变质了能退吗")
    page.wait_for_selector(".card")

    page.click(".draft-open")  # where it is narrow, the draft folds
    page.locator("#draft").press_sequentially("亲，超过7天了这边退不了哦", delay=10)
    page.wait_for_selector(".verdict.contradicts")

    assert "退不了" in "".join(page.locator(".under .wrong, .under .doubtful").all_text_contents())
    assert page.locator(".findings .button").first.inner_text().startswith("换成合适的话术")
