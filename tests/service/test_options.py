"""What the options of commands are read into."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.loading.load import load
from knowledge.model.base import Base
from service.cli.options import UsageFault, read_given, read_known
from tests.service.small import write_base


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return load(write_base(tmp_path)).require()


def test_facts_are_typed_and_one_without_a_value_is_unknown(base: Base):
    given = ["issue=quality", "days_since_receipt=9", "seal_broken="]

    assert read_given(given, base) == {"issue": "quality", "days_since_receipt": 9, "seal_broken": None}
    assert read_known(given, base) == {"issue": "quality", "days_since_receipt": 9}


@pytest.mark.parametrize(
    "text, told",
    [
        ("seal_broken", "--fact 'seal_broken' has no value: write --fact seal_broken=VALUE"),
        ("seal_brokn=", "--fact seal_brokn=: there is no fact 'seal_brokn'; did you mean 'seal_broken'?"),
        ("seal_broken=ja", "--fact seal_broken=ja: 'ja' is neither true nor false; write true or false"),
    ],
)
def test_a_fact_that_cannot_be_read_says_why(base: Base, text: str, told: str):
    with pytest.raises(UsageFault) as fault:
        read_given([text], base)

    assert str(fault.value) == told
