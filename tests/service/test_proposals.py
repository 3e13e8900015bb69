"""Changes that a second person looks at: proposed, never served before somebody else has accepted them."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import Request

from service.api.actors import find_actor
from service.store.audit import trail
from tests.service.conftest import Serve, Served
from tests.service.small import POLICIES
from tests.service.test_api import problem_of
from tests.service.test_editing import PATH, policies, put, read

WANTED = "七天内退货"


@pytest.fixture
def reviewed(serve: Serve) -> Served:
    """Return a service where the header `x-person` says who calls."""
    served = serve(review_edits=True)
    app: Any = served.client.app
    app.dependency_overrides[find_actor] = _named
    return served


def _named(request: Request) -> str:
    return request.headers.get("x-person", "a")


def post(served: Served, path: str, body: Any = None, person: str = "a") -> Any:
    return served.client.post(f"/v1/proposals{path}", json=body, headers={"x-person": person})


def proposed(served: Served, person: str = "a", **more: Any) -> Any:
    entry, etag = read(served)
    body = {"kind": "policy", "id": "no-reason", "etag": etag.strip('"'), "entry": {**entry, "title": WANTED}}
    return post(served, "", {**body, **more}, person)


def test_a_change_is_served_once_somebody_else_has_accepted_it(reviewed: Served):
    direct = put(reviewed, read(reviewed)[0], if_match=read(reviewed)[1])
    made = proposed(reviewed, note="和门店统一").json()
    stood = policies(reviewed)
    own = post(reviewed, f"/{made['id']}/accept")
    answer = post(reviewed, f"/{made['id']}/accept", person="b").json()
    again = post(reviewed, f"/{made['id']}/accept", person="b")

    assert problem_of(direct)[:2] == (403, "urn:yizhi:problem:needs-review")
    assert (made["state"], made["author"], made["note"], stood) == ("proposed", "a", "和门店统一", POLICIES)
    assert problem_of(own)[:2] == (403, "urn:yizhi:problem:own-proposal")
    assert (answer["proposal"]["state"], answer["proposal"]["decided_by"]) == ("accepted", "b")
    assert (answer["written"]["title"], answer["written"]["served"]) == (WANTED, True)
    assert policies(reviewed) == POLICIES.replace("title: 七天无理由退货", f"title: {WANTED}")
    assert problem_of(again)[:2] == (409, "urn:yizhi:problem:decided")
    acts = trail(reviewed.client.app.state.context.store, limit=5)  # type: ignore[attr-defined]
    assert [(one.actor, one.action) for one in reversed(acts)] == [
        ("a", "change proposed"),
        ("b", "change accepted"),
        ("a", "entry changed"),
    ]


def test_a_change_is_refused_with_a_reason_or_withdrawn_by_its_author(reviewed: Served):
    first, second = proposed(reviewed).json()["id"], proposed(reviewed).json()["id"]

    silent = post(reviewed, f"/{first}/refuse", {"because": ""}, "b")
    refused = post(reviewed, f"/{first}/refuse", {"because": "运费没写"}, "b").json()
    not_theirs = post(reviewed, f"/{second}/withdraw", person="b")
    withdrawn = post(reviewed, f"/{second}/withdraw").json()

    assert silent.status_code == 422
    assert (refused["state"], refused["because"], refused["decided_by"]) == ("refused", "运费没写", "b")
    assert problem_of(not_theirs)[:2] == (403, "urn:yizhi:problem:not-yours")
    assert withdrawn["state"] == "withdrawn"
    listed = [reviewed.client.get(f"/v1/proposals?state={one}").json()["proposals"] for one in ("proposed", "decided")]
    assert ([one["id"] for one in listed[0]], [one["id"] for one in listed[1]]) == ([], [second, first])
    assert policies(reviewed) == POLICIES


def test_what_was_overtaken_or_has_errors_is_not_accepted_and_waits_on(reviewed: Served):
    first, second = proposed(reviewed).json()["id"], proposed(reviewed, person="c").json()["id"]

    faulty = proposed(reviewed, entry={"title": "空", "when": {"isue": "x"}})
    post(reviewed, f"/{first}/accept", person="b")
    late = post(reviewed, f"/{second}/accept", person="b")

    assert problem_of(faulty)[:2] == (422, "urn:yizhi:problem:base-with-errors")
    assert problem_of(late)[:2] == (412, "urn:yizhi:problem:changed")
    assert reviewed.client.get(f"/v1/proposals/{second}").json()["state"] == "proposed"


def test_a_change_below_a_statute_is_accepted_only_where_it_is_meant(reviewed: Served):
    path = PATH.replace("no-reason", "quality-return")
    entry, etag = read(reviewed, path)
    lower = {**entry, "decide": {**entry["decide"], "return": "refused"}}
    made = proposed(reviewed, id="quality-return", etag=etag.strip('"'), entry=lower).json()["id"]

    refused = post(reviewed, f"/{made}/accept", {"below_statute": False}, "b")
    meant = post(reviewed, f"/{made}/accept", {"below_statute": True}, "b")

    assert problem_of(refused)[:2] == (409, "urn:yizhi:problem:below-statute")
    assert meant.status_code == 200
