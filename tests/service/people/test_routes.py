"""Every route of the app with every role and with none: let through or refused as the one table says."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

from evaluation.jobs import runner
from service.app import create_app
from service.people.roles import INCLUDES, Role
from service.people.routes import ANYONE, Least, least_role, rows
from tests.service.people.conftest import Company
from tests.service.small import light, settings

HOLES = {"kind": "policy", "id": "no-such", "path": "icon.svg", "token": "x" * 20}
ROWS = tuple(rows())


def address(path: str) -> str:
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda hole: HOLES.get(hole[1], "01J00000000000000000000000"), path)


def test_the_table_holds_every_route_of_the_app_and_no_other(tmp_path):
    app = create_app(settings(tmp_path), light(), make_evaluations=runner)

    declared = set()
    for route in iter_route_contexts(app.routes):
        if isinstance(route, Mount) or not getattr(route, "methods", None):
            declared.add(("GET", f"{route.path}/{{path:path}}"))
        else:
            declared |= {(method, route.path) for method in route.methods if method != "HEAD"}

    assert declared == {(method, path) for method, path, _ in ROWS}
    assert len(ROWS) == len({(method, path) for method, path, _ in ROWS})


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "nobody")
@pytest.mark.parametrize("method, path, least", ROWS, ids=[f"{method} {path}" for method, path, _ in ROWS])
def test_a_route_lets_through_whom_the_table_names(
    company: Company, method: str, path: str, least: Least, role: Role | None
):
    response = company.call(role, method, address(path), content=b"{", headers={"content-type": "application/json"})

    code = response.json().get("type", "") if "json" in response.headers.get("content-type", "") else ""
    is_let_through = least == ANYONE or (role is not None and bool(INCLUDES[role] & least))
    expected = "" if is_let_through else ("urn:yizhi:problem:wrong-role" if role else "urn:yizhi:problem:sign-in")
    refused = code if code.endswith((":wrong-role", ":sign-in")) else ""
    assert refused == expected, response.text[:300]
    assert response.status_code < 500 or response.status_code == 503
    assert is_let_through or response.status_code == (403 if role else 401)


def test_what_the_table_does_not_know_is_not_there_for_anyone(company: Company):
    assert least_role("GET", "/v1/keys/") is None
    assert company.call(None, "GET", "/v1/nothing").status_code == 401
    assert [company.call(role, "GET", "/v1/nothing").status_code for role in Role] == [404] * len(Role)
    assert company.call(Role.QA, "PATCH", "/v1/entries/policy/no-reason").status_code == 404


def test_a_head_call_asks_for_what_a_get_call_does(company: Company):
    assert company.call(Role.AGENT, "HEAD", "/v1/gaps").status_code == 403
    assert company.call(None, "HEAD", "/openapi.json").status_code == 401


@pytest.mark.parametrize("path", ["/v1//keys", "/V1/keys", "/v1/keys/", "//v1/keys", "/v1/./keys", "/v1/%6Beys"])
def test_no_other_way_of_writing_a_path_goes_round_the_table(company: Company, path: str):
    response = company.call(Role.AGENT, "GET", path)

    assert response.status_code in (403, 404)
    assert "yz_" not in response.text
