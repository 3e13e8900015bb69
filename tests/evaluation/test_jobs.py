"""Evaluations through the service: started, followed, refused, and kept over a restart."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.settings import Settings
from tests.evaluation.made import NONE, QUALITY, question, settings_of, write_suite
from tests.fakes import HashEncoder
from tests.indexes import Indexes

LINES = [question("a", "面霜变质了还能退吗", QUALITY), question("n", "今天天气怎么样", NONE)]
WAIT_S = 120.0


@pytest.fixture
def settings(tmp_path: Path, indexes: Indexes) -> Settings:
    settings = settings_of(tmp_path).model_copy(update={"watch": False})
    indexes.lend(settings, HashEncoder())
    (settings.data / "suites").mkdir(parents=True)
    write_suite(settings.data / "suites" / "mine.jsonl", LINES)
    write_suite(settings.data / "suites" / "broken.jsonl", [{"id": "x"}])
    return settings


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings, HashEncoder()), base_url="http://127.0.0.1") as client:
        yield client


def done(client: TestClient, id: str) -> dict[str, Any]:
    """Follow an evaluation to its end."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        state: dict[str, Any] = client.get(f"/v1/evaluations/{id}").json()
        if state["state"] in ("done", "failed"):
            return state
        time.sleep(0.02)
    raise AssertionError(f"the evaluation did not end in {WAIT_S} s: {state}")


def test_an_evaluation_runs_in_the_background_and_gives_figures_with_conditions(client: TestClient):
    started = client.post("/v1/evaluations", json={"kind": "retrieval", "suite": "mine"})

    assert started.status_code == 202
    id = started.json()["id"]
    assert started.headers["Location"] == f"/v1/evaluations/{id}"
    state = done(client, id)
    assert (state["state"], state["progress"]["share"]) == ("done", 1.0)
    assert state["conditions"]["suite"] == "mine.jsonl"
    assert {one["name"] for one in state["measures"]} >= {"recall@1", "silence"}
    report = client.get(f"/v1/evaluations/{id}/report")
    assert report.headers["Content-Disposition"].startswith("attachment")
    assert "找得准不准" in report.text


def test_sent_replies_are_judged_and_never_written(client: TestClient, settings: Settings):
    sent = {
        "reply": "亲，退不了哦",
        "channel": "jd",
        "asked": "面霜变质了，电话13812345678",
        "facts": {"issue": "quality"},
    }

    state = done(client, client.post("/v1/evaluations", json={"kind": "replies", "replies": [sent]}).json()["id"])

    assert [(one["name"], one["value"]) for one in state["measures"][:1]] == [("contradictions", 1.0)]
    kept = "".join(path.read_text("utf-8") for path in (settings.data / "evaluations").rglob("*.*"))
    assert "13812345678" not in kept


def test_consistency_runs_too(client: TestClient):
    state = done(client, client.post("/v1/evaluations", json={"kind": "consistency", "suite": "mine"}).json()["id"])

    assert next(one["value"] for one in state["measures"] if one["name"] == "same_decision") == 1.0


@pytest.mark.parametrize(
    "body, field",
    [
        ({"kind": "retrieval", "suite": "mnie"}, "suite"),
        ({"kind": "retrieval", "suite": "../../etc/passwd"}, "suite"),
        ({"kind": "replies"}, "replies"),
        ({"kind": "magic"}, "kind"),
        ({"kind": "replies", "replies": [{"replay": "x"}]}, "replies.0.replay"),
    ],
)
def test_what_cannot_run_is_refused_before_it_starts(client: TestClient, body: dict[str, Any], field: str):
    answer = client.post("/v1/evaluations", json=body)

    assert answer.status_code == (404 if field == "suite" else 422)
    assert field in {one["field"] for one in answer.json()["errors"]}


def test_a_suite_with_faults_fails_and_says_why(client: TestClient):
    state = done(client, client.post("/v1/evaluations", json={"kind": "retrieval", "suite": "broken"}).json()["id"])

    assert state["state"] == "failed"
    assert state["fault"].startswith("broken.jsonl:1:")


def test_an_unknown_evaluation_is_missing(client: TestClient):
    for path in ("/v1/evaluations/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/v1/evaluations/01ARZ3NDEKTSV4RRFFQ69G5FAV/report"):
        assert client.get(path).status_code == 404


def test_what_was_found_outlives_the_process(settings: Settings):
    with TestClient(create_app(settings, HashEncoder()), base_url="http://127.0.0.1") as client:
        id = client.post("/v1/evaluations", json={"kind": "retrieval", "suite": "mine"}).json()["id"]
        before = done(client, id)

    with TestClient(create_app(settings, HashEncoder()), base_url="http://127.0.0.1") as client:
        assert client.get(f"/v1/evaluations/{id}").json() == before
        assert [one["id"] for one in client.get("/v1/evaluations").json()["evaluations"]] == [id]
