"""Chatwoot played over HTTP: what it signs is answered with a private note, and nothing else is heard."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from service.integrations.chatwoot_events import is_of_now, read_event
from tests.service.conftest import Serve, Served

SECRET, TOKEN = "sesame-of-the-webhook", "token-of-the-bot"
EVENT = {
    "event": "message_created",
    "id": 12,
    "content": "那能退吗",
    "message_type": "incoming",
    "private": False,
    "account": {"id": 1},
    "inbox": {"id": 3},
    "conversation": {"id": 17, "inbox_id": 3},
}
SAID = [
    {"id": 12, "content": "那能退吗", "message_type": 0},
    {"id": 9, "content": "面霜变质了", "message_type": 0},
    {"id": 10, "content": "老顾客", "message_type": 1, "private": True},
    {"id": 11, "content": "非常抱歉", "message_type": 1},
]


class Desk(ThreadingHTTPServer):
    """Chatwoot's API, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str | None, Any]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(handler) -> None:
                self.answer(handler, None)

            def do_POST(handler) -> None:
                self.answer(handler, json.loads(handler.rfile.read(int(handler.headers["Content-Length"]))))

            def log_message(handler, format: str, *arguments: Any) -> None:
                """Say nothing."""

        super().__init__(("127.0.0.1", 0), Handler)

    def answer(self, handler: BaseHTTPRequestHandler, body: Any) -> None:
        self.asked.append((handler.command, handler.path, handler.headers["api_access_token"], body))
        told = json.dumps({"payload": SAID}).encode()
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(told)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(10)


@pytest.fixture
def hooked(serve: Serve, desk: Desk) -> Served:
    url = f"http://127.0.0.1:{desk.server_address[1]}"
    return serve(chatwoot_url=url, chatwoot_token=TOKEN, chatwoot_secret=SECRET, chatwoot_inboxes="3:douyin, 4:nowhere")


def send(served: Served, event: Any, delivery: str = "d-1", secret: str = SECRET, late_s: float = 0) -> int:
    """Send an event as Chatwoot does, and return the status."""
    body = json.dumps(event, ensure_ascii=False).encode()
    moment = str(int(time.time() - late_s))
    signed = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "X-Chatwoot-Signature": f"sha256={signed}",
        "X-Chatwoot-Timestamp": moment,
        "X-Chatwoot-Delivery": delivery,
    }
    return served.client.post("/hooks/chatwoot", content=body, headers=headers).status_code


def test_a_customers_message_gets_a_private_note_in_the_words_of_its_inbox(hooked: Served, desk: Desk):
    status = send(hooked, EVENT)

    path = "/api/v1/accounts/1/conversations/17/messages"
    (read, left) = desk.asked
    assert (status, read, left[:3]) == (202, ("GET", path, TOKEN, None), ("POST", path, TOKEN))
    assert left[3]["private"] is True
    title, reply, decision = left[3]["content"].split("\n\n")[:3]
    assert title.startswith("**一致** 质量问题退换货（把握")
    assert reply == "> 抱歉亲，质量问题能退，运费我们出。"
    assert decision == "退货：可退 · 寄回运费：品牌承担 · 首次响应：48小时"


def test_a_delivery_is_taken_once_of_now_and_signed(hooked: Served, desk: Desk):
    found = [
        send(hooked, EVENT, secret="guessed"),
        send(hooked, EVENT, late_s=600),
        send(hooked, EVENT, late_s=-600),
        send(hooked, EVENT, delivery=""),
        send(hooked, EVENT),
        send(hooked, EVENT),
        send(hooked, EVENT, delivery="d-2", late_s=120),
    ]

    assert found == [401, 401, 401, 401, 202, 409, 202]
    assert [method for method, *_ in desk.asked] == ["GET", "POST"] * 2


def test_what_agents_write_and_what_the_base_does_not_answer_gets_no_note(hooked: Served, desk: Desk):
    found = [
        send(hooked, EVENT | {"message_type": "outgoing"}, "a"),
        send(hooked, EVENT | {"private": True}, "b"),
        send(hooked, EVENT | {"event": "conversation_created"}, "c"),
        send(hooked, EVENT | {"content": "今天天气怎么样", "id": 1}, "d"),
        send(hooked, EVENT | {"id": "12"}, "e"),
    ]

    assert found == [200, 200, 200, 202, 422]
    assert [method for method, *_ in desk.asked] == ["GET"]


def test_without_a_secret_there_is_no_webhook(serve: Serve):
    assert send(serve(), EVENT) == 404


def test_no_secret_is_shown(hooked: Served):
    settings = hooked.client.app.state.context.settings  # type: ignore[attr-defined]
    shown = [repr(settings), settings.model_dump_json(), hooked.client.get("/setup/chatwoot").text]

    assert [secret for secret in (SECRET, TOKEN) for text in shown if secret in text] == []
    assert "已设置" in shown[2]
    assert "知识库里没有这个渠道" in shown[2]


def test_the_window_and_the_event_are_read_strictly():
    assert [is_of_now(one, 1000.0) for one in ("1000", "700", "699", "1300", "-1000", "", "1e3", "١٠٠٠")] == [
        True, True, False, True, False, False, False, False,
    ]  # fmt: skip
    assert read_event(b"[]") is None
