"""What the description of the API says a base's own names and values are."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.api.openapi_names import number_pattern
from tests.service.conftest import Served


@given(st.integers(-2000, 12000), st.integers(0, 12000), st.integers(-3000, 30000))
def test_the_pattern_of_numbers_is_that_of_those_between_the_bounds(low: int, more: int, number: int):
    assert (re.search(number_pattern(low, low + more), str(number)) is not None) == (low <= number <= low + more)


@pytest.mark.parametrize("model", ["SuggestionsBody", "ReplyBody", "DecideBody"])
def test_channels_and_facts_of_the_base_that_answers_are_told(served: Served, model: str):
    told: dict[str, Any] = served.client.get("/openapi.json").json()

    fields = told["components"]["schemas"][model]["properties"]
    may_be_unknown = [] if model == "DecideBody" else [{"type": "null"}]
    assert fields["channel"]["anyOf"] == [{"type": "string", "enum": ["tmall", "douyin", "store"]}, {"type": "null"}]
    assert fields["facts"]["additionalProperties"] is False
    assert {key: one["anyOf"] for key, one in fields["facts"]["properties"].items()} == {
        "issue": [{"type": "string", "enum": ["quality", "no_reason"]}, *may_be_unknown],
        "days_since_receipt": [
            {"type": "integer", "minimum": 0, "maximum": 1095},
            {"type": "string", "pattern": number_pattern(0, 1095)},
            *may_be_unknown,
        ],
        **{
            name: [{"type": "boolean"}, {"type": "string", "enum": ["true", "false"]}, *may_be_unknown]
            for name in ("seal_broken", "custom_made")
        },
    }
    assert "x-names" not in str(told)
