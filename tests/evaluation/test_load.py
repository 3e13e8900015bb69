"""The load bench: no message twice, only this machine, and what fails is counted as an error."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice

import pytest
import typer

from evaluation.bench.load import loopback, measure
from evaluation.bench.messages import messages
from evaluation.bench.soak import slope

Service = tuple[tuple[str, int], list[str]]


@pytest.fixture
def service() -> Iterator[Service]:
    """Answer every message but each tenth, and keep what was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(json.loads(body)["text"])
            self.send_response(500 if len(asked) % 10 == 0 else 200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: object) -> None:
            """Keep the tests' output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield ("127.0.0.1", server.server_port), asked
        server.shutdown()


def test_no_message_is_made_twice_and_the_seed_gives_the_order():
    made = list(messages(1))

    assert (len(made), len(set(made))) == (92_160, 92_160)
    assert list(islice(messages(1), 5)) == made[:5] != list(islice(messages(2), 5))


def test_every_call_is_counted_once_as_answered_or_as_an_error(service: Service):
    place, asked = service

    found = measure(place, 4, 30.0, messages(1), most=40)

    assert sorted(asked) == sorted(islice(messages(1), 40))
    assert (found.clients, found.errors) == (4, 4)
    assert 0 < found.p50_ms <= found.p99_ms
    assert found.per_second > 0


def test_a_service_that_is_not_there_gives_errors_and_no_times(service: Service):
    found = measure(("127.0.0.1", 1), 2, 30.0, messages(1), most=3)

    assert (found.errors, found.per_second, str(found.p50_ms)) == (3, 0.0, "nan")


@pytest.mark.parametrize("address", ["http://10.1.2.3:8000", "http://example.com", "http://127.0.0.1.example.com"])
def test_only_this_machine_is_put_under_load(address: str):
    with pytest.raises(typer.BadParameter, match="is not this machine"):
        loopback(address)


def test_an_address_is_read():
    assert [loopback(one) for one in ("http://127.0.0.1:8123", "localhost:80", "http://[::1]:9")] == [
        ("127.0.0.1", 8123),
        ("localhost", 80),
        ("::1", 9),
    ]


def test_memory_that_grows_is_told_from_memory_that_was_filled_once():
    filled = [(float(second), 100.0 + min(second, 40)) for second in range(100)]
    growing = [(float(second), 100.0 + second / 4) for second in range(100)]

    assert [round(slope(one), 6) for one in (filled, growing, growing[:1])] == [0.0, 0.25, 0.0]
