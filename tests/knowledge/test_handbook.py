"""The embedded base decides what the handbook says: every row, at its bounds, on every channel."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import knowledge
from knowledge.deciding.decide import Decider, Decision
from knowledge.model.case import read_case
from tests.embedded import embedded_decider

BASE = Path(knowledge.__file__).parent / "base"
TODAY = date(2026, 11, 21)
WEEK, LATER = (0, 1, 7), (8, 15, 16, 1095)
FORTNIGHT, PAST = (0, 7, 8, 15), (16, 1095)
EVERY: Mapping[str, tuple[Any, ...]] = {
    "purchased_via": ("online", "store"),
    "days_since_receipt": (*WEEK, *LATER),
    "days_since_payment": (*FORTNIGHT, *PAST),
    "seal_broken": (False, True),
    "custom_made": (False, True),
    "severity": ("mild", "severe"),
    "has_medical_report": (False, True),
}
NOTHING = {"return": "refused", "exchange": "refused", "refund": "none"}
TAKEN_BACK = {"return": "allowed", "exchange": "allowed", "refund": "full", "return_shipping": "brand"}
QUALITY = {
    **TAKEN_BACK,
    "evidence": "photo",
    "escalate": "quality_team",
    "respond_within": "48h",
    "resolve_within": "72h",
}
REACTION = {**TAKEN_BACK, "respond_within": "10m", "escalate": "medical_team", "follow_up_within": "3d"}
MISSING = {"resend": "yes", "respond_within": "1h", "resolve_within": "24h"}


@dataclass(frozen=True)
class Row:
    """A row of the handbook: the values that its facts may have, and the whole of what it decides."""

    issue: str
    of: str
    decided: Mapping[str, str]
    facts: Mapping[str, tuple[Any, ...]]

    def cases(self) -> Iterator[dict[str, Any]]:
        """Yield every combination of the facts that the row names."""
        for values in product(*self.facts.values()):
            yield {"issue": self.issue, **dict(zip(self.facts, values, strict=True))}


def row(issue: str, of: str, decided: Mapping[str, str], **facts: tuple[Any, ...]) -> Row:
    return Row(issue, of, decided, facts)


def _no_reason(issue: str) -> tuple[Row, ...]:
    online, store, whole, plain = ("online",), ("store",), (False,), (False,)
    bounds = {"days_since_receipt": WEEK, "seal_broken": whole, "custom_made": plain}
    kept = {"return": "allowed", "exchange": "allowed", "refund": "full", "return_shipping": "customer"}
    return (
        row(issue, "online within a week, whole", kept, purchased_via=online, **bounds),
        row(issue, "store within a week, whole", {**NOTHING, "exchange": "allowed"}, purchased_via=store, **bounds),
        row(
            issue,
            "seal broken",
            NOTHING,
            seal_broken=(True,),
            custom_made=plain,
            days_since_receipt=WEEK,
            purchased_via=(*online, *store),
        ),
        row(
            issue,
            "custom made",
            NOTHING,
            custom_made=(True,),
            days_since_receipt=WEEK,
            seal_broken=(False, True),
            purchased_via=(*online, *store),
        ),
        row(
            issue,
            "after a week",
            NOTHING,
            days_since_receipt=LATER,
            seal_broken=(False, True),
            custom_made=(False, True),
            purchased_via=(*online, *store),
        ),
    )


def _reaction(severity: str, days: str, evidence: str) -> tuple[Row, ...]:
    told = {**REACTION, "evidence": evidence, "report_within": days}
    return (
        row(
            "adverse_reaction",
            f"{severity}, papers",
            {**told, "medical_cost": "reimbursed"},
            severity=(severity,),
            has_medical_report=(True,),
        ),
        row(
            "adverse_reaction",
            f"{severity}, no papers",
            {**told, "medical_cost": "none"},
            severity=(severity,),
            has_medical_report=(False,),
        ),
    )


ROWS = (
    *_no_reason("no_reason"),
    *_no_reason("no_effect"),
    row("quality", "any day", QUALITY),
    row("expired", "any day", {**QUALITY, "escalate": "supervisor"}),
    *_reaction("mild", "30d", "photo"),
    *_reaction("severe", "15d", "medical_report"),
    row("transit_damage", "", {**TAKEN_BACK, **MISSING, "evidence": "photo", "escalate": "logistics_team"}),
    row("wrong_item", "", {**TAKEN_BACK, "resolve_within": "24h"}),
    row("missing_item", "", MISSING),
    row("missing_gift", "", {**MISSING, "compensation": "coupon"}),
    row("shade_mismatch", "", {**TAKEN_BACK, "evidence": "photo"}),
    row("counterfeit_doubt", "", {"escalate": "supervisor", "respond_within": "1h", "evidence": "photo"}),
    row(
        "late_delivery",
        "",
        {"escalate": "logistics_team", "respond_within": "1h", "compensation": "coupon", "resolve_within": "24h"},
    ),
    row("not_received", "", {"escalate": "logistics_team", "respond_within": "1h", "resolve_within": "48h"}),
    row("cancel_order", "", {"refund": "full", "respond_within": "1h"}),
    row("near_date", "within 15 days", TAKEN_BACK, days_since_receipt=FORTNIGHT),
    row("near_date", "later", NOTHING, days_since_receipt=PAST),
    row("refund_progress", "", {"resolve_within": "7d", "escalate": "none"}),
    row("price_drop", "within 15 days", {"refund": "partial"}, days_since_payment=FORTNIGHT),
    row("price_drop", "later", {"refund": "none"}, days_since_payment=PAST),
    row("invoice", "", {"invoice": "issued", "resolve_within": "24h", "escalate": "none"}),
)


@pytest.fixture(scope="module")
def decider() -> Decider:
    return embedded_decider()


def resolved(decider: Decider, facts: Mapping[str, Any], channel: str | None = None) -> Decision:
    return decider.decide(read_case(decider.base, channel, facts, TODAY))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.issue} {row.of}".strip())
def test_a_row_of_the_handbook_is_decided_as_it_stands_on_every_channel(decider: Decider, row: Row):
    wrong = [
        (channel, facts, found)
        for facts in row.cases()
        for channel in decider.base.channels
        if (found := _plain(resolved(decider, facts, channel))) != (row.decided, (), ())
    ]

    assert wrong == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.issue} {row.of}".strip())
def test_no_fact_that_a_row_does_not_name_changes_it(decider: Decider, row: Row):
    facts = next(row.cases())
    others = {name: values for name, values in EVERY.items() if name not in row.facts}

    wrong = [
        (name, value)
        for name, values in others.items()
        for value in values
        if _plain(resolved(decider, {**facts, name: value})) != (row.decided, (), ())
    ]

    assert wrong == []


def test_the_rows_cover_every_issue_and_no_case_twice(decider: Decider):
    seen: dict[tuple[tuple[str, Any], ...], str] = {}
    twice = []
    for row in ROWS:
        for facts in row.cases():
            key = tuple(sorted(facts.items(), key=lambda fact: fact[0]))
            twice += [(row.of, seen[key], key)] if key in seen else []
            seen[key] = row.of

    assert twice == []
    assert {row.issue for row in ROWS} == set(decider.base.subject_values())


SETTLED = sorted({row.issue for row in ROWS if not row.facts})
TURNS_ON = {
    "no_reason": {"days_since_receipt", "seal_broken"},
    "no_effect": {"days_since_receipt", "seal_broken"},
    "near_date": {"days_since_receipt"},
    "price_drop": {"days_since_payment"},
    "adverse_reaction": {"severity", "has_medical_report"},
}


@pytest.mark.parametrize("issue", SETTLED)
def test_an_issue_that_turns_on_nothing_asks_nothing(decider: Decider, issue: str):
    decision = resolved(decider, {"issue": issue})

    assert (decision.open, decision.contested, decision.ask) == ((), (), ())


@pytest.mark.parametrize(("issue", "asked"), TURNS_ON.items(), ids=TURNS_ON)
def test_an_issue_asks_for_the_facts_of_its_rows_alone(decider: Decider, issue: str, asked: set[str]):
    decision = resolved(decider, {"issue": issue})

    assert {question.fact for question in decision.ask} == asked


def _plain(decision: Decision) -> tuple[Mapping[str, str], tuple[str, ...], tuple[Any, ...]]:
    return dict(decision.decided), decision.open, decision.contested
