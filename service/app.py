"""The service as one ASGI app: the living state and the store in its lifespan, the calls and the pages on top."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

import anyio.to_thread
from fastapi import FastAPI

from service.api import browsing, conflicting, deciding, errors, operating, suggesting
from service.api.desk import Desk
from service.api.guard import Guard
from service.api.observe import Metrics, Observe
from service.api.openapi import describe
from service.living import Living, View
from service.parts import Parts, Progress, real_parts
from service.settings import Settings
from service.store.database import open_database
from service.web import pages

log = logging.getLogger(__name__)
THREADS = 8  # calls at work at one time; more only queue for the processor


def create_app(settings: Settings, parts: Parts | None = None, progress: Progress | None = None) -> FastAPI:
    """Return the app; its lifespan opens the store and the snapshot, and raises where there is nothing to serve."""
    parts = parts or real_parts()
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        store = await anyio.to_thread.run_sync(open_database, settings.database_url())
        living = Living(settings, parts, lambda view: _show(metrics, view))
        try:
            await anyio.to_thread.run_sync(living.open, progress)
            app.state.desk = Desk(settings, parts, living, store, metrics)
            log.info("ready", extra={"snapshot": living.view.assistant.snapshot})
            yield
        finally:
            await anyio.to_thread.run_sync(living.close)
            store.dispose()

    app = FastAPI(
        title="yizhi", version=version("yizhi"), lifespan=lifespan, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    errors.install(app)
    for router in (suggesting.router, deciding.router, conflicting.router, browsing.router, operating.router):
        app.include_router(router)
    pages.install(app)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # FastAPI's own way to extend it
    app.add_middleware(Guard, max_body_bytes=settings.max_body_bytes)
    app.add_middleware(Observe, metrics=metrics)
    return app


def _show(metrics: Metrics, view: View) -> None:
    metrics.swaps.inc()
    metrics.current.set(1 if view.is_current else 0)
    for kind, count in Counter(kind for kind, _, _ in view.base.entries()).items():
        metrics.entries.labels(kind).set(count)
    for severity, count in Counter(str(one["severity"]) for one in view.conflicts or ()).items():
        metrics.conflicts.labels(severity).set(count)
