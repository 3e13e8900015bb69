"""The files that scripts are sent with, for agents to copy or download."""

from __future__ import annotations

import mimetypes
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse

from service.api.call_context import Context
from service.api.errors import CallError, present

router = APIRouter(prefix="/v1/attachments", tags=["agents"])
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")  # what a page shows; all else is downloaded


@router.get(
    "/{file:path}",
    summary="话术附件的文件 / A file that goes with a script",
    operation_id="attachment",
    response_class=FileResponse,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "the file / 文件本身"}},
)
def attachment(
    file: Annotated[str, Path(max_length=500, description="as an entry names it under `attachments`")], context: Context
) -> FileResponse:
    """Only files that an entry of the base names are sent."""
    folder = context.settings.base.resolve()
    named = any(one.file == file for _, _, entry in context.view.base.entries() for one in entry.attachments)
    present(file if named else None, "attachment", file)
    path = (folder / file).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise CallError(404, "not-found", f"the file {file} is not below the base any more; ask a trainer")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    shown = "inline" if kind in PICTURES else "attachment"
    headers = {
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(path.name)}",
        "Cache-Control": "private, no-cache",
    }
    return FileResponse(path, media_type=kind, headers=headers)
