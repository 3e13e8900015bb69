"""The schema for editors knows the base that it was made of."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from ruamel.yaml import YAML

from knowledge.loading.load import load
from knowledge.loading.schema import schema

BASE = Path(__file__).parents[2] / "knowledge" / "base"


@pytest.fixture(scope="module")
def validator() -> Any:
    return jsonschema_rs.validator_for(schema(load(BASE).vocabulary))


def as_editors_read(text: str) -> Any:
    return _plain(YAML(typ="safe", pure=True).load(StringIO(text)))


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(key).lower() if isinstance(key, bool) else str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return data.isoformat() if isinstance(data, date) else data


@pytest.mark.parametrize("path", sorted(BASE.rglob("*.yaml")), ids=lambda path: path.relative_to(BASE).as_posix())
def test_every_file_of_the_embedded_base_meets_the_schema(validator: Any, path: Path):
    faults = [
        f"{'.'.join(map(str, fault.instance_path))}: {fault.message}"
        for fault in validator.iter_errors(as_editors_read(path.read_text("utf-8")))
    ]

    assert faults == []


POLICY = "policies: {a: {title: 一, when: {%s}, decide: {%s}, say: {default: 好}}}"


@pytest.mark.parametrize(
    "when, decide",
    [
        ("issue: quality", "return: allowed"),
        ("issue: [quality, expired]", "respond_within: 48h"),
        ("issue: {not: quality}, seal_broken: false", "return: refused"),
        ('days_since_receipt: "<=7"', "resend: yes"),
        ("days_since_receipt: 8..30", "resend: no"),
        ("days_since_receipt: 7", "escalate: none"),
        ("any: [{has_photo: true}, {days_since_receipt: '> 7'}]", "return: allowed"),
        ("", "return: allowed"),
    ],
)
def test_what_the_format_allows_the_schema_allows(validator: Any, when: str, decide: str):
    assert validator.is_valid(as_editors_read(POLICY % (when, decide)))


@pytest.mark.parametrize(
    "text",
    [
        POLICY % ("isue: quality", "return: allowed"),
        POLICY % ("issue: qualty", "return: allowed"),
        POLICY % ("issue: []", "return: allowed"),
        POLICY % ("days_since_receipt: 8..", "return: allowed"),
        POLICY % ("days_since_receipt: 2000", "return: allowed"),
        POLICY % ("any: [{any: [{issue: quality}]}]", "return: allowed"),
        POLICY % ("issue: quality", "retrun: allowed"),
        POLICY % ("issue: quality", "return: perhaps"),
        POLICY % ("issue: quality", "respond_within: soon"),
        "policies: {Bad Id: {title: 一, when: {}}}",
        "policies: {a: {title: 一}}",
        "policies: {a: {title: 一, when: {}, channels: [tmal]}}",
        "policies: {a: {title: 一, when: {}, say: {default: 好, tmal: 好}}}",
        "policies: {a: {title: 一, when: {}, colour: red}}",
        "policys: {}",
        "format: 2",
    ],
)
def test_what_the_format_refuses_in_one_file_the_schema_refuses(validator: Any, text: str):
    assert not validator.is_valid(as_editors_read(text))


def test_every_key_of_a_policy_is_explained_in_chinese(validator: Any):
    told = schema(load(BASE).vocabulary)
    (policy,) = told["properties"]["policies"]["patternProperties"].values()

    unexplained = [name for name, inner in policy["properties"].items() if not inner.get("description", "").strip()]

    assert unexplained == []
