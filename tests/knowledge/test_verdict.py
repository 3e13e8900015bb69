from datetime import date
from functools import cache
from typing import Any

import pytest

from knowledge.deciding.decide import Decider
from knowledge.deciding.verdict import JudgedClaim, Judgement, judge
from knowledge.model.case import Case
from knowledge.model.conditions import Between, OneOf
from knowledge.reading.claims.claim import Claim, Condition
from tests.embedded import embedded_decider
from tests.knowledge.made import base_of, case

RETURNS = {
    "week": {"when": {"issue": "no_reason", "days": "<=7", "seal": "false"}, "decide": {"return": "allowed"}},
    "late": {"when": {"issue": "no_reason", "days": ">7"}, "decide": {"return": "refused"}},
    "quality": {"when": {"issue": "quality"}, "decide": {"return": "allowed", "refund": "full", "respond": "48h"}},
}
LAW = {"law": {"when": {"issue": "quality"}, "floor": {"return": "allowed"}}}


def claim(outcome: str, value: str, *conditions: Condition) -> Claim:
    return Claim(outcome, value, (0, 1), conditions)


def verdict(facts: dict[str, Any], *claims: Claim) -> str:
    return judge(Decider(base_of(RETURNS)), case(**facts), claims).verdict


def test_a_reply_that_refuses_what_is_decided_contradicts_and_names_the_policy():
    base = base_of(RETURNS)
    refusal = claim("return", "refused")

    found = judge(Decider(base), case(issue="quality", days=9), [refusal])

    assert found == Judgement("contradicts", (JudgedClaim("outcome", refusal, ("allowed",), ("quality",)),))


@pytest.mark.parametrize(
    ("facts", "claims", "expected"),
    [
        ({"issue": "quality"}, [], "silent"),
        ({"issue": "quality"}, [claim("return", "allowed")], "consistent"),
        ({"issue": "no_reason", "days": 3}, [claim("return", "allowed")], "depends"),
        ({"issue": "no_reason", "days": 9}, [claim("refund", "full")], "unsupported"),
        ({"issue": "no_reason", "days": 9}, [claim("return", "allowed"), claim("refund", "full")], "contradicts"),
        ({"issue": "no_reason"}, [claim("return", "allowed"), claim("refund", "full")], "unsupported"),
        ({}, [claim("refund", "partial")], "contradicts"),
    ],
    ids=["no claim", "right", "open", "undecided", "worst first", "unsupported before open", "right nowhere"],
)
def test_the_verdict_is_the_first_that_fits(facts: dict[str, Any], claims: list[Claim], expected: str):
    assert verdict(facts, *claims) == expected


@pytest.mark.parametrize(("said", "expected"), [("2d", "consistent"), ("10m", "consistent"), ("3d", "contradicts")])
def test_a_time_that_is_sooner_is_kept(said: str, expected: str):
    assert verdict({"issue": "quality"}, claim("respond", said)) == expected


def test_offering_more_than_is_decided_contradicts_generously():
    found = judge(Decider(base_of(RETURNS)), case(issue="no_reason", days=9), [claim("return", "allowed")])

    assert [(one.kind, one.decided, one.is_generous) for one in found.findings] == [("outcome", ("refused",), True)]


def test_a_claim_is_held_against_the_cases_of_its_condition_and_states_nothing_for_others():
    late = Condition({"days": Between(8, 30)}, strict=True)

    assert verdict({"issue": "no_reason"}, claim("return", "refused", late)) == "consistent"
    assert verdict({"issue": "no_reason", "days": 3}, claim("return", "refused", late)) == "silent"


def test_what_is_wrongly_told_of_this_case_is_held_against_the_case_as_it_is():
    told = Condition({"days": Between(8, 30)}, strict=False)

    assert verdict({"issue": "no_reason", "days": 3, "seal": False}, claim("return", "refused", told)) == "contradicts"


def test_a_value_below_the_law_contradicts_even_where_no_policy_decides():
    base = base_of({"other": {"when": {"issue": "no_reason"}, "decide": {"return": "refused"}}}, LAW)

    found = judge(Decider(base), case(issue="quality"), [claim("return", "refused")])

    assert [(one.kind, one.basis) for one in found.findings] == [("outcome", ("law",))]


def test_what_policies_contest_supports_nothing():
    no = {"when": {"issue": "quality"}, "decide": {"return": "refused"}}
    yes = {"when": {"issue": "quality"}, "decide": {"return": "allowed"}}

    found = judge(Decider(base_of({"no": no, "yes": yes})), case(issue="quality"), [claim("return", "allowed")])

    assert found.verdict == "unsupported"


def test_the_facts_to_ask_are_those_that_settle_the_open_claim():
    found = judge(Decider(base_of(RETURNS)), case(issue="no_reason", seal=False), [claim("return", "allowed")])

    assert [question.fact for question in found.ask] == ["days"]


@cache
def embedded() -> Decider:
    return embedded_decider()


def test_a_condition_overrides_what_is_assumed_and_never_what_is_given():
    on = date(2026, 11, 21)
    facts = {"issue": "no_reason", "days_since_receipt": 3, "seal_broken": False}
    in_store = Condition({"purchased_via": OneOf(("store",))}, strict=True)
    refusal = claim("return", "refused", in_store)

    unknown = judge(embedded(), Case("store", on, facts), [refusal])
    given = judge(embedded(), Case("store", on, {**facts, "purchased_via": "online"}), [refusal])

    assert (unknown.verdict, given.verdict) == ("consistent", "silent")
