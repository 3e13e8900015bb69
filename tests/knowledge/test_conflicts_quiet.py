"""Findings that a trainer can act on: meant gaps are quiet, exceptions are no faults, and a dismissal lives on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.conflicts import Conflict, analyse
from knowledge.conflicts.compiled_policies import CompiledPolicies
from knowledge.conflicts.message import message
from knowledge.conflicts.wording import Read, Stated
from knowledge.conflicts.wordings import Words
from knowledge.deciding.space.regions import EVERYWHERE
from knowledge.model.base import Base
from tests.knowledge.made import TODAY, base_of

WORDS = {"可以退": ("return", "allowed"), "不能退": ("return", "refused")}


def reading(_: CompiledPolicies) -> Read:
    """Read the plain phrases of these tests, so that the cases stand alone."""

    def read(text: str, about: str) -> list[Stated]:
        return [Stated(*says, EVERYWHERE, phrase) for phrase, says in WORDS.items() if phrase in text]

    return read


def found(base: Base) -> list[Conflict]:
    return list(analyse(base, TODAY, reading).findings)


def kinds(base: Base) -> list[str]:
    return [one.kind.value for one in found(base)]


WEEK = {"when": {"issue": "no_reason", "days": "<=7"}, "decide": {"return": "allowed", "refund": "full"}}
LATE = {"when": {"issue": "no_reason", "days": ">7"}, "decide": {"return": "refused"}}


def test_a_gap_that_is_meant_is_declared_where_it_stands_and_quiet_from_then_on():
    accepted = {**LATE, "gaps": {"accepted": ["refund"], "because": "没有退货"}}

    assert kinds(base_of({"week": WEEK, "late": LATE})) == ["gap"]
    assert kinds(base_of({"week": WEEK, "late": accepted})) == []


def test_a_gap_outside_the_cases_of_the_policy_that_accepts_it_is_told():
    accepted = {**LATE, "when": {"issue": "no_reason", "days": ">20"}, "gaps": {"accepted": ["refund"], "because": "…"}}
    middle = {"when": {"issue": "no_reason", "days": "8..20"}, "decide": {"return": "refused"}}

    (gap,) = found(base_of({"week": WEEK, "middle": middle, "late": accepted}))

    assert gap.witness is not None
    assert (gap.outcomes, gap.witness.facts["days"]) == (("refund",), 8)


def test_the_id_of_a_gap_lives_on_while_who_decides_stays_and_what_else_is_decided_changes():
    """A response time of another policy was shortened, and a dismissed gap came back."""
    before = base_of({"week": {**WEEK, "decide": {**WEEK["decide"], "respond": "24h"}}, "late": LATE})
    shortened = base_of({"week": {**WEEK, "decide": {**WEEK["decide"], "respond": "12h"}}, "late": LATE})
    wider = base_of({"week": {**WEEK, "when": {"issue": "no_reason", "days": "<=6"}}, "late": LATE})

    refund = {one.id for one in found(before) if "refund" in one.outcomes}

    assert refund == {one.id for one in found(shortened) if "refund" in one.outcomes}
    assert refund != {one.id for one in found(wider) if "refund" in one.outcomes}


def test_the_id_of_a_conflict_of_two_policies_changes_with_what_they_say_of_it_alone():
    def conflict(right: Mapping[str, Any]) -> str:
        one = {"when": {"issue": "quality"}, "decide": {"return": "allowed"}}
        other = {"when": {"issue": "quality", "days": ">7"}, "decide": {"return": "refused", **right}}
        return next(one.id for one in found(base_of({"one": one, "other": other})) if one.kind.value == "outcome")

    assert conflict({"respond": "24h"}) == conflict({"respond": "2d"})


def test_one_conflict_of_outcomes_raises_no_errors_of_wording_on_scripts_that_agree_with_their_own_policy():
    left = {"when": {"issue": "quality"}, "decide": {"return": "allowed"}, "say": {"default": "可以退"}}
    right = {"when": {"issue": "quality"}, "decide": {"return": "refused"}, "say": {"default": "不能退"}}

    assert kinds(base_of({"left": left, "right": right})) == ["outcome"]


def test_a_general_script_is_not_accused_of_what_only_a_special_case_decides():
    general = {"when": {"issue": "no_reason"}, "decide": {"return": "allowed"}}
    special = {"when": {"issue": "no_reason", "seal": "true"}, "decide": {"return": "refused"}, "over": ["general"]}
    speaking = {"when": {"issue": "no_reason"}, "decide": {"respond": "24h"}, "say": {"default": "可以退"}}

    assert kinds(base_of({"general": general, "special": special, "speaking": speaking})) == []


def test_a_script_is_accused_where_the_rule_itself_is_another():
    general = {"when": {"issue": "no_reason", "days": "<=7"}, "decide": {"return": "allowed"}}
    late = {"when": {"issue": "no_reason", "days": ">7"}, "decide": {"return": "refused"}}
    speaking = {"when": {"issue": "no_reason"}, "decide": {"respond": "24h"}, "say": {"default": "可以退"}}

    assert kinds(base_of({"general": general, "late": late, "speaking": speaking})) == ["wording"]


def test_a_finding_of_wording_names_case_and_channel_and_points_to_the_sentence():
    said = {"default": "好的", "store": "不能退"}
    base = base_of({"p": {"when": {"issue": "quality"}, "decide": {"return": "allowed"}, "say": said}})

    (finding,) = found(base)

    assert finding.places == (("say", "store"),)
    assert message(base, finding) == (
        "「p」（p）的话术与规定不符：线下门店里「不能退」说的是退货：refused，"
        "而「质量问题」的情形下定的是退货：allowed。请改话术，或改政策的 decide。"
    )


def test_a_witness_is_a_sentence_that_one_person_tells_another():
    (gap,) = found(base_of({"week": WEEK, "late": LATE}))

    assert gap.witness is not None
    assert (
        Words(base_of({})).sentence(gap.witness)
        == "11月21日，一位顾客在天猫旗舰店来问，问的是「无理由退货」，days是 8。"
    )
