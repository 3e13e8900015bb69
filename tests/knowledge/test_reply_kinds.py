"""Whole replies judged against the embedded base, by the kind of what is hard to read in them."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml
from _pytest.mark.structures import ParameterSet

from knowledge.deciding.decide import Decider
from knowledge.deciding.verdict import judge
from knowledge.model.case import read_case
from knowledge.reading.claims.reader import ClaimsReader
from tests.embedded import embedded_claims_reader, embedded_decider

ON = date(2026, 11, 30)
TABLE = Path(__file__).parent / "reply_kinds.yaml"
WORDS: Mapping[str, tuple[str, object]] = {
    "whole": ("seal_broken", False),
    "open": ("seal_broken", True),
    "store": ("purchased_via", "store"),
    "online": ("purchased_via", "online"),
    "mild": ("severity", "mild"),
    "severe": ("severity", "severe"),
    "report": ("has_medical_report", True),
    "no-report": ("has_medical_report", False),
}


@cache
def decider() -> Decider:
    return embedded_decider()


@cache
def reader() -> ClaimsReader:
    return embedded_claims_reader()


def facts_of(text: str) -> dict[str, object]:
    facts: dict[str, object] = {}
    for word in text.split():
        if word in WORDS:
            name, value = WORDS[word]
            facts[name] = value
        elif word.startswith("paid"):
            facts["days_since_payment"] = int(word.removeprefix("paid"))
        elif word.endswith("d") and word[:-1].isdigit():
            facts["days_since_receipt"] = int(word[:-1])
        elif word != "-":
            facts["issue"] = word
    return facts


def rows() -> Iterator[ParameterSet]:
    for kind, lines in yaml.safe_load(TABLE.read_text(encoding="utf-8")).items():
        for line in lines.splitlines():
            verdict, facts, asked, reply = (part.strip() for part in line.split("|"))
            yield pytest.param(verdict, facts, asked, reply, id=f"{kind}-{reply}")


@pytest.mark.parametrize(("verdict", "facts", "asked", "reply"), list(rows()))
def test_a_reply_gets_the_verdict_of_its_kind(verdict: str, facts: str, asked: str, reply: str):
    case = read_case(decider().base, "tmall", facts_of(facts), ON)

    found = judge(decider(), case, reader().read(reply, str(case.facts.get("issue", "")), asked))

    assert found.verdict == verdict
