"""The description of the API is true: every call answers as `/openapi.json` says, whatever it is sent."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from service.app import create_app
from tests.service.conftest import Served, running
from tests.service.small import CONFLICTED, light, write_base
from tests.service.small import settings as settings_in

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
)

# what the bare schema cannot say, with the refusal whose own words do: the description of each call tells it
WHY = {
    "PUT /v1/entries/{kind}/{id}": "base-with-errors",  # an entry is held against the whole base
    "POST /v1/proposals": "base-with-errors",
    "PUT /v1/evaluations/logs": "invalid-request",  # of a file no schema says what is in it
    "PUT /v1/gates/{kind}": "invalid-request",  # YAML in a text
    "GET /v1/usage": "invalid-request",  # two days that are no period together
}
OF_WHAT_STANDS = (401, 403, 404, 409, 412, 428, 429, 503)  # what a call meets, whatever its body says


def valid_is_taken_or_told_why(_context: Any, response: Any, case: schemathesis.Case) -> None:
    """Fail where a body that fits its schema is refused for what the schema does not say."""
    if not case.meta or not case.meta.generation.mode.is_positive or response.status_code in OF_WHAT_STANDS:
        return
    code = response.json()["type"].rpartition(":")[2] if response.status_code >= 400 else None
    label = f"{case.operation.method.upper()} {case.operation.path}"
    assert code is None or code == WHY.get(label), response.text


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory):
    where = tmp_path_factory.mktemp("service")
    with running(
        create_app(settings_in(where, max_body_bytes=1 << 24, base=write_base(where / "base", CONFLICTED)), light())
    ) as address:
        yield schemathesis.openapi.from_url(f"{address}/openapi.json", timeout=60)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_call_answers_as_it_is_described(described: Any, mode: GenerationMode):
    for found in described.get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query or operation.path_parameters):
            continue

        @settings(
            max_examples=30, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def check(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=(*CHECKS, valid_is_taken_or_told_why), timeout=60)

        check()


def test_every_call_is_summed_up_in_chinese_and_english_and_every_body_has_an_example(served: Served):
    told = served.client.get("/openapi.json").json()

    calls = [(path, method, call) for path, methods in told["paths"].items() for method, call in methods.items()]
    unsummed = [
        (path, method) for path, method, call in calls if " / " not in call["summary"] or call["summary"].isascii()
    ]
    bodies = {
        name: body
        for name, body in told["components"]["schemas"].items()
        if name.endswith("Body") and name != "TurnBody"
    }
    assert unsummed == []
    assert [name for name, body in bodies.items() if not body.get("examples")] == []
    assert "HTTPValidationError" not in str(told)


def test_the_calls_of_agents_trainers_and_operators_are_described(served: Served):
    paths = served.client.get("/openapi.json").json()["paths"]

    described = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert described >= {
        "GET /healthz",
        "GET /metrics",
        "GET /readyz",
        "GET /v1/status",
        "GET /v1/base",
        "GET /v1/conflicts",
        "GET /v1/conflicts/{id}",
        "GET /v1/entries",
        "GET /v1/entries/{kind}/{id}",
        "GET /v1/gaps",
        "PUT /v1/entries/{kind}/{id}",
        "POST /v1/entries/preview",
        "POST /v1/conflicts/{id}/dismiss",
        "POST /v1/decide",
        "POST /v1/replies/check",
        "POST /v1/suggestions",
        "POST /v1/suggestions/{record}/feedback",
    }
