"""The service as one ASGI app: the live state and the store in its lifespan, the calls and the pages on top."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from importlib.metadata import version

import anyio.to_thread
from fastapi import FastAPI

from indexer.encoder import Encoder, Progress
from service.api import (
    conflicts,
    decisions,
    entries,
    entry_changes,
    errors,
    evaluations,
    ingredients,
    operations,
    suggestions,
)
from service.api.call_context import CallContext
from service.api.guard import Guard
from service.api.observe import Metrics, Observe
from service.api.openapi import describe
from service.entry_points import EVALUATIONS, load_entry_points
from service.live.live_snapshot import LiveSnapshot, View
from service.settings import Settings
from service.store.database import open_database
from service.web import pages

log = logging.getLogger(__name__)
THREADS = 8  # calls at work at one time; more only queue for the processor


Reporting = Callable[[], AbstractContextManager[Progress]]  # around long work: what shows its progress


def create_app(
    settings: Settings,
    encoder: Encoder | None = None,
    reporting: Reporting = lambda: nullcontext(_unseen),
    on_failure: Callable[[Exception], None] = lambda error: None,
    make_evaluations: evaluations.MakeEvaluations | None = None,
) -> FastAPI:
    """Return the app; its lifespan opens the store and the snapshot.

    `encoder` takes the place of the one that the settings name. Where there is nothing to serve `on_failure` is told,
    and the lifespan raises.
    """
    make = make_evaluations or next(iter(load_entry_points(EVALUATIONS)), None)
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        try:
            context = await anyio.to_thread.run_sync(opened)
        except Exception as error:
            on_failure(error)
            raise
        app.state.context = context
        log.info("ready", extra={"snapshot": context.live.view.assistant.snapshot})
        try:
            yield
        finally:
            if context.evaluations is not None:
                await anyio.to_thread.run_sync(context.evaluations.close)
            await anyio.to_thread.run_sync(context.live.close)
            context.store.dispose()

    def opened() -> CallContext:
        store = open_database(settings.database_url())
        live = LiveSnapshot(settings, encoder, lambda view: _show(metrics, view))
        with reporting() as progress:
            live.open(progress)
        return CallContext(settings, live, store, metrics, make(settings) if make else None)

    app = FastAPI(
        title="yizhi",
        version=version("yizhi"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    errors.install(app)
    for router in (
        suggestions.router,
        decisions.router,
        ingredients.router,
        conflicts.router,
        entries.router,
        entry_changes.router,
        evaluations.router,
        operations.router,
    ):
        app.include_router(router)
    pages.install(app)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # FastAPI's own way to extend it
    app.add_middleware(Guard, max_body_bytes=settings.max_body_bytes)
    app.add_middleware(Observe, metrics=metrics)
    return app


def _unseen(what: str, share: float) -> None:
    """Show no progress."""


def _show(metrics: Metrics, view: View) -> None:
    metrics.swaps.inc()
    metrics.current.set(1 if view.is_current else 0)
    for kind, count in Counter(kind for kind, _, _ in view.base.entries()).items():
        metrics.entries.labels(kind).set(count)
    found = Counter(one.severity.value for one in view.conflicts or ())
    for severity in ("error", "warning", "notice"):
        metrics.conflicts.labels(severity).set(found[severity])
