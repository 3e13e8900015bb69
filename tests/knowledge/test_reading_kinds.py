"""Kinds of sentences that are easily misread, each with cases and counter-cases."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.reading.facts.reader import FactReader
from tests.embedded import embedded_facts_reader
from tests.knowledge import said_and_meant

SATURDAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def embedded() -> FactReader:
    return embedded_facts_reader()


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        pytest.param(text, facts, id=f"{kind}-{row}")
        for kind, rows in said_and_meant.FACTS.items()
        for row, (text, facts) in enumerate(rows, 1)
    ],
)
def test_a_message_states_what_its_sentence_says(embedded: FactReader, text: str, facts: dict[str, object]):
    read = embedded.read(text, SATURDAY).facts

    assert {name: read[name].value if name in read else None for name in facts} == facts


@pytest.mark.parametrize(
    ("text", "those", "not_those"),
    [
        pytest.param(text, those, not_those, id=f"{kind}-{row}")
        for kind, rows in said_and_meant.ISSUES.items()
        for row, (text, those, not_those) in enumerate(rows, 1)
    ],
)
def test_the_words_of_an_issue_state_it_only_where_the_sentence_does(
    embedded: FactReader, text: str, those: set[str], not_those: set[str]
):
    found = embedded.read(text, SATURDAY).subject
    stated = {mention.value for mention in found if not (mention.is_denied or mention.is_wondered)}

    assert (those - stated, not_those & stated) == (set(), set())
