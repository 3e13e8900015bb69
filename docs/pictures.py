"""Takes the README's pictures, one of each workplace: `python -m docs.pictures http://127.0.0.1:8000`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES = Path(__file__).parent / "images"
MESSAGE = "上周收的面霜有股怪味，能退不？"
# a week's log in which one channel refuses what the others grant
LOG = "渠道,顾客消息,客服回复,客服,买家昵称\n" + "".join(
    f"{shop},{asked},{reply},{agent},买家{place}-{number}\n"
    for place, (shop, asked, reply, agent) in enumerate(
        (
            ("天猫旗舰店", "面霜变质了能退吗", "可以退的，运费我们承担", "A01"),
            ("抖音客服", "面霜变质了能退吗", "抱歉，这个退不了的", "B07"),
            ("天猫旗舰店", "收到的时候瓶子碎了", "给您补发一瓶，不用您出运费", "A02"),
            ("抖音客服", "收到的时候瓶子碎了", "可以给您补发", "B08"),
        )
    )
    for number in range(6)
)


def take(address: str, chromium: str) -> None:
    """Ask a running service and keep what its pages show."""
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        take_agents(browser, address)
        wide = browser.new_page(viewport={"width": 1200, "height": 760})
        take_trainers(wide, address)
        take_quality(wide, address)
        browser.close()


def take_agents(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 420, "height": 900}, device_scale_factor=1.25)
    page.goto(address)
    page.wait_for_selector("#channel option[value=douyin]", state="attached")
    page.select_option("#channel", value="douyin")
    page.fill("#message", MESSAGE)
    page.wait_for_selector(".card")
    page.wait_for_timeout(1500)
    page.screenshot(path=PICTURES / "agents.png")


def take_trainers(page: Page, address: str) -> None:
    page.goto(f"{address}/train/entries/policy/quality-return")
    page.wait_for_selector("#effects[aria-busy=false] .reply", timeout=60_000)
    page.screenshot(path=PICTURES / "trainers.png")


def take_quality(page: Page, address: str) -> None:
    """Judge the log first: the picture shows what came of it."""
    held = page.request.put(
        f"{address}/v1/evaluations/logs?name=week.csv",
        data=LOG.encode(),
        headers={"Content-Type": "application/octet-stream"},
    ).json()
    run = page.request.post(f"{address}/v1/evaluations/logs/{held['log']}", data={"fields": {}}).json()
    page.goto(f"{address}/qa/runs/{run['id']}")
    page.wait_for_selector(".headlines", timeout=300_000)
    page.goto(f"{address}/qa/conflicts?run={run['id']}")
    page.wait_for_selector(".clash")
    page.screenshot(path=PICTURES / "quality.png")


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/"), shutil.which("chromium") or "google-chrome")
