"""A service that is slow, in a browser that is slow: whatever a test reads before it has waited for it fails then.

`pytest --slow-service` keeps back every answer that a browser's service gives for a random time, so that answers
also overtake each other, and throttles the pages' processor. `--slow-seed` chooses the times: another seed, another
run. `--slow-pages 1` leaves the processor alone, on a machine that is slow by itself.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from starlette.types import ASGIApp, Receive, Scope, Send

MOST_S = 0.6
PATIENCE_S = 120.0  # that anything of a page is waited for: no promise to anybody, and enough on a machine that is busy


def add_options(parser: pytest.Parser) -> None:
    parser.addoption("--slow-service", action="store_true", help="answers come up to 0.6 s late, in slow pages")
    parser.addoption("--slow-seed", type=int, default=0, help="which times --slow-service draws")
    parser.addoption("--slow-pages", type=int, default=4, help="how many times slower its pages compute")


_chances: Iterator[random.Random] | None = None  # one a service, while the run is a slow one


def begin(seed: int) -> None:
    """Let services that are wrapped from now on be slow."""
    global _chances
    _chances = (random.Random(f"{seed}/{number}") for number in count())


def wrapped(app: FastAPI) -> ASGIApp:
    """Return the service, in a slow run with every answer kept back: before it is worked out, and after."""
    if _chances is None:
        return app
    chance = next(_chances)

    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def send_late(message: Any) -> None:
            if message["type"] == "http.response.start":
                await asyncio.sleep(chance.uniform(0, MOST_S / 2))
            await send(message)

        await asyncio.sleep(chance.uniform(0, MOST_S / 2))
        await app(scope, receive, send_late)

    return late


def be_patient(browser: Browser) -> None:
    """Let pages of every context that the browser opens from now on be waited for as long as a busy machine takes.

    Their requests pass the browser's interception from the beginning, though no address is the one given here: where
    a test's own `page.route` were the first, a page that stands could go on asking past it (1 of 400 did).
    """
    new_context = browser.new_context

    def new_patient_context(**given: Any) -> Any:
        context = new_context(**given)
        context.set_default_timeout(PATIENCE_S * 1000)
        context.route("intercept:from-the-beginning", lambda route: route.abort())
        return context

    browser.new_context = new_patient_context  # type: ignore[method-assign,assignment]


def throttle(browser: Browser, times: int) -> None:
    """Let every page that the browser opens from now on compute so many times slower."""
    new_context = browser.new_context

    def new_slow_context(**given: Any) -> Any:
        context = new_context(**given)
        new_page = context.new_page

        def new_slow_page() -> Page:
            page = new_page()
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})
            return page

        context.new_page = new_slow_page  # type: ignore[method-assign]
        return context

    browser.new_context = new_slow_context  # type: ignore[method-assign,assignment]
