"""Spans of a call and its stages, sent to an OpenTelemetry collector where a setting names one, else nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

_SEND_S = 1  # a collector that hangs must not hold the service when it ends
_NOTHING = nullcontext()
_Start = Callable[[str, Mapping[str, Any], Mapping[str, str] | None], AbstractContextManager[Any]]
_start: _Start | None = None


class TracingError(Exception):
    """Traces cannot be sent; says what is missing."""


def span(
    name: str, about: Mapping[str, Any] | None = None, sent: Mapping[str, str] | None = None
) -> AbstractContextManager[Any]:
    """Return a span within the one that is open; `about` never holds what a user typed.

    `sent` are the headers of a call: where they name a trace, it is continued.
    """
    return _NOTHING if _start is None else _start(name, about or {}, sent)


@contextmanager
def tracing(endpoint: str, version: str) -> Iterator[None]:
    """Send spans to the collector meanwhile; does nothing where `endpoint` is empty. Raises TracingError."""
    if not endpoint:
        yield
        return
    start, close = _exporting(endpoint, version)
    global _start
    _start = start
    try:
        yield
    finally:
        _start = None
        close()


def _exporting(endpoint: str, version: str) -> tuple[_Start, Callable[[], None]]:
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
    except ImportError as error:
        raise TracingError(
            "YIZHI_TRACES is set and OpenTelemetry is not installed: pip install 'yizhi[tracing]'"
        ) from error
    provider = TracerProvider(
        resource=Resource.create({"service.name": "yizhi", "service.version": version}), shutdown_on_exit=False
    )
    exporter = OTLPSpanExporter(endpoint=endpoint, timeout=_SEND_S)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    tracer, propagator = provider.get_tracer("yizhi", version), TraceContextTextMapPropagator()

    def start(name: str, about: Mapping[str, Any], sent: Mapping[str, str] | None) -> AbstractContextManager[Any]:
        # an error's message may hold what a user typed: that there was one is told by the call's status
        return tracer.start_as_current_span(
            name,
            context=None if sent is None else propagator.extract(sent),
            attributes=about,
            record_exception=False,
            set_status_on_exception=False,
        )

    return start, provider.shutdown
