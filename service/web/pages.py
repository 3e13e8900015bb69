"""Every page and its static files, added to the app."""

from __future__ import annotations

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from knowledge.model.base import Base
from service.web import faults, helpdesks, shell
from service.web.admin import audit, keys
from service.web.quality import exams, gates, replies, runs, scorecard, ten_per_cent, usage
from service.web.rendering import HERE, page
from service.web.trainers import (
    cases,
    conflicts,
    drafts,
    editor,
    entries,
    form,
    gaps,
    history,
    merging,
    next_steps,
    proposals,
    uploads,
)
from service.web.trainers.notes import Notes
from service.web.trainers.question_changes import Trials

router = APIRouter(include_in_schema=False)


class _Static(StaticFiles):
    """Static files that the browser asks about again each time: an update must not meet yesterday's script."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def install(app: FastAPI) -> None:
    """Add the pages to the app."""
    for_editing = (editor, form, merging, history, uploads, drafts, proposals)
    for_trainers = (conflicts, *for_editing, entries, cases, gaps, next_steps)
    for_quality = (runs, gates, ten_per_cent, replies, scorecard, usage, exams)
    app.include_router(router)
    app.include_router(shell.router)
    app.include_router(helpdesks.router)
    for part in (*for_trainers, *for_quality, audit, keys):
        app.include_router(part.router, dependencies=[Depends(shell.check_open)])
    faults.install(app)
    app.add_exception_handler(shell.StartingError, shell.starting_page)
    app.state.notes = Notes()
    app.state.trials = Trials()
    app.mount("/static", _Static(directory=HERE / "static"), name="static")


def prepare(app: FastAPI, base: Base) -> None:
    """Begin to work out beside what the pages of a base will show, so that the first one does not wait for it."""
    notes: Notes = app.state.notes
    notes.known_hints(base)


@router.get("/")
def sidebar(request: Request) -> HTMLResponse:
    """The agents' page."""
    return page(request, "sidebar.html", origins=None, inboxes={})
