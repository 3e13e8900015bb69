"""The agents' page in a browser, for tests of its ways."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from service.app import create_app
from tests.indexes import Indexes
from tests.service.conftest import running
from tests.service.small import light, settings
from tests.slow_service import PATIENCE_S

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

Open = Callable[..., "Page"]
WIDE = {"width": 1280, "height": 860}
NARROW = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def shared_address(tmp_path_factory: pytest.TempPathFactory, indexes: Indexes) -> Iterator[str]:
    """One service on the small base for every test that changes nothing in it."""
    given = settings(tmp_path_factory.mktemp("shared"))
    indexes.lend(given, light())
    with running(create_app(given, light())) as address:
        yield address


@pytest.fixture
def open_page(browser: Browser, address: Callable[..., str], shared_address: str) -> Iterator[Open]:
    """Open a page of the shared service, or of one of its own; whatever the browser complains about fails the test."""
    contexts = []
    complaints: list[str] = []

    def start(
        *, view: Any = WIDE, scheme: Any = "light", path: str = "/", script: str = "", own: bool = False, **given: Any
    ) -> Page:
        context = browser.new_context(
            viewport=view, color_scheme=scheme, permissions=["clipboard-read", "clipboard-write"]
        )
        contexts.append(context)
        page = context.new_page()
        if script:
            page.add_init_script(script)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
        page.goto((address(**given) if own or given else shared_address) + path)
        if path.startswith("/?") or path == "/":
            page.wait_for_selector("#channel option[value=douyin]", state="attached")
        return page

    yield start
    for context in contexts:
        context.close()
    assert [told for told in complaints if "net::ERR_" not in told and "422 (Unprocess" not in told] == []


def tells_use(response: Response) -> bool:
    """Say whether a response is one to what an agent did with a suggestion, beyond having it shown."""
    return response.url.endswith("/feedback") and '"shown"' not in (response.request.post_data or "")


def clipboard(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def answered(page: Page) -> None:
    """Wait until the suggestions that are shown are for the message that stands in the box."""
    expect(page.locator("#list.busy")).to_have_count(0)
    expect(page.locator(".card").first).to_be_attached()


def say(page: Page, text: str) -> None:
    """Write a message and wait for the answer to it."""
    page.fill("#message", text)
    answered(page)


def paste(page: Page, text: str, at: str = "body") -> None:
    """Paste as the keyboard does: an event with the text, at an element."""
    page.evaluate(
        """([text, at]) => { const data = new DataTransfer(); data.setData('text/plain', text);
        document.querySelector(at).dispatchEvent(
          new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }""",
        [text, at],
    )


def until(page: Page, true: str) -> None:
    """Wait for an expression from outside: within the page its own policy forbids to evaluate one."""
    comes(page, lambda: bool(page.evaluate(true)), True)


def comes(page: Page, read: Callable[[], Any], wanted: Any) -> None:
    """Wait until a reading of what announces nothing, as the clipboard, a file or the records, gives what is wanted."""
    end = time.monotonic() + PATIENCE_S
    while (found := read()) != wanted and time.monotonic() < end:
        page.wait_for_timeout(25)
    assert found == wanted
