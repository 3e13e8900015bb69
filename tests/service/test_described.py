"""Every key that is ever sent is described: real answers of every call against `/openapi.json`, closed to other keys."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import jsonschema_rs
import pytest
from fastapi.testclient import TestClient

from service.api.actors import find_actor
from service.app import create_app
from tests.service.conftest import Serve, Served
from tests.service.small import BROKEN, CONFLICTED, light, settings, write_base, write_policies
from tests.service.test_editing import NEW
from tests.service.test_ingredients_cli import KNOWN, LIST

Exchange = tuple[str, str, Any]  # method, the path as described, the response
PROBLEM = "application/problem+json"


class Caller:
    """Calls a service and keeps each exchange."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.exchanges: list[Exchange] = []

    def __call__(
        self, method: str, path: str, *, body: Any = None, content: Any = None, headers: Any = None, **named: str
    ) -> Any:
        response = self.served.client.request(method, path.format(**named), json=body, content=content, headers=headers)
        self.exchanges.append((method.lower(), path.split("?")[0], response))
        return response.json() if "json" in response.headers.get("content-type", "") else None


@pytest.fixture(scope="module")
def exchanges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Exchange], Any]]:
    folder = tmp_path_factory.mktemp("described")
    base = write_base(folder / "base", CONFLICTED)
    (base / "known.yaml").write_text(KNOWN, "utf-8")
    (base / "seal.png").write_bytes(b"png")
    (base / "seal.yaml").write_text(
        "guides: {seal: {title: 封口怎么看, say: {default: 请看图}, attachments: [{file: seal.png, alt: 封口}]}}",
        "utf-8",
    )
    with ExitStack() as stack:
        client = TestClient(create_app(settings(folder, base=base), light()), base_url="http://127.0.0.1:8000")
        served = Served(stack.enter_context(client), base)
        served.live.wait()
        call = Caller(served)
        _agents(call)
        _trainers(call)
        _quality(call)
        _operators(call)
        yield call.exchanges, client.get("/openapi.json").json()


def _agents(call: Caller) -> None:
    facts = {"issue": "no_reason", "days_since_receipt": 3, "seal_broken": True}
    record = call("POST", "/v1/suggestions", body={"text": "不喜欢，想退", "channel": "tmall"})["record"]
    call("POST", "/v1/suggestions", body={"text": "不喜欢", "channel": "tmall", "facts": facts})
    call("POST", "/v1/suggestions", body={"text": "A醇敏感肌能用吗"})
    call("POST", "/v1/suggestions", body={"text": "你们招代理吗", "channel": "douyin"})
    call("POST", "/v1/suggestions/{record}/feedback", body={"action": "copied"}, record=record)
    edited = {"action": "edited", "reply": "退不了"}
    kept = call("POST", "/v1/suggestions/{record}/feedback", body=edited, record=record)["feedback"]
    named = {"record": record, "feedback": kept}
    call("DELETE", "/v1/suggestions/{record}/feedback/{feedback}", **named)
    call("DELETE", "/v1/suggestions/{record}/feedback/{feedback}", **named)
    for by in ("script", "channel", "group", "week"):
        call("GET", f"/v1/usage?by={by}")
    call("GET", "/v1/usage?since=2026-05-02&until=2026-05-01")
    call("POST", "/v1/suggestions", body={"text": "面霜有异味", "facts": {"issue": "no_reason"}})
    call("POST", "/v1/replies/merge", body={"replies": ["您好，可以退。", "您好，可以开票。"]})
    call("POST", "/v1/replies/check", body={"reply": "退不了", "asked": "面霜有异味", "facts": {"issue": "quality"}})
    call("POST", "/v1/replies/check", body={"reply": "可以退，而且根治", "facts": {"issue": "no_reason"}})
    call("POST", "/v1/replies/check", body={"reply": "可以退", "channel": "tmall", "facts": facts})
    call("POST", "/v1/decide", body={"channel": "tmall", "facts": facts})
    call("POST", "/v1/decide", body={"channel": "tmall", "facts": {"issue": "no_reason"}})
    call("POST", "/v1/ingredients/read", body={"text": LIST, "skin": "敏感肌", "versus": "Aqua, CI 77891, 甘汕汁"})
    call("POST", "/v1/ingredients/read", body={"text": LIST})
    call("GET", "/v1/search?q=退货&channel=tmall")
    call("GET", "/v1/scripts?entry=policy/quality-return&entry=policy/gone")
    call("GET", "/v1/snapshot")
    call("GET", "/v1/attachments/{file}", file="seal.png")


def _trainers(call: Caller) -> None:
    call("GET", "/v1/base")
    call("GET", "/v1/gaps")
    conflict = call("GET", "/v1/conflicts")["conflicts"][0]["id"]
    call("GET", "/v1/conflicts/{id}", id=conflict)
    call("POST", "/v1/conflicts/{id}/dismiss", body={"because": "月底改"}, id=conflict)
    call("DELETE", "/v1/conflicts/{id}/dismiss", id=conflict)
    call("GET", "/v1/audit?limit=1")
    call("GET", "/v1/conflicts/{id}", id="none")
    for kind, key in (("policy", "no-reason"), ("ingredient", "retinol"), ("skin", "sensitive")):
        call("GET", "/v1/entries/{kind}/{id}", kind=kind, id=key)
    call("GET", "/v1/entries")
    call("GET", "/v1/entries?limit=0")
    call("POST", "/v1/entries/preview", body={"kind": "policy", "id": "custom-made", "entry": NEW})
    call("POST", "/v1/entries/preview", body={"kind": "policy", "id": "custom-made", "entry": {"title": "空"}})
    put = {"kind": "policy", "id": "custom-made"}
    tag = call("PUT", "/v1/entries/{kind}/{id}", body=NEW, headers={"if-none-match": "*"}, **put)["etag"]
    call("PUT", "/v1/entries/{kind}/{id}", body=NEW, headers={"if-match": f'"{tag}"'}, **put)
    call("PUT", "/v1/entries/{kind}/{id}", body=NEW, headers={"if-match": '"old"'}, **put)
    call("PUT", "/v1/entries/{kind}/{id}", body={"title": "空"}, headers={"if-match": f'"{tag}"'}, **put)
    _proposals(call, {**put, "etag": tag, "entry": {**NEW, "title": "定制"}})


def _proposals(call: Caller, wanted: Any) -> None:
    made = [call("POST", "/v1/proposals", body=wanted)["id"] for _ in range(3)]
    call("POST", "/v1/proposals", body={**wanted, "etag": "old"})
    call("GET", "/v1/proposals/{id}", id=made[0])
    call("POST", "/v1/proposals/{id}/accept", body={}, id=made[0])
    call("POST", "/v1/proposals/{id}/withdraw", id=made[0])
    app: Any = call.served.client.app
    app.dependency_overrides[find_actor] = lambda: "b"
    call("POST", "/v1/proposals/{id}/refuse", body={"because": "再想想"}, id=made[1])
    call("POST", "/v1/proposals/{id}/accept", body={}, id=made[2])
    call("POST", "/v1/proposals/{id}/accept", body={}, id=made[2])
    app.dependency_overrides.clear()
    call("GET", "/v1/proposals?state=decided")


def _quality(call: Caller) -> None:
    sent = [{"reply": "退不了", "channel": "tmall", "facts": {"issue": "quality"}}]
    id = call("POST", "/v1/evaluations", body={"kind": "replies", "replies": sent})["id"]
    until = time.monotonic() + 60
    while call("GET", "/v1/evaluations/{id}", id=id)["state"] in ("waiting", "running"):
        assert time.monotonic() < until
        time.sleep(0.05)
    call("GET", "/v1/evaluations")
    call("GET", "/v1/evaluations/{id}/report", id=id)
    for part in ("gate", "conflicts", "scorecard", "replies"):
        call("GET", f"/v1/evaluations/{{id}}/{part}", id=id)
    call("GET", "/v1/evaluations/{id}/comparison?before=" + id, id=id)
    call("POST", "/v1/evaluations/{id}/stop", id=id)
    log = "客服回复,渠道,顾客消息\n退不了,tmall,面霜有异味\n".encode()
    held = call("PUT", "/v1/evaluations/logs?name=week.csv", content=log)["log"]
    call("PUT", "/v1/evaluations/logs?name=week.pdf", content=b"%PDF")
    call("POST", "/v1/evaluations/logs/{log}", body={"fields": {"reply": "没有"}}, log=held)
    call("POST", "/v1/evaluations/logs/{log}", body={"fields": {}}, log=held)
    exam = call("POST", "/v1/exams", body={"title": "考核", "questions": 4, "people": ["小美"]})
    call("POST", "/v1/exams", body={"title": "走访", "kind": "visit", "questions": 2, "people": ["小美"]})
    token = exam["people"][0]["path"].rsplit("/", 1)[1]
    call("POST", "/v1/sheets/{token}", body={"answers": {"q1": "A"}}, token=token)
    call("POST", "/v1/sheets/{token}", body={"answers": {}}, token=token)
    call("GET", "/v1/exams/{id}", id=exam["id"])
    call("GET", "/v1/gates/{kind}", kind="replies")
    call("PUT", "/v1/gates/{kind}", kind="replies", body={"text": "measures: {}"})
    call("PUT", "/v1/gates/{kind}", kind="replies", body={"text": ""})


def _operators(call: Caller) -> None:
    call("POST", "/v1/cases/forget", body={"customer": "c-1"})
    key = call("POST", "/v1/keys", body={"name": "helpdesk", "role": "agent", "channel": "tmall"})["id"]
    call("DELETE", "/v1/keys/{id}", id=key)
    call("GET", "/v1/keys")
    call("POST", "/v1/sessions/end", body={"person": "liping"})
    call("GET", "/healthz")
    call("GET", "/metrics")
    call("GET", "/readyz")
    call("GET", "/v1/status")
    write_policies(call.served.base, BROKEN)
    call.served.live.renew()
    call("GET", "/readyz")


def closed(schema: Any) -> Any:
    """Return a schema in which no object holds a key that it does not describe."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: closed(value) for key, value in schema.items()}
    if "properties" in found and isinstance(found.get("type"), str):
        found.setdefault("additionalProperties", False)
    return found


def faults(described: Any, exchange: Exchange) -> list[str]:
    """Return what an answer says that its description does not."""
    method, path, response = exchange
    content = described["paths"][path][method]["responses"][str(response.status_code)].get("content", {})
    kind = response.headers.get("content-type", "").split(";")[0]
    if kind not in ("application/json", PROBLEM):
        return []
    schema = {**closed(content[kind]["schema"]), "components": closed(described["components"])}
    validator = jsonschema_rs.validator_for(schema)
    return [
        f"{method} {path} {error.instance_path}: {error.message}" for error in validator.iter_errors(response.json())
    ]


def test_every_key_that_is_sent_is_described(exchanges: tuple[list[Exchange], Any]):
    made, described = exchanges

    assert [fault for exchange in made for fault in faults(described, exchange)] == []


def test_every_call_was_made(exchanges: tuple[list[Exchange], Any]):
    made, described = exchanges

    calls = {(method, path) for path, methods in described["paths"].items() for method in methods}
    assert calls - {(method, path) for method, path, response in made if response.status_code < 400} == set()


def test_a_key_that_is_not_described_is_told(serve: Serve):
    served = serve()
    described = served.client.get("/openapi.json").json()
    response = served.client.get("/healthz")
    del described["components"]["schemas"]["Health"]["properties"]["version"]

    (fault,) = faults(described, ("get", "/healthz", response))

    assert "version" in fault
