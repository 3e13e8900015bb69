from dataclasses import asdict
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.deciding.decide import Decider, Decision, FactQuestion, decide
from knowledge.deciding.resolution import Contested, Decided, Undecided
from knowledge.model.case import CaseError, read_case
from knowledge.model.conditions import read_when
from tests.knowledge import brute, random_bases
from tests.knowledge.made import FACTS, TODAY, base_of, case

LATE = {"when": {"issue": "no_reason", "days": ">7"}, "decide": {"return": "refused"}}
WEEK = {"when": {"issue": "no_reason", "days": "<=7", "seal": "false"}, "decide": {"return": "allowed"}}
QUALITY = {"when": {"issue": "quality"}, "decide": {"return": "allowed"}}
RETURNS = {"week": WEEK, "late": LATE, "quality": QUALITY}

ASK_ISSUE = FactQuestion("issue", "哪一类问题？")
ASK_DAYS = FactQuestion("days", "哪天签收？")
ASK_SEAL = FactQuestion("seal", "封口拆了吗？")


def test_a_quality_problem_is_not_bound_by_the_seven_day_window():
    base = base_of({"late": LATE, "quality": QUALITY})

    decision = decide(base, case(issue="quality", days=9))

    assert decision == Decision(decided={"return": "allowed"}, policies={"return": ("quality",)})


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"issue": "no_reason", "days": 3}, Decision(open=("return",), ask=(ASK_SEAL,))),
        ({"issue": "no_reason", "days": 9}, Decision({"return": "refused"}, policies={"return": ("late",)})),
        ({"issue": "no_reason", "seal": True}, Decision(open=("return",), ask=(ASK_DAYS,))),
        ({"issue": "no_reason"}, Decision(open=("return",), ask=(ASK_DAYS, ASK_SEAL))),
        ({}, Decision(open=("return",), ask=(ASK_ISSUE, ASK_DAYS, ASK_SEAL))),
        ({"issue": "no_reason", "days": 3, "seal": True}, Decision()),
    ],
    ids=["seal unknown", "late", "days unknown", "both unknown", "nothing known", "a gap"],
)
def test_the_facts_to_ask_are_those_on_which_an_open_outcome_turns(facts: Any, expected: Decision):
    assert decide(base_of(RETURNS), case(**facts)) == expected


def test_all_drops_happen_at_once_and_do_not_pass_on():
    policies = {
        "general": {"when": {}, "decide": {"return": "refused"}},
        "finer": {"when": {}, "decide": {"return": "allowed"}, "over": ["general"]},
        "finest": {"when": {}, "decide": {"return": "refused"}, "over": ["finer"]},
    }

    both_dropped = decide(base_of(policies), case())
    not_passed_on = decide(base_of({name: policies[name] for name in ("general", "finest")}), case())

    assert both_dropped.policies == {"return": ("finest",)}
    assert not_passed_on.policies == {"return": ("general", "finest")}


def test_policies_that_disagree_leave_the_outcome_contested():
    policies = {
        "yes": {"when": {}, "decide": {"return": "allowed"}},
        "no": {"when": {"seal": "true"}, "decide": {"return": "refused"}},
    }

    assert decide(base_of(policies), case(seal=True)) == Decision(contested=(Contested("return", ("yes", "no")),))
    assert decide(base_of(policies), case()) == Decision(open=("return",), ask=(ASK_SEAL,))


def test_durations_are_compared_by_length_and_printed_as_written():
    policies = {
        "hours": {"when": {"seal": "true"}, "decide": {"respond": "48h"}},
        "days": {"when": {}, "decide": {"respond": "2d"}},
    }

    assert decide(base_of(policies), case(seal=True)).decided == {"respond": "48h"}
    assert decide(base_of(policies), case()).decided == {"respond": "48h"}
    assert decide(base_of(policies), case(seal=False)).decided == {"respond": "2d"}


def test_an_assumed_value_is_taken_while_unknown_and_shown_where_a_condition_names_it():
    facts = {**FACTS, "seal": {**FACTS["seal"], "assume": "false"}}
    base = base_of(RETURNS, facts=facts)

    week = decide(base, case(issue="no_reason", days=3))

    assert (week.decided, week.assumed) == ({"return": "allowed"}, {"seal": False})
    assert decide(base, case(issue="no_reason", days=3, seal=True)) == Decision()
    assert decide(base, case(issue="quality")).assumed == {}


def test_an_unknown_channel_is_one_more_unknown_that_nobody_is_asked_for():
    policies = {"shop": {"when": {}, "decide": {"return": "allowed"}, "channels": ["tmall"]}}

    assert decide(base_of(policies), case(None)) == Decision(open=("return",))


def test_the_day_decides_which_version_of_a_policy_exists():
    policies = {
        "old": {"when": {}, "decide": {"refund": "partial"}, "valid": {"to": "2026-12-31"}},
        "new": {"when": {}, "decide": {"refund": "none"}, "valid": {"from": "2026-12-31"}},
    }
    decider = Decider(base_of(policies))

    found = [decider.decide(case(on=date(2026, 12, 30))), decider.decide(case(on=date(2027, 1, 1)))]

    assert [decision.decided for decision in found] == [{"refund": "partial"}, {"refund": "none"}]
    assert decider.decide(case(on=date(2026, 12, 31))).contested == (Contested("refund", ("old", "new")),)


def test_what_is_possible_can_be_limited_to_the_cases_of_a_claim():
    base = base_of(RETURNS, facts={**FACTS, "seal": {**FACTS["seal"], "assume": "false"}})
    decider = Decider(base)
    opened = decider.space.region(read_when({"seal": "true"}, base.facts))
    late = decider.space.region(read_when({"days": ">7"}, base.facts))
    no_reason = case(issue="no_reason")

    assert decider.possible("return", no_reason) == {
        Decided("return", "allowed", ("week",)),
        Decided("return", "refused", ("late",)),
    }
    assert decider.possible("return", no_reason, opened) == {
        Undecided("return"),
        Decided("return", "refused", ("late",)),
    }
    assert decider.possible("return", no_reason, late) == {Decided("return", "refused", ("late",))}
    assert decider.possible("return", case(issue="no_reason", days=3), late) == frozenset()
    assert decider.possible("refund", no_reason) == {Undecided("refund")}


def test_the_floor_of_a_case_is_the_most_favourable_that_a_statute_asks_for():
    law = {
        "week": {"when": {"issue": "quality", "days": "<=7"}, "floor": {"refund": "full"}},
        "always": {"when": {"issue": "quality"}, "floor": {"refund": "partial"}},
    }
    decider = Decider(base_of(RETURNS, law))

    found = decider.statutory_minimums("refund", case(issue="quality"))

    assert {(floor.value, floor.statutes) for floor in found} == {("full", ("week",)), ("partial", ("always",))}
    assert {floor.value for floor in decider.statutory_minimums("refund", case(issue="no_reason"))} == {None}


def test_a_case_that_does_not_fit_the_base_names_every_fault():
    with pytest.raises(CaseError) as raised:
        read_case(base_of(RETURNS), "tmal", {"isue": "quality", "days": "x"}, TODAY)

    assert len(raised.value.faults) == 3
    assert "tmall" in raised.value.faults[0]
    assert "issue" in raised.value.faults[1]


def test_the_printed_decision_has_the_documented_keys():
    assert asdict(decide(base_of(RETURNS), case(issue="no_reason", days=3))) == {
        "decided": {},
        "open": ("return",),
        "contested": (),
        "ask": ({"fact": "seal", "question": "封口拆了吗？"},),
        "policies": {},
        "assumed": {},
    }


@settings(max_examples=150, deadline=None)
@given(
    random_bases.policies(),
    random_bases.known(),
    st.sampled_from((None, *random_bases.CHANNELS)),
    st.sampled_from(random_bases.DAYS),
)
def test_a_partial_case_comes_to_what_all_its_completions_come_to(
    policies: Any, known: Any, channel: str | None, day: str
):
    base = base_of(policies, facts=random_bases.FACTS, outcomes=random_bases.OUTCOMES, channels=random_bases.CHANNELS)
    on = date.fromisoformat(day)
    channels = random_bases.CHANNELS if channel is None else (channel,)
    fulls = list(product(channels, brute.completions(random_bases.FACTS, known)))

    decision = decide(base, case(channel, on, **known))

    decided, contested, open_, asked = {}, [], [], set()
    for outcome in random_bases.OUTCOMES:
        results = {(where, *full.values()): brute.result(policies, outcome, where, on, full) for where, full in fulls}
        reached = set(results.values())
        if len(reached) > 1:
            open_.append(outcome)
            asked |= _turning(results)
        elif reached == {"contested"}:
            contested.append(outcome)
        elif reached != {None}:
            decided[outcome] = reached.pop()
    assert {name: brute.length(value) for name, value in decision.decided.items()} == decided
    assert [found.outcome for found in decision.contested] == contested
    assert list(decision.open) == open_
    assert {question.fact for question in decision.ask} == asked
    for outcome, names in decision.policies.items():
        stood = {name for where, full in fulls for name in brute.stand(policies, outcome, where, on, full)}
        assert set(names) == stood


def _turning(results: dict[tuple[Any, ...], Any]) -> set[str]:
    """The facts in which alone two cases differ that come to different results."""
    found = set()
    for place, name in enumerate(random_bases.FACTS, start=1):
        rest: dict[tuple[Any, ...], set[Any]] = {}
        for key, value in results.items():
            rest.setdefault((*key[:place], *key[place + 1 :]), set()).add(value)
        if any(len(values) > 1 for values in rest.values()):
            found.add(name)
    return found


def test_a_claim_about_a_fact_takes_the_place_of_what_is_assumed_of_it_for_the_floor_too():
    law = {"shut": {"when": {"seal": "false"}, "floor": {"return": "allowed"}}}
    base = base_of(RETURNS, law, facts={**FACTS, "seal": {**FACTS["seal"], "assume": "false"}})
    decider = Decider(base)
    opened = decider.space.region(read_when({"seal": "true"}, base.facts))

    assert {floor.value for floor in decider.statutory_minimums("return", case())} == {"allowed"}
    assert {floor.value for floor in decider.statutory_minimums("return", case(), opened)} == {None}
