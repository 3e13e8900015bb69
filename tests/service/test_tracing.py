"""Request ids and traces: a call is found again in the log and at the collector, without what the customer wrote."""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from service.app import create_app
from service.logs import configure
from service.store.ulid import PATTERN
from service.tracing import TracingError, span, tracing
from tests.indexes import Indexes
from tests.service.conftest import Served
from tests.service.small import light, settings

SECRET = "面霜变质了，我叫欧阳锋"
TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.fixture
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """An OpenTelemetry collector's address, and the bodies that were sent to it."""
    bodies: list[bytes] = []

    class Receiving(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Receiving)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/traces", bodies
    server.shutdown()
    thread.join()


def test_the_stages_of_a_suggestion_are_spans_of_the_callers_trace(
    collector: tuple[str, list[bytes]], indexes: Indexes, tmp_path: Path
):
    address, bodies = collector
    given = settings(tmp_path, traces=address)
    indexes.lend(given, light())
    with TestClient(create_app(given, light()), base_url="http://127.0.0.1:8000") as client:
        traced = {"traceparent": f"00-{TRACE}-{PARENT}-01", "x-request-id": "desk-7"}
        assert client.post("/v1/suggestions", json={"text": SECRET}, headers=traced).status_code == 200

    sent = [ExportTraceServiceRequest.FromString(body) for body in bodies]
    spans = {
        one.name: one
        for request in sent
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for one in scope.spans
        if one.trace_id.hex() == TRACE
    }
    call = spans["POST /v1/suggestions"]
    attributes = {one.key: one.value for one in call.attributes}

    assert spans.keys() == {"POST /v1/suggestions", "understand", "choose", "decide", "record"}
    assert call.parent_span_id.hex() == PARENT
    assert {one.parent_span_id for name, one in spans.items() if name != call.name} == {call.span_id}
    assert attributes["yizhi.request"].string_value == "desk-7"
    assert attributes["http.response.status_code"].int_value == 200
    assert not any("欧阳锋".encode() in body or "变质".encode() in body for body in bodies)


def test_nothing_is_traced_where_no_collector_is_named():
    with tracing("", "0"), span("understand") as traced:
        assert traced is None


def test_traces_without_the_library_say_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)

    with pytest.raises(TracingError, match=r"pip install 'yizhi\[tracing\]'"), tracing("http://127.0.0.1:1", "0"):
        pass


def test_every_answer_carries_the_id_that_its_log_line_has(served: Served, capsys: pytest.CaptureFixture[str]):
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    configure()
    try:
        given = served.client.post("/v1/suggestions", json={"text": SECRET}, headers={"x-request-id": "desk-7"})
        made = served.client.get("/healthz", headers={"x-request-id": "not an id\t"})
        missing = served.client.get("/nowhere")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    calls = {line["route"]: line["request"] for line in lines if line["event"] == "call"}

    ids = [one.headers["x-request-id"] for one in (given, made, missing)]
    assert ids[0] == "desk-7"
    assert calls == {"/v1/suggestions": ids[0], "/healthz": ids[1], "unknown": ids[2]}
    assert all(re.fullmatch(PATTERN, one) for one in ids[1:])
    assert "欧阳锋" not in written
