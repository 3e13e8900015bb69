"""Exams as pages: drawn and assigned, sat on a phone, and what came of them by person and topic."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse

from service.api.call_context import Context
from service.api.errors import not_found
from service.api.exams import ExamPaper, exam_of, mark, results
from service.store.exams import UnknownSheet, every_exam, find_sheet
from service.store.ulid import PATTERN
from service.web.rendering import page
from service.web.shell import QUALITY, workplace

router = APIRouter(include_in_schema=False)


@router.get("/qa/exams")
def exams(request: Request, context: Context) -> HTMLResponse:
    """The exams there are, the newest first, and what a new one takes."""
    found = context.required(lambda: every_exam(context.store))
    return workplace(request, "quality/exams.html", context, tabs=QUALITY, exams=[results(one) for one in found])


@router.get("/qa/exams/{id}")
def exam(request: Request, context: Context, id: Annotated[str, Path(pattern=PATTERN)]) -> HTMLResponse:
    """One exam: the sheets to give out, and the results."""
    return workplace(request, "quality/exam.html", context, tabs=QUALITY, exam=exam_of(context, id))


@router.get("/exam/{token}")
def sheet(request: Request, context: Context, token: Annotated[str, Path(max_length=40)]) -> HTMLResponse:
    """The sheet of one person, made for a phone; once it is handed in, its mark."""
    try:
        found, mine = context.required(lambda: find_sheet(context.store, token))
    except UnknownSheet as error:
        raise not_found("sheet", token) from error
    paper = ExamPaper.model_validate(found.paper)
    marked = None if mine.answers is None else mark(paper, mine.answers)
    return page(request, "quality/sheet.html", exam=found, sheet=mine, paper=paper, marked=marked)
