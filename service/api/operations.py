"""Whether the service lives, whether it is ready and from what it answers, and its figures."""

from __future__ import annotations

from collections import Counter
from importlib.metadata import version
from typing import Literal

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from service.answers.answer import FoundProblem
from service.api.call_context import CallContext, Context, Language
from service.api.responses import Health, Progress, Readiness, Serving

router = APIRouter(tags=["operators"])


@router.get("/healthz", summary="进程是否存活 / The process lives", operation_id="healthz")
def healthz() -> Health:
    return Health(status="ok", version=version("yizhi"))


@router.get(
    "/readyz",
    responses={503: {"model": Readiness}},
    summary="是否可以作答，依据哪个快照 / Whether the service answers, and from what",
    operation_id="readyz",
)
def readyz(context: Context, response: Response, language: Language) -> Readiness:
    """Degraded still answers: the last good snapshot serves, or records cannot be kept; the problems say why."""
    found = _readiness(context, language)
    response.status_code = 503 if found.status == "starting" else 200
    return found


@router.get("/v1/snapshot", summary="依据哪个快照作答 / From which snapshot it answers", operation_id="snapshot")
async def snapshot(context: Context) -> Serving:
    """A reply is current where it names this one; asked before every copy, so it waits for no database."""
    return Serving(snapshot=context.view.assistant.snapshot)


@router.get("/v1/status", summary="服务现状 / What the service is at", operation_id="status")
def status(context: Context, language: Language) -> Readiness:
    """The same as /readyz tells, with status 200 also while the service starts."""
    return _readiness(context, language)


def _readiness(context: CallContext, language: str) -> Readiness:
    kept: Literal["kept", "unavailable"] = "kept" if context.health.is_well() else "unavailable"
    now = context.live.opening
    opening = Progress(step=now.step, what=now.what, share=now.share)
    if not context.live.is_open:
        return Readiness(status="starting", snapshot=None, base="none", records=kept, opening=opening)
    view = context.live.view
    shown = (problem for problem in view.problems if problem.is_error or view.is_current)
    return Readiness(
        status="ready" if view.is_current and kept == "kept" else "degraded",
        snapshot=view.assistant.snapshot,
        base="current" if view.is_current else "broken",
        records=kept,
        fault="; ".join(filter(None, (view.fault, context.health.fault))),
        problems=tuple(FoundProblem.of(problem).in_language(language) for problem in shown),
        conflicts=None if view.conflicts is None else Counter(one.severity.value for one in view.conflicts),
        index="light" if view.is_light else "whole",
        opening=opening if view.is_light else None,
    )


@router.get("/metrics", response_class=Response, summary="指标 / Figures for Prometheus", operation_id="metrics")
def metrics(context: Context) -> Response:
    return Response(generate_latest(context.metrics.registry), media_type=CONTENT_TYPE_LATEST)
