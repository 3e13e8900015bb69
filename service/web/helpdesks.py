"""The sidebar inside helpdesks: the page that they frame, what to click in each, and Zendesk's app as a file."""

from __future__ import annotations

import io
import zipfile
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import HTMLResponse

from service.api.call_context import CallContext, Context
from service.api.guard import FRAMED
from service.api.hooks import CHATWOOT_HOOK
from service.web.rendering import HERE, page

router = APIRouter(include_in_schema=False)
HOSTS = ("chatwoot", "zendesk", "frame", "bookmark")
_LONG_AGO = (2020, 1, 1, 0, 0, 0)  # the same files make the same archive


@router.get(FRAMED)
def embedded(request: Request, context: Context) -> HTMLResponse:
    """The agents' page inside a helpdesk, which the settings must name."""
    settings = context.settings
    return page(request, "sidebar.html", origins=settings.origins(), inboxes=settings.inboxes())


@router.get("/setup")
def setup(request: Request, context: Context) -> HTMLResponse:
    """What to click for the first helpdesk, and the way to the others."""
    return _setup(request, context, HOSTS[0])


@router.get("/setup/zendesk.zip")
def zendesk_app() -> Response:
    """The app that an administrator of Zendesk uploads."""
    headers = {"Content-Disposition": 'attachment; filename="yizhi-zendesk.zip"', "Cache-Control": "no-cache"}
    return Response(zendesk_archive(), media_type="application/zip", headers=headers)


@router.get("/setup/{host}")
def setup_of(
    request: Request, context: Context, host: Annotated[Literal["chatwoot", "zendesk", "frame", "bookmark"], Path()]
) -> HTMLResponse:
    """What to click for one helpdesk."""
    return _setup(request, context, host)


def zendesk_archive() -> bytes:
    """Return the files of Zendesk's app as one archive, as Zendesk takes it."""
    folder = HERE / "zendesk"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            name = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _LONG_AGO)
            archive.writestr(name, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _setup(request: Request, context: CallContext, host: str) -> HTMLResponse:
    settings = context.settings
    channels = context.live.view.base.channels if context.live.is_open else {}
    return page(
        request,
        "setup.html",
        host=host,
        hosts=HOSTS,
        origins=settings.origins(),
        address=f"{request.url.scheme}://{request.headers['host']}",
        hook=CHATWOOT_HOOK,
        inboxes=settings.inboxes(),
        channels={key: one.name for key, one in channels.items()},
        is_set={
            "YIZHI_CHATWOOT_URL": bool(settings.chatwoot_url),
            "YIZHI_CHATWOOT_TOKEN": bool(settings.chatwoot_token.get_secret_value()),
            "YIZHI_CHATWOOT_SECRET": bool(settings.chatwoot_secret.get_secret_value()),
        },
    )
