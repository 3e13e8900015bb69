"""The editor of one entry: its text, what a change would do, and what stands where another was quicker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field

from knowledge.conflicts.wordings import Words
from knowledge.editing.changing import Standing
from knowledge.editing.rewriting import EditError, rewrite
from knowledge.model.base import SECTION_OF
from knowledge.model.entries import Kind
from knowledge.text import KEBAB_PATTERN
from service.api.call_context import CallContext, Context
from service.api.catalogue import title
from service.api.errors import CallError
from service.live.drafts import UnknownDraft, find_draft
from service.live.editing import read_only
from service.web.rendering import language_of, page, told_in
from service.web.shell import workplace
from service.web.trainers.completion import completions
from service.web.trainers.effects import effects
from service.web.trainers.entry_text import Fault, comments, entry_text, read_entry
from service.web.trainers.form import TextBody, form_data
from service.web.trainers.gap_groups import template_for
from service.web.trainers.linked_change import AskedChange, Texts, first_text, with_change
from service.web.trainers.question_changes import KnownTrials, Source
from service.web.trainers.standing import etag_of, find_entry, text_of
from service.web.trainers.words import (
    channels_in_words,
    fact_value_in_words,
    facts_in_words,
    outcome_in_words,
    value_in_words,
)

router = APIRouter(prefix="/train", include_in_schema=False)
EntryKey = Annotated[str, Path(min_length=1, max_length=120, pattern=KEBAB_PATTERN)]

_STARTS: Mapping[str, str] = {
    "policy": "title: \nwhen: {}\ndecide: {}\nbasis: []\nasks: []\nsay:\n  default: \n",
    "statute": "cite: \ngist: \nwhen: {}\nfloor: {}\nverified: false\n",
    "ingredient": "name: \ninci: \naliases: []\nroles: []\nmechanism: \nasks: []\nsay:\n  default: \nsources: []\n",
    "skin": "name: \nsigns: []\nadvice: \nasks: []\nsay:\n  default: \n",
    "product": "name: \ningredients: []\nasks: []\nsay:\n  default: \n",
    "guide": "title: \nsteps: []\nasks: []\nsay:\n  default: \n",
}


@router.get("/new")
def new(
    request: Request,
    context: Context,
    kind: Kind = "guide",
    id: Annotated[str, Query(max_length=120)] = "",
    gap: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Ask for kind and id, then open the editor with the rest of the address.

    `gap` names a question whose group the entry is to answer; `when`, `decide` and `basis` begin a policy for a case.
    """
    base = context.view.base
    rest = [(key, value) for key, value in request.query_params.multi_items() if key not in ("kind", "id", "lang")]
    if id and not any(one == (kind, id) for one in ((its, key) for its, key, _ in base.entries())):
        return RedirectResponse(f"/train/entries/{kind}/{id}?{urlencode(rest)}", 303)
    return workplace(
        request, "trainers/new.html", context, kinds=list(_STARTS), kind=kind, id=id, rest=rest, pattern=KEBAB_PATTERN
    )


@router.get("/entries/{kind}/{id}")
def editor(
    kind: Kind,
    id: EntryKey,
    request: Request,
    context: Context,
    asked: AskedChange,
    when: Texts = (),
    basis: Annotated[str, Query(max_length=120)] = "",
    gap: Annotated[str, Query(max_length=40)] = "",
    draft: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """The entry as the folder holds it now; the query makes a first change of it, to be looked at and saved."""
    view = context.view
    now = find_entry(context, kind, id)
    stands = text_of(now) if now.data is not None else template_for(context, gap, kind) or _STARTS[kind]
    text = _draft_text(context, draft, kind, id) or stands
    if now.data is not None and asked.is_any:
        text = _with(now, with_change(now.data, asked, context.settings.today()))
    elif now.data is None and when:
        text = entry_text(b"", now.section, id, first_text(when, asked, basis))
    entry = getattr(view.base, SECTION_OF[kind]).get(id)
    return workplace(
        request,
        "trainers/editor.html",
        context,
        kind=kind,
        id=id,
        name=title(entry) if entry is not None else id,
        text=text,
        before=stands if now.data is not None else "",
        etag=etag_of(now),
        draft=draft,
        is_reviewed=context.settings.review_edits,
        place=now.source,
        is_new=now.data is None,
        reason=read_only(context.settings),
        words_of_base=completions(view.base, kind),
        conflicts=view.conflicts_of.get(id, ()),
        **form_data(Words(view.base, language_of(request)), kind, id, text),
    )


def _draft_text(context: CallContext, file: str, kind: Kind, key: str) -> str:
    """Return what a draft holds; raises CallError where it is gone."""
    if not file:
        return ""
    try:
        found = find_draft(context.settings.base, file, kind, key)
    except UnknownDraft as error:
        raise CallError(404, "not-found", f"there is no draft {error} any more") from error
    return entry_text(found.raw, found.section, found.id, found.data)


@router.post("/check")
def check(body: TextBody, request: Request, context: Context) -> HTMLResponse:
    """What the text would do, as a part of the page: problems at their lines, decisions, conflicts, replies."""
    now = find_entry(context, body.kind, body.id)
    read = read_entry(body.text, now.section, body.id)
    found = None if read.tree is None else effects(context, now, read)
    faults = list(read.faults if found is None else found.faults)
    lost = now.data is not None and set(comments(body.text)) != set(comments(text_of(now)))
    return page(
        request,
        "trainers/effects.html",
        entry=read.data,
        faults=faults,
        found=found,
        lost=lost,
        base=context.view.base,
        base_words=Words(context.view.base, language_of(request)),
        words_of=_WORDS,
        marks=partial(_marks, language_of(request)),
    )


class TrialBody(TextBody):
    """The same, and which questions are to be tried on it."""

    source: Source = "recent"
    start: int = Field(0, ge=0, le=1_000_000)


@router.post("/moved")
def moved_questions(body: TrialBody, request: Request, context: Context, trials: KnownTrials) -> HTMLResponse:
    """Which of the next questions would find another script; the page asks on until all are tried."""
    now = find_entry(context, body.kind, body.id)
    read = read_entry(body.text, now.section, body.id)
    found = None if read.tree is None else trials.changes(context, now, read.data, body.source, body.start)
    return page(request, "trainers/moved.html", found=found, source=body.source)


_WORDS: Mapping[str, Any] = {
    "channels": channels_in_words,
    "fact_value": fact_value_in_words,
    "facts": facts_in_words,
    "outcome": outcome_in_words,
    "value": value_in_words,
}


def _marks(language: str, faults: Sequence[Fault]) -> list[dict[str, object]]:
    return [{"line": one.line, "message": told_in(language, one.message), "path": one.path} for one in faults]


def _with(now: Standing, made: Mapping[str, Any]) -> str:
    """Return the changed entry as its file would write it, comments kept."""
    try:
        raw = rewrite(now.source.file, now.raw, {(now.section, now.id): made})
    except EditError:
        raw = b""
    return entry_text(raw, now.section, now.id, made)
