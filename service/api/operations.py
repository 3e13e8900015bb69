"""Whether the service lives, whether it is ready and from what it answers, and its figures."""

from __future__ import annotations

from collections import Counter
from importlib.metadata import version

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from service.api.call_context import Context
from service.api.responses import HealthAnswer, ReadyAnswer
from service.store.database import answers

router = APIRouter(tags=["operators"])


@router.get("/healthz", response_model=HealthAnswer, summary="进程是否存活 / The process lives", operation_id="healthz")
def healthz() -> Response:
    return JSONResponse({"status": "ok", "version": version("yizhi")})


@router.get(
    "/readyz",
    response_model=ReadyAnswer,
    responses={503: {"model": ReadyAnswer}},
    summary="是否可以作答，依据哪个快照 / Whether the service answers, and from what",
    operation_id="readyz",
)
def readyz(context: Context) -> Response:
    """Degraded still answers: the last good snapshot serves, or records cannot be kept; the problems say why."""
    kept = "kept" if answers(context.store) else "unavailable"
    if not context.live.is_open:
        return JSONResponse({"status": "starting", "snapshot": None, "base": "none", "records": kept}, 503)
    view = context.live.view
    body = {
        "status": "ready" if view.is_current and kept == "kept" else "degraded",
        "snapshot": view.assistant.snapshot,
        "base": "current" if view.is_current else "broken",
        "records": kept,
        "fault": view.fault,
        "problems": [problem.as_json() for problem in view.problems if problem.is_error or view.is_current],
        "conflicts": None if view.conflicts is None else Counter(str(one["severity"]) for one in view.conflicts),
    }
    return JSONResponse(body)


@router.get("/metrics", response_class=Response, summary="指标 / Figures for Prometheus", operation_id="metrics")
def metrics(context: Context) -> Response:
    return Response(generate_latest(context.metrics.registry), media_type=CONTENT_TYPE_LATEST)
