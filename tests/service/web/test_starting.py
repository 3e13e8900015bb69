"""A page that is asked for before the base is open."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient

from service.app import create_app
from tests.service.small import light, settings


def test_a_page_that_comes_too_early_says_so_and_asks_again(tmp_path: Path):
    with TestClient(create_app(settings(tmp_path), light()), base_url="http://127.0.0.1:8000") as client:
        live = client.app.state.context.live  # type: ignore[attr-defined]
        live.wait()
        live.close()

        early = client.get("/train/entries")

    assert (early.status_code, early.headers["Refresh"]) == (503, "2")
    assert "正在启动" in early.text
