"""The shell round the workplaces: where one can go, what state the base is in, and the palette that finds both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from knowledge.problem import Problem
from knowledge.reading.normal import normalise
from service.api.call_context import CallContext, Context, context_of
from service.api.callers import Caller
from service.api.catalogue import title
from service.api.errors import CallError
from service.people.routes import STAFF, least_role
from service.web.rendering import language_of, page
from service.web.texts import texts

router = APIRouter(include_in_schema=False)
_FOUND = 12
_SHOWN = 50  # problems


@dataclass(frozen=True, slots=True)
class Place:
    """A page that one can go to: its address and the key of its name in the texts."""

    path: str
    name: str


TRAINERS: Sequence[Place] = (
    Place("/train/conflicts", "train_conflicts"),
    Place("/train/entries", "train_entries"),
    Place("/train/cases", "train_cases"),
    Place("/train/gaps", "train_gaps"),
    Place("/train/next", "train_next"),
    Place("/train/upload", "train_upload"),
    Place("/train/drafts", "train_drafts"),
    Place("/train/proposals", "train_proposals"),
)
QUALITY: Sequence[Place] = (
    Place("/qa/runs", "qa_runs"),
    Place("/qa/conflicts", "qa_conflicts"),
    Place("/qa/replies", "qa_replies"),
    Place("/qa/scorecard", "qa_scorecard"),
    Place("/qa/usage", "qa_usage"),
    Place("/qa/exams", "qa_exams"),
    Place("/qa/gates", "qa_gates"),
)
ADMINS: Sequence[Place] = (Place("/admin/audit", "admin_audit"), Place("/admin/keys", "admin_keys"))
PLACES: Sequence[Place] = (Place("/", "title_agents"), Place("/mine", "mine_title"), *TRAINERS, *QUALITY, *ADMINS)


@dataclass(frozen=True, slots=True)
class BaseState:
    """Whether the newest base serves: `problems` and `fault` say where it is broken."""

    state: Literal["starting", "broken", "light", "learning", "current"]
    problems: Sequence[Problem] = ()
    errors: int = 0
    fault: str = ""


def base_state(context: CallContext) -> BaseState:
    """Return the state of the base; one that is broken is told before one that is still being learned."""
    if not context.live.is_open:
        return BaseState("starting")
    view = context.live.view
    if not view.is_current:
        errors = [problem for problem in view.problems if problem.is_error]
        return BaseState("broken", errors[:_SHOWN], len(errors), view.fault)
    if view.is_light:
        return BaseState("light")
    is_settled = view.assistant.opened.origin.is_settled and view.conflicts is not None
    return BaseState("current" if is_settled and view.analysed == view.base.fingerprint else "learning")


def workplace(
    request: Request,
    template: str,
    context: CallContext,
    status: int = 200,
    tabs: Sequence[Place] = TRAINERS,
    **data: object,
) -> HTMLResponse:
    """Return a page of a workplace inside the shell."""
    return page(request, template, status, base=base_state(context), tabs=tabs, here=request.url.path, **data)


class StartingError(Exception):
    """A page was asked for before the base was opened."""


def check_open(context: Context) -> None:
    """Raise StartingError before there is a base to show."""
    if not context.live.is_open:
        raise StartingError


async def starting_page(request: Request, _error: Exception) -> HTMLResponse:
    """A page that asks again by itself until the base is open."""
    response = workplace(request, "starting.html", context_of(request), 503)
    response.headers["Refresh"] = "2"
    return response


@router.get("/shell/state")
def state(request: Request, context: Context) -> HTMLResponse:
    """The state of the base, asked for again and again."""
    return page(request, "state.html", base=base_state(context))


@router.get("/shell/palette")
def palette(
    request: Request, context: Context, caller: Caller, q: Annotated[str, Query(max_length=200)] = ""
) -> HTMLResponse:
    """Pages by name, and entries by id or title, the nearest first, as far as one's role goes."""
    words = normalise(q).split()
    named = texts(language_of(request))
    places = [
        place
        for place in PLACES
        if caller.reaches(least_role("GET", place.path) or STAFF)
        and all(word in normalise(named[place.name]) for word in words)
    ]
    found = _found(context, words) if words and caller.reaches(STAFF) else ()
    return page(request, "palette.html", places=places, found=found)


def _found(context: CallContext, words: Sequence[str]) -> Sequence[tuple[str, str, str]]:
    try:
        base = context.view.base
    except CallError:
        return ()
    ranked = []
    for order, (kind, key, entry) in enumerate(base.entries()):
        name = title(entry)
        text = normalise(f"{key} {name} {' '.join(getattr(entry, 'aliases', ()))}")
        if all(word in text for word in words):
            begins = key.startswith(words[0]) or normalise(name).startswith(words[0])
            ranked.append((not begins, len(name), order, (kind, key, name)))
    return [one for *_, one in sorted(ranked)[:_FOUND]]
