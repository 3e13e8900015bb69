"""Evaluations as pages: those there are with their trend, one that is followed to its end, and two side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse

from service.api.call_context import CallContext, Context
from service.api.errors import not_found
from service.api.evaluation_models import Evaluation, Figure
from service.api.evaluations import OWN_QUESTIONS, Refusal, evaluations_of
from service.store.ulid import PATTERN
from service.web.rendering import page
from service.web.shell import QUALITY, workplace

router = APIRouter(prefix="/qa", include_in_schema=False)
_TREND = 20  # runs of a kind
HEADLINES: Mapping[str, Sequence[str]] = {
    "retrieval": ("recall@1", "recall@3", "script@1", "script@3", "silence", "calibration_error"),
    "consistency": ("same_decision", "paraphrase_entry", "wording", "direction"),
    "replies": ("contradictions", "conflicts_between_channels", "forbidden", "unanswered"),
}
RunId = Annotated[str, Path(pattern=PATTERN)]


@dataclass(frozen=True, slots=True)
class ListedRun:
    """A run in the list, with its headline figures and the run of its kind before it."""

    run: Evaluation
    figures: tuple[Figure, ...]
    before: str = ""


@router.get("/runs")
def runs(request: Request, context: Context) -> HTMLResponse:
    """What was measured, the newest first."""
    desk = evaluations_of(context)
    found = [desk.state(one.id) or one for one in desk.all()]
    listed = [
        ListedRun(one, headlines(one), next((old.id for old in found[place + 1 :] if _is_like(one, old)), ""))
        for place, one in enumerate(found)
    ]
    return workplace(
        request,
        "quality/runs.html",
        context,
        tabs=QUALITY,
        runs=listed,
        trend=_trend(found),
        suites=sorted(desk.suites()),
        own=OWN_QUESTIONS,
        is_busy=any(one.state in ("waiting", "running") for one in found),
    )


@router.get("/runs/{id}")
def run(request: Request, context: Context, id: RunId) -> HTMLResponse:
    """One run: how far it is, or what came of it."""
    found = _found(context, id)
    others = [one for one in evaluations_of(context).all() if one.id != id and _is_like(found, one)]
    return workplace(
        request, "quality/run.html", context, tabs=QUALITY, run=found, others=others, **_parts(context, found)
    )


@router.get("/runs/{id}/progress")
def progress(request: Request, context: Context, id: RunId) -> HTMLResponse:
    """The part of a run's page that is asked for again until it is done."""
    found = _found(context, id)
    response = page(request, "quality/progress.html", run=found)
    if found.state not in ("waiting", "running"):
        response.headers["HX-Refresh"] = "true"
    return response


@router.get("/compare")
def compare(
    request: Request,
    context: Context,
    before: Annotated[str, Query(pattern=PATTERN)],
    after: Annotated[str, Query(pattern=PATTERN)],
) -> HTMLResponse:
    """Two runs case by case."""
    desk = evaluations_of(context)
    old, new, fault, found = _found(context, before), _found(context, after), "", None
    try:
        found = desk.compared(before, after)
    except Refusal as error:
        fault = str(error)
    return workplace(request, "quality/compare.html", context, tabs=QUALITY, old=old, new=new, found=found, fault=fault)


def headlines(run: Evaluation) -> tuple[Figure, ...]:
    """Return the few figures that a run is known by."""
    by_name = {one.name: one for one in run.measures}
    return tuple(by_name[name] for name in HEADLINES[run.kind] if name in by_name)


def _parts(context: CallContext, run: Evaluation) -> dict[str, Any]:
    checks = evaluations_of(context).checked(run.id) or () if run.state == "done" else ()
    plain = [one for one in run.measures if "/" not in one.name]
    slices = [one for one in run.measures if "/" in one.name]
    return {"figures": headlines(run), "checks": checks, "plain": plain, "slices": slices}


def _found(context: CallContext, id: str) -> Evaluation:
    found = evaluations_of(context).state(id)
    if found is None:
        raise not_found("evaluation", id)
    return found


def _is_like(one: Evaluation, other: Evaluation) -> bool:
    keys = ("suite", "split")
    is_alike = all(one.conditions.get(key) == other.conditions.get(key) for key in keys)
    return other.state == "done" and one.kind == other.kind and is_alike


def _trend(found: Sequence[Evaluation]) -> dict[str, object]:
    """Return the headline figures of each kind over its newest runs, oldest first, as a plot takes them."""
    kinds: dict[str, object] = {}
    for kind, names in HEADLINES.items():
        done = [one for one in reversed(found) if one.kind == kind and one.state == "done"][-_TREND:]
        if len(done) < 2:
            continue
        by_run = [{figure.name: figure for figure in one.measures} for one in done]
        kinds[kind] = {
            "runs": [str(one.conditions.get("date", "")) for one in done],
            "lines": [
                {
                    "name": name,
                    "label": next((run[name].label for run in by_run if name in run), name),
                    "values": [round(run[name].value, 4) if name in run else None for run in by_run],
                }
                for name in names
                if any(name in run for run in by_run)
            ],
        }
    return kinds
