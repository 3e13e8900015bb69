"""The agents' page and its static files."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.types import Scope

from service.web.texts import LANGUAGES, texts

_HERE = Path(__file__).parent
router = APIRouter(include_in_schema=False)


class _Static(StaticFiles):
    """Static files that the browser asks about again each time: an update must not meet yesterday's script."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def install(app: FastAPI) -> None:
    """Add the pages to the app."""
    app.include_router(router)
    app.mount("/static", _Static(directory=_HERE / "static"), name="static")


@router.get("/")
def sidebar(request: Request) -> HTMLResponse:
    asked = request.query_params.get("lang", "")
    language = asked if asked in LANGUAGES else "zh-CN"
    words = texts(language)
    template = _environment().get_template("sidebar.html")
    html = template.render(language=language, t=SimpleNamespace(**words), words=dict(words), version=_version())
    return HTMLResponse(html, headers={"Cache-Control": "no-cache"})


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _version() -> str:
    """Return what the page's own files are, so that a page and a script of different versions never meet."""
    files = sorted(path for path in (_HERE / "static").rglob("*") if path.suffix in (".js", ".css"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
