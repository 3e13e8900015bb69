"""The calls: their answers, their errors and their limits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.service.conftest import Serve, Served
from tests.service.small import CONFLICTED, write_base

UNKNOWN = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def problem_of(response: Any) -> tuple[int, str, list[tuple[str, str, str]]]:
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    return response.status_code, body["type"], [(one["field"], one["found"], one["mend"]) for one in body["errors"]]


def test_a_suggestion_comes_with_the_facts_the_decision_the_source_and_a_record(served: Served):
    answer = served.ask("面霜有异味，能退不？", channel="douyin")

    assert answer["facts"]["issue"] == {"value": "quality", "from": "text", "span": [3, 5]}
    (suggestion,) = answer["suggestions"]
    assert (suggestion["id"], suggestion["reply"]) == ("quality-return", "抱歉亲，质量问题能退，运费我们出。")
    assert suggestion["decision"] == {"return": "allowed", "return_shipping": "brand", "respond_within": "48h"}
    assert suggestion["source"] == {"file": "policies.yaml", "line": 2}
    assert suggestion["overdue"] is True
    assert (len(answer["record"]), answer["snapshot"]) == (26, served.live.view.assistant.snapshot)


def test_a_fact_given_as_null_is_absent_whatever_the_text_says_and_assumed_where_the_base_assumes_it(served: Served):
    answer = served.ask("面霜有异味", facts={"issue": None, "custom_made": None})

    assert answer["facts"] == {"custom_made": {"value": False, "from": "assumed"}}


def test_a_fact_that_is_not_there_cannot_be_unknown_either(served: Served):
    response = served.client.post("/v1/replies/check", json={"reply": "退不了", "facts": {"isue": None}})

    assert problem_of(response)[2] == [("facts.isue", "there is no fact 'isue'", "did you mean 'issue'?")]


def test_what_is_open_is_asked_for(served: Served):
    answer = served.ask("不喜欢，想退")

    assert [ask["fact"] for ask in answer["ask"]] == ["days_since_receipt", "seal_broken"]
    assert answer["suggestions"][0]["open"] == ["return", "return_shipping"]


def test_a_question_without_answer_gets_an_empty_list(served: Served):
    assert served.ask("今天天气怎么样")["suggestions"] == []


@pytest.mark.parametrize(
    "body, faults",
    [
        ({}, [("text", "it is missing", "send 'text'")]),
        ({"text": "a", "chanel": "tmall"}, [("chanel", "unknown key", "did you mean 'channel'?")]),
        ({"text": "a", "channel": "tmal"}, [("channel", "there is no channel 'tmal'", "did you mean 'tmall'?")]),
        ({"text": "a", "facts": {"isue": "x"}}, [("facts.isue", "there is no fact 'isue'", "did you mean 'issue'?")]),
        (
            {"text": "a", "facts": {"issue": "qualty", "days_since_receipt": 2000}},
            [
                ("facts.issue", "'qualty' is no value of it", "did you mean 'quality'?"),
                ("facts.days_since_receipt", "'2000' lies outside 0..1095", "write a number from 0 to 1095"),
            ],
        ),
        ({"text": "字" * 4001}, [("text", "longer than 4000 characters", "shorten it")]),
        ({"text": "a", "limit": 0}, [("limit", "0 is out of range", "send at least 1")]),
        (
            {"text": "a", "conversation": [{"role": "customer", "text": "b"}] * 41},
            [("conversation", "more than 40 of them", "send fewer")],
        ),
        (
            {"text": "a", "conversation": [{"role": "boss", "text": "b"}]},
            [("conversation.0.role", "'boss' is none of its values", "send 'customer' or 'agent'")],
        ),
        ({"text": 5}, [("text", "'5' does not fit", "send text")]),
        ({"text": "a", "continues": "x"}, [("continues", "'x' is no id", "send an id as this service gave it")]),
    ],
    ids=lambda value: json.dumps(value, ensure_ascii=False)[:40] if isinstance(value, dict) else "",
)
def test_a_call_that_cannot_be_taken_names_each_field_what_was_found_and_the_mend(
    served: Served, body: Any, faults: Any
):
    response = served.client.post("/v1/suggestions", json=body)

    assert problem_of(response) == (422, "urn:yizhi:problem:invalid-request", faults)


@pytest.mark.parametrize(
    "raw, status",
    [
        (b"{", 422),
        (b'{"text": "\xff"}', 400),
        (b"[]", 422),
        (b"", 422),
        (b"[" * 20_000, 400),
        (b'{"text": ' + b"9" * 5000 + b"}", 400),
    ],
    ids=["cut off", "not UTF-8", "a list", "empty", "nested deep", "a number of 5000 digits"],
)
def test_a_body_that_is_no_json_object_is_a_problem_document(served: Served, raw: bytes, status: int):
    response = served.client.post("/v1/suggestions", content=raw, headers={"content-type": "application/json"})

    assert problem_of(response)[0] == status


@pytest.mark.parametrize("text", ["\\u0000不喜欢", "\\ud800不喜欢", "不喜欢\\udfff", "💔不喜欢", "\\u202e不喜欢"])
def test_odd_characters_are_answered_and_spans_still_count_the_text_as_sent(served: Served, text: str):
    raw = f'{{"text": "{text}"}}'.encode()

    answer = served.client.post("/v1/suggestions", content=raw, headers={"content-type": "application/json"}).json()

    start, end = answer["facts"]["issue"]["span"]
    assert json.loads(f'"{text}"')[start:end] == "不喜欢"
    assert len(answer["record"]) == 26


@pytest.mark.parametrize("is_declared", [True, False], ids=["declared", "in pieces"])
def test_a_body_over_the_limit_is_refused_before_it_is_read_whole(serve: Serve, is_declared: bool):
    client = serve(max_body_bytes=1024).client
    body = json.dumps({"text": "a" * 2000}).encode()

    def pieces() -> Any:
        yield body[:1000]
        yield body[1000:]

    response = client.post("/v1/suggestions", content=body if is_declared else pieces())

    assert problem_of(response)[:2] == (413, "urn:yizhi:problem:too-large")


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1.example.com", "", "10.0.0.1:8000"])
def test_a_call_under_a_foreign_host_name_is_refused(served: Served, host: str):
    assert problem_of(served.client.get("/readyz", headers={"host": host}))[0] == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "[::1]:8000", "LOCALHOST"])
def test_a_call_under_this_machines_names_is_answered(served: Served, host: str):
    assert served.client.get("/healthz", headers={"host": host}).status_code == 200


def test_a_page_of_another_origin_changes_nothing(served: Served):
    response = served.client.post("/v1/suggestions", json={"text": "不喜欢"}, headers={"origin": "http://evil.example"})

    assert problem_of(response)[:2] == (403, "urn:yizhi:problem:wrong-origin")
    assert served.client.get("/v1/gaps").json()["looked_at"] == 0


def test_the_services_own_page_may_send(served: Served):
    response = served.client.post(
        "/v1/suggestions", json={"text": "不喜欢"}, headers={"origin": "http://127.0.0.1:8000"}
    )

    assert response.status_code == 200


def test_every_answer_forbids_foreign_scripts_and_frames(served: Served):
    headers = served.client.get("/").headers

    assert "script-src 'self';" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "path, status", [("/nowhere", 404), ("/v1/suggestions", 405), ("/v1/entries/policy/qualty-return", 404)]
)
def test_what_is_not_there_is_a_problem_document(served: Served, path: str, status: int):
    assert problem_of(served.client.get(path))[0] == status


def test_decide_answers_as_the_command_does(served: Served):
    body = {"channel": "tmall", "facts": {"issue": "no_reason", "days_since_receipt": 3}, "on": "2026-11-21"}

    assert served.client.post("/v1/decide", json=body).json() == {
        "decided": {},
        "open": ["return", "return_shipping"],
        "contested": [],
        "ask": [{"fact": "seal_broken", "question": "请问内层封口拆开了吗？"}],
        "policies": {},
        "assumed": {},
    }


def test_a_reply_that_contradicts_is_told_with_its_span(served: Served):
    body = {"reply": "亲，退不了哦", "facts": {"issue": "quality"}}

    answer = served.client.post("/v1/replies/check", json=body).json()

    assert (answer["verdict"], answer["findings"][0]["span"]) == ("contradicts", [2, 5])


def test_feedback_names_an_entry_that_the_record_offered(served: Served):
    record = served.ask("有异味")["record"]
    path = f"/v1/suggestions/{record}/feedback"

    kept = served.client.post(path, json={"action": "copied", "kind": "policy", "id": "quality-return"})
    foreign = served.client.post(path, json={"action": "copied", "kind": "policy", "id": "no-reason"})
    unknown = served.client.post(f"/v1/suggestions/{UNKNOWN}/feedback", json={"action": "copied"})

    assert (kept.status_code, kept.json()["record"]) == (201, record)
    assert problem_of(foreign) == (
        422,
        "urn:yizhi:problem:invalid-request",
        [("id", "the record offered no such entry", "it offered quality-return")],
    )
    assert problem_of(unknown)[:2] == (404, "urn:yizhi:problem:not-found")


def test_a_message_is_one_record_while_it_is_typed_and_a_new_one_after_it_was_used(served: Served):
    first = served.ask("不喜")["record"]
    same = served.ask("不喜欢", continues=first)["record"]
    served.client.post(f"/v1/suggestions/{same}/feedback", json={"action": "copied"})
    later = served.ask("不喜欢，想退", continues=same)["record"]

    assert same == first
    assert later != first
    assert served.client.get("/v1/gaps").json() == {"gaps": [], "looked_at": 0}


def test_gaps_group_near_questions_masked(served: Served):
    for text in ("你们招代理吗", "你们还招代理吗", "请问你们招代理吗，我电话13812345678", "几点直播"):
        served.ask(text, channel="tmall")

    gaps = served.client.get("/v1/gaps").json()["gaps"]

    assert [(gap["question"], gap["count"], gap["channels"]) for gap in gaps] == [
        ("你们招代理吗", 3, {"tmall": 3}),
        ("几点直播", 1, {"tmall": 1}),
    ]
    assert "请问你们招代理吗，我电话〔电话〕" in gaps[0]["questions"]


def test_entries_are_listed_searched_and_shown(served: Served):
    get = served.client.get

    found = get("/v1/entries", params={"q": "質量 退換", "kind": "policy"}).json()
    overdue = get("/v1/entries", params={"overdue": "true"}).json()
    one = get("/v1/entries/policy/quality-return").json()

    assert (
        found
        == overdue
        == {
            "entries": [
                {
                    "kind": "policy",
                    "id": "quality-return",
                    "title": "质量问题退换货",
                    "channels": None,
                    "asks": 3,
                    "expires": "2026-02-01",
                    "source": {"file": "policies.yaml", "line": 2},
                }
            ],
            "total": 1,
        }
    )
    assert one["entry"]["when"] == {"issue": "quality"}
    assert problem_of(get("/v1/entries", params={"kind": "polcy"}))[0] == 422


def test_the_vocabulary_names_what_the_page_shows(served: Served):
    words = served.client.get("/v1/base").json()

    assert words["outcomes"]["return"]["labels"] == {"refused": "不可退", "allowed": "可退"}
    assert words["facts"]["days_since_receipt"] == {
        "name": "签收天数",
        "type": "integer",
        "ask": "请问您是哪一天签收的呢？",
        "subject": False,
        "assume": None,
        "min": 0,
        "max": 1095,
        "unit": "day",
    }
    assert [channel["id"] for channel in words["channels"]] == ["tmall", "douyin", "store"]


def test_an_open_conflict_marks_the_suggestion_and_a_dismissed_one_does_not(serve: Serve, tmp_path: Path):
    served = serve(base=write_base(tmp_path / "base", CONFLICTED))
    (found,) = [one for one in served.client.get("/v1/conflicts").json()["conflicts"] if one["kind"] == "outcome"]
    path = f"/v1/conflicts/{found['id']}"
    marked = first(served, "no-reason")

    answer = served.client.post(f"{path}/dismiss", json={"because": "月底统一改，找13812345678"})

    others = [one["id"] for one in marked["conflicts"] if one["id"] != found["id"]]
    assert (marked["confidence"], len(others)) == ("medium", len(marked["conflicts"]) - 1)
    assert (answer.json()["state"], answer.json()["dismissed"]["because"]) == ("dismissed", "月底统一改，找〔电话〕")
    assert [one["id"] for one in first(served, "no-reason")["conflicts"]] == others
    for other in others:
        served.client.post(f"/v1/conflicts/{other}/dismiss")
    freed = first(served, "no-reason")
    assert freed["conflicts"] == []
    assert found["id"] not in {
        one["id"] for one in served.client.get("/v1/conflicts", params={"state": "open"}).json()["conflicts"]
    }
    assert served.client.get(path).json()["message"] == found["message"]
    assert problem_of(served.client.get("/v1/conflicts/c2"))[0] == 404


def first(served: Served, id: str) -> dict[str, Any]:
    """Ask for a return without a reason of which days and seal are known, and return the suggestion of a policy."""
    answer = served.ask("没拆封不喜欢可以退吗", facts={"days_since_receipt": 3, "seal_broken": False})
    return next(one for one in answer["suggestions"] if one["id"] == id)


def test_the_figures_count_calls_and_suggestions_and_hold_no_text(served: Served):
    confidence = served.ask("有异味 13812345678")["suggestions"][0]["confidence"]
    served.client.get("/v1/entries/policy/secret-words")

    text = served.client.get("/metrics").text

    samples = {
        (one.name, *sorted(one.labels.items())): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }
    assert samples["yizhi_suggestions_total", ("confidence", confidence)] == 1
    assert (
        samples["yizhi_request_seconds_count", ("method", "POST"), ("route", "/v1/suggestions"), ("status", "200")] == 1
    )
    assert (
        samples[
            "yizhi_request_seconds_count", ("method", "GET"), ("route", "/v1/entries/{kind}/{id}"), ("status", "404")
        ]
        == 1
    )
    assert ("secret" in text, "13812345678" in text, "有异味" in text) == (False, False, False)
