"""Takes the picture of the agents' page for the README: `python -m docs.pictures http://127.0.0.1:8000`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).parent / "images" / "page.png"
MESSAGE = "上周收的面霜有股怪味，能退不？"


def take(address: str, chromium: str) -> None:
    """Ask a running service and keep what the page shows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 420, "height": 900}, device_scale_factor=1.5)
        page.goto(address)
        page.wait_for_selector("#channel option[value=douyin]", state="attached")
        page.select_option("#channel", value="douyin")
        page.fill("#message", MESSAGE)
        page.wait_for_selector(".card")
        page.wait_for_timeout(1500)
        PICTURE.parent.mkdir(exist_ok=True)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1], shutil.which("chromium") or "google-chrome")
