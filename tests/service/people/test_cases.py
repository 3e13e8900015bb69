"""One case on every channel: given online, offered in the store, applied once confirmed, forgotten by name or with time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from service.store.tables import shared_facts
from tests.service.conftest import Serve, Served

NOW = datetime(2026, 11, 30, 4, tzinfo=UTC)


def known(answer: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {one["fact"]: (one["value"], one["channel"]) for one in answer["known"]}


def at(served: Served, moment: datetime) -> None:
    served.client.app.state.context.now = lambda: moment  # type: ignore[attr-defined]


def test_facts_given_online_are_offered_in_the_store_and_hold_once_confirmed(serve: Serve):
    served = serve(shared_facts_days=30)
    facts = {"issue": "no_reason", "days_since_receipt": 3, "seal_broken": True}
    at(served, NOW)
    given = served.ask("不喜欢", channel="douyin", facts=facts, customer="c-1024")

    at(served, NOW + timedelta(days=2))
    offered = served.ask("在吗", channel="store", customer=" c-1024 ")
    other = served.ask("在吗", channel="store", customer="c-1025")
    as_order = served.ask("在吗", channel="store", order="c-1024")
    stated = served.ask("五天前收到的，不喜欢", channel="store", customer="c-1024")
    confirmed = served.ask("在吗", channel="store", facts={"seal_broken": True}, customer="c-1024")
    wrong = served.ask("在吗", channel="tmall", facts={"issue": None}, customer="c-1024")
    after = served.ask("在吗", channel="tmall", customer="c-1024")

    assert known(given) == {}
    assert known(offered) == {
        "issue": ("no_reason", "douyin"),
        "days_since_receipt": (5, "douyin"),
        "seal_broken": (True, "douyin"),
    }
    assert offered["facts"].keys().isdisjoint({"days_since_receipt", "seal_broken"})
    assert (known(other), known(as_order)) == ({}, {})
    assert stated["facts"]["days_since_receipt"]["value"] == 5
    assert known(stated).keys().isdisjoint({"days_since_receipt", "issue"})
    assert confirmed["facts"]["seal_broken"] == {"value": True, "from": "given"}
    assert "issue" not in known(wrong)
    assert known(after) == {"days_since_receipt": (5, "douyin"), "seal_broken": (True, "store")}

    client = served.client
    kept = str([tuple(row) for row in client.app.state.context.store.connect().execute(select(shared_facts))])  # type: ignore[attr-defined]
    assert "c-1024" not in kept
    assert "不喜欢" not in kept
    assert client.post("/v1/cases/forget", json={"customer": "c-1024"}).json() == {"forgotten": 2}
    assert known(served.ask("在吗", channel="tmall", customer="c-1024")) == {}
    assert client.post("/v1/cases/forget", json={}).status_code == 422


def test_facts_go_with_time_and_none_are_kept_unless_it_is_asked_for(serve: Serve):
    served = serve(shared_facts_days=7)
    at(served, NOW)
    served.ask("不喜欢", channel="douyin", facts={"issue": "no_reason"}, order="A-7")
    at(served, NOW + timedelta(days=8))
    assert known(served.ask("在吗", channel="store", order="A-7")) == {}

    plain = serve(data=served.base / "elsewhere")
    plain.ask("不喜欢", channel="douyin", facts={"issue": "no_reason"}, order="A-7")
    assert "known" not in plain.ask("在吗", channel="store", order="A-7")
