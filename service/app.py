"""The service as one ASGI app: the live state and the store in its lifespan, the calls and the pages on top."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, nullcontext
from functools import partial
from importlib.metadata import version

import anyio.to_thread
from fastapi import FastAPI
from sqlalchemy import Engine

from indexer.encoder import Encoder, Progress
from indexer.ranker.fitting import StoppedError
from indexer.threads import pin_threads
from knowledge.model.base import Base
from service.api import (
    attachments,
    audit,
    cases,
    conflicts,
    decisions,
    entries,
    entry_changes,
    error_handlers,
    evaluations,
    exams,
    feedback,
    hooks,
    ingredients,
    keys,
    operations,
    proposals,
    quality,
    search,
    sessions,
    suggestions,
    usage,
)
from service.api.access import Access
from service.api.call_context import CallContext
from service.api.guard import Guard
from service.api.limits import Bodies
from service.api.observe import Metrics, Observe
from service.api.openapi import describe
from service.api.usage_metrics import UsageCollector, week_usage
from service.entry_points import EVALUATIONS, load_entry_points
from service.live.live_snapshot import CLOSE_S, LiveSnapshot, View
from service.live.retention import Retention
from service.settings import Settings
from service.store.database import open_engine
from service.tracing import tracing
from service.web import faults, pages, signing_in
from service.web.sessions import add_sessions
from service.web.trainers import uploads

log = logging.getLogger(__name__)
_THREADS = 8  # calls at work at one time; more only queue for the processor


Reporting = Callable[[], AbstractContextManager[Progress]]  # around long work: what shows its progress


def create_app(
    settings: Settings,
    encoder: Encoder | None = None,
    reporting: Reporting = lambda: nullcontext(_unseen),
    on_failure: Callable[[Exception], None] = lambda error: None,
    on_open: Callable[[], None] | None = None,
    make_evaluations: evaluations.MakeEvaluations | None = None,
) -> FastAPI:
    """Return the app; its lifespan opens the store and the snapshot.

    `encoder` takes the place of the one that the settings name. With `on_open` the app listens at once and opens the
    snapshot in a thread: `/readyz` and the page show how far it is, and `on_open` is told when it answers. Where there
    is nothing to serve `on_failure` is told, and without `on_open` the lifespan raises.
    """
    make = make_evaluations or next(iter(load_entry_points(EVALUATIONS)), None)
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = _THREADS
        stack = ExitStack()
        try:
            stack.enter_context(tracing(settings.traces, app.version))
            context = await anyio.to_thread.run_sync(make_context)
            usage_of = UsageCollector(partial(context.kept, partial(week_usage, context.store, settings.today)))
            metrics.registry.register(usage_of)
            stack.callback(metrics.registry.unregister, usage_of)
            if on_open is None:
                await anyio.to_thread.run_sync(open_live, context)
        except Exception as error:
            on_failure(error)
            raise
        app.state.context = context
        retention = Retention(context.store, settings.keep_days, context.now)
        retention.start()
        behind = threading.Thread(target=open_behind, args=(context,), name="yizhi-opening", daemon=True)
        if on_open is not None:
            behind.start()
        try:
            yield
        finally:
            retention.close()
            if context.evaluations is not None:
                with anyio.move_on_after(CLOSE_S):
                    await anyio.to_thread.run_sync(context.evaluations.close, abandon_on_cancel=True)
            await anyio.to_thread.run_sync(context.live.close)
            if behind.is_alive():
                await anyio.to_thread.run_sync(behind.join, CLOSE_S)
            context.store.dispose()
            with anyio.move_on_after(CLOSE_S):
                await anyio.to_thread.run_sync(stack.close, abandon_on_cancel=True)

    def make_context() -> CallContext:
        store = open_engine(settings.database_url())
        live = _live(settings, store, encoder, lambda view: _show(metrics, view))
        context = CallContext(settings, live, store, metrics, make(settings) if make else None)
        context.health.open()
        return context

    def open_live(context: CallContext) -> None:
        with reporting() as progress:
            context.live.open(progress)
        pin_threads()
        pages.prepare(app, context.live.view.base)
        log.info("ready", extra={"snapshot": context.live.view.assistant.snapshot})

    def open_behind(context: CallContext) -> None:
        try:
            open_live(context)
        except StoppedError:
            log.info("stopped before the base was open")
        except Exception as error:
            on_failure(error)
        else:
            if on_open is not None:
                on_open()

    app = FastAPI(
        title="yizhi",
        version=version("yizhi"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    error_handlers.install(app)
    for router in (
        suggestions.router,
        attachments.router,
        cases.router,
        feedback.router,
        decisions.router,
        ingredients.router,
        conflicts.router,
        entries.router,
        entry_changes.router,
        proposals.router,
        quality.router,
        search.router,
        exams.router,
        evaluations.router,
        usage.router,
        audit.router,
        hooks.router,
        keys.router,
        sessions.router,
        operations.router,
    ):
        app.include_router(router)
    pages.install(app)
    signing_in.install(app, settings)
    app.openapi = lambda: describe(app, settings, _base(app))  # type: ignore[method-assign]  # FastAPI's own way
    larger = {quality.LOG_PATH: quality.MAX_LOG_BYTES, uploads.UPLOAD_PATH: uploads.MAX_UPLOAD_BYTES}
    app.add_middleware(Bodies, max_body_bytes=settings.max_body_bytes, larger=larger)
    app.add_middleware(Access, settings=settings)
    if settings.has_people:
        add_sessions(app, settings)
    app.add_middleware(
        Guard,
        hosts=settings.hosts(),
        public_url=settings.public_url,
        origins=settings.origins(),
        is_probed=settings.has_people,
    )
    app.add_middleware(Observe, metrics=metrics, tell=faults.told)
    return app


def _live(settings: Settings, store: Engine, encoder: Encoder | None, on_swap: Callable[[View], None]) -> LiveSnapshot:
    """Return the live state of a process that serves alone, or of one among several."""
    if not settings.snapshots:
        return LiveSnapshot(settings, encoder, on_swap)
    from service.live.replica import open_replica
    from service.live.shared_snapshot import SharedSnapshot

    return SharedSnapshot(settings, open_replica(settings, store), encoder, on_swap)


def _base(app: FastAPI) -> Base | None:
    """Return the base that answers; None before it is open."""
    context: CallContext | None = getattr(app.state, "context", None)
    return context.live.view.base if context is not None and context.live.is_open else None


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
