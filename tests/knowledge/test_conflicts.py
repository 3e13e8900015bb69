from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.conflicts import Analysis, Conflict, ConflictKind, Member, Witness, analyse
from knowledge.conflicts.message import message
from knowledge.conflicts.render import sources, to_github, to_sarif
from knowledge.conflicts.wording import Stated
from knowledge.deciding.space.regions import EVERYWHERE
from knowledge.loading.load import load
from knowledge.model.base import Base
from tests.knowledge import random_bases
from tests.knowledge.made import FACTS, TODAY, base_of, write_parted_base

QUALITY = {
    "title": "质量问题退货",
    "when": {"issue": "quality"},
    "decide": {"return": "allowed"},
    "channels": ["tmall"],
}
STORE_WEEK = {"when": {"issue": "quality", "days": "<=7"}, "decide": {"return": "allowed"}, "channels": ["store"]}
STORE_LATE = {"title": "门店超过七天", "when": {"days": ">7"}, "decide": {"return": "refused"}, "channels": ["store"]}
LAW = {"when": {"issue": "quality", "days": "<=7"}, "floor": {"return": "allowed"}}
EVERYWHERE_WEEK = {"when": {"issue": "quality", "days": "<=7"}, "decide": {"return": "allowed"}}


def test_a_case_decided_differently_on_two_channels_is_shown_by_its_smallest_case():
    base = base_of({"quality": QUALITY, "week": STORE_WEEK, "late": STORE_LATE})

    (found,) = of_kind(base, ConflictKind.CHANNEL)

    assert found == Conflict(
        id=found.id,
        kind=ConflictKind.CHANNEL,
        entries=(Member("policy", "quality"), Member("policy", "late")),
        outcomes=("return",),
        witness=Witness(("tmall", "store"), TODAY, {"issue": "quality", "days": 8}),
        left={"return": "allowed"},
        right={"return": "refused"},
    )


def test_a_declared_difference_excuses_a_pair_on_two_channels_but_never_on_one():
    differs = {"differs": {"from": ["quality"], "because": "门店可当场验货"}}
    apart = {"quality": QUALITY, "late": {**STORE_LATE, **differs}}
    together = {"quality": {**QUALITY, "channels": ["store"]}, "late": {**STORE_LATE, **differs}}

    assert of_kind(base_of(apart), ConflictKind.CHANNEL) == []
    assert [found.outcomes for found in of_kind(base_of(together), ConflictKind.OUTCOME)] == [("return",)]


@pytest.mark.parametrize(("until", "is_over"), [("2026-11-20", True), ("2026-11-21", False)])
def test_a_difference_is_excused_through_its_last_day_and_then_told(until: str, is_over: bool):
    differs = {"differs": {"from": ["quality"], "because": "门店可当场验货", "until": until}}

    base = base_of({"quality": QUALITY, "late": {**STORE_LATE, **differs}})

    told = [message(base, one, "en") for one in of_kind(base, ConflictKind.CHANNEL)]
    end = "The difference that “门店超过七天” (late) declares was meant until 2026-11-20."
    ends = [one.endswith(end) for one in told]
    assert ends == ([True] if is_over else [])


def test_outcomes_that_conflict_in_the_same_case_stand_in_one_finding():
    left = {"when": {"seal": "true"}, "decide": {"return": "allowed", "refund": "full", "respond": "48h"}}
    right = {"when": {"days": ">7"}, "decide": {"return": "refused", "refund": "none", "respond": "2d"}}

    (found,) = of_kind(base_of({"left": left, "right": right}), ConflictKind.OUTCOME)

    assert found.outcomes == ("return", "refund")
    assert found.witness == Witness(("tmall",), TODAY, {"days": 8, "seal": True})


def test_an_outcome_that_another_policy_settles_in_part_is_shown_where_it_does_not():
    policies = {
        "general": {"when": {"days": ">7"}, "decide": {"return": "refused", "refund": "none"}},
        "quality": {"when": {"issue": "quality"}, "decide": {"return": "allowed", "refund": "full"}},
        "sealed": {"when": {"seal": "false"}, "decide": {"return": "allowed"}, "over": ["general"]},
    }

    found = [item for item in of_kind(base_of(policies), ConflictKind.OUTCOME) if item.entries[1].id == "quality"]

    facts = {"issue": "quality", "days": 8}
    assert [(item.outcomes, item.witness and item.witness.facts) for item in found] == [
        (("refund",), facts),
        (("return", "refund"), {**facts, "seal": True}),
    ]


def test_a_statute_names_the_policies_that_fall_short_and_the_values():
    base = base_of({"short": {"when": {}, "decide": {"return": "refused"}}}, {"law": LAW})

    (found,) = of_kind(base, ConflictKind.STATUTE)

    assert found.entries == (Member("statute", "law"), Member("policy", "short"))
    assert (found.left, found.right) == ({"return": "allowed"}, {"return": "refused"})
    assert found.witness == Witness(("tmall",), TODAY, {"issue": "quality", "days": 7})


def test_a_contested_outcome_falls_short_only_where_a_value_that_stands_is_below_the_floor():
    law = {"law": {"when": {}, "floor": {"refund": "partial"}}}
    high = {"full": {"when": {}, "decide": {"refund": "full"}}, "part": {"when": {}, "decide": {"refund": "partial"}}}
    low = {**high, "none": {"when": {"seal": "true"}, "decide": {"refund": "none"}}}

    assert of_kind(base_of(high, law), ConflictKind.STATUTE) == []
    assert [found.right for found in of_kind(base_of(low, law), ConflictKind.STATUTE)] == [{"refund": "none"}]


def test_a_gap_is_a_case_of_a_subject_that_nobody_decides_though_others_of_it_are():
    (found,) = of_kind(base_of({"week": EVERYWHERE_WEEK}), ConflictKind.GAP)

    assert (found.subject, found.outcomes, found.entries) == ("quality", ("return",), ())
    assert found.witness == Witness(("tmall",), TODAY, {"issue": "quality", "days": 8})


def test_a_day_that_no_version_covers_is_a_gap_and_a_day_with_two_a_conflict():
    old = {"when": {"issue": "quality"}, "decide": {"refund": "partial"}, "valid": {"to": "2026-12-31"}}
    new = {"when": {"issue": "quality"}, "decide": {"refund": "none"}, "valid": {"from": "2027-01-02"}}
    early = {**new, "valid": {"from": "2026-12-31"}}

    (gap,) = of_kind(base_of({"old": old, "new": new}), ConflictKind.GAP)
    (both,) = of_kind(base_of({"old": old, "new": early}), ConflictKind.OUTCOME)

    assert gap.witness == Witness(("tmall",), date(2027, 1, 1), {"issue": "quality"})
    assert both.witness == Witness(("tmall",), date(2026, 12, 31), {"issue": "quality"})


def test_policies_that_exist_on_no_day_of_the_span_are_left_out():
    policies = {
        "now": {"when": {}, "decide": {"return": "allowed"}},
        "past": {"when": {}, "decide": {"return": "refused"}, "valid": {"to": "2026-11-20"}},
        "later": {"when": {}, "decide": {"return": "refused"}, "valid": {"from": "2027-11-22"}},
    }

    assert analyse(base_of(policies), TODAY).findings == ()


def test_several_policies_together_may_take_the_place_of_one():
    policies = {
        "below": {"when": {"issue": "quality"}, "decide": {"return": "allowed"}},
        "shut": {"when": {"seal": "false"}, "decide": {"return": "allowed"}, "over": ["below"]},
        "open": {"when": {"seal": "true"}, "decide": {"return": "allowed"}, "over": ["below"]},
    }
    impossible = {"never": {"when": {"days": "<=7", "any": [{"days": ">7"}]}, "decide": {"return": "allowed"}}}

    (found,) = of_kind(base_of(policies), ConflictKind.SHADOWED)
    (never,) = of_kind(base_of(impossible), ConflictKind.SHADOWED)

    assert [member.id for member in found.entries] == ["below", "shut", "open"]
    assert found.witness == Witness(("tmall",), TODAY, {"issue": "quality"})
    assert ([member.id for member in never.entries], never.witness) == (["never"], None)


def test_two_policies_that_repeat_each_other_are_a_notice():
    again = {**EVERYWHERE_WEEK, "when": {"days": {"not": ">7"}, "issue": ["quality"]}}

    (found,) = of_kind(base_of({"week": EVERYWHERE_WEEK, "again": again}), ConflictKind.DUPLICATE)

    assert ([member.id for member in found.entries], found.severity.value, found.witness) == (
        ["week", "again"],
        "notice",
        None,
    )


def test_an_assumed_value_hides_no_conflict():
    facts = {**FACTS, "seal": {**FACTS["seal"], "assume": "false"}}
    policies = {
        "yes": {"when": {}, "decide": {"return": "allowed"}},
        "no": {"when": {"seal": "true"}, "decide": {"return": "refused"}},
    }

    (found,) = of_kind(base_of(policies, facts=facts), ConflictKind.OUTCOME)

    assert found.witness == Witness(("tmall",), TODAY, {"seal": True})


def test_the_id_stays_while_neither_side_changes_and_changes_when_one_does():
    policies: dict[str, Any] = {"quality": QUALITY, "week": STORE_WEEK, "late": STORE_LATE}
    retold = {**policies, "late": {**STORE_LATE, "title": "另一个标题", "say": {"default": "您好"}}}
    mended = {**policies, "late": {**STORE_LATE, "when": {"days": ">9"}}}

    ids = [{found.id for found in of_kind(base_of(some), ConflictKind.CHANNEL)} for some in (policies, retold, mended)]
    later = {
        found.id
        for found in analyse(base_of(policies), date(2026, 12, 24)).findings
        if found.kind == ConflictKind.CHANNEL
    }

    assert ids[0] == ids[1] == later
    assert ids[0].isdisjoint(ids[2])


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({"when": {"seal": "true"}, "decide": {"return": "refused"}}, [ConflictKind.OUTCOME]),
        (
            {
                "when": {"seal": "true"},
                "decide": {"return": "refused"},
                "channels": ["store"],
                "differs": {"from": ["first"], "because": "门店可当场验货"},
            },
            [],
        ),
        ({"when": {"seal": "true"}, "decide": {"return": "refused"}, "over": ["first"]}, []),
        ({"when": {"seal": "true"}, "decide": {"return": "allowed"}}, []),
        ({"when": {"issue": "no_reason"}, "decide": {"return": "refused"}}, []),
    ],
    ids=["conflict", "declared", "exception", "agreement", "apart"],
)
def test_only_policies_that_really_disagree_conflict(second: Any, expected: list[ConflictKind]):
    first = {"when": {"issue": "quality"}, "decide": {"return": "allowed"}, "channels": ["tmall"]}
    channels = {} if "differs" in second else {"channels": ["tmall"]}

    found = analyse(base_of({"first": first, "second": {**second, **channels}}), TODAY).findings

    assert [one.kind for one in found if one.kind in (ConflictKind.OUTCOME, ConflictKind.CHANNEL)] == expected


def test_a_text_that_states_what_its_case_does_not_decide_is_found_with_the_case():
    policies = {
        "week": {**EVERYWHERE_WEEK, "say": {"default": "可以退", "store": "退不了"}},
        "ask": {"when": {"issue": "quality"}, "say": {"default": "可以退"}},
    }
    said = {"可以退": "allowed", "退不了": "refused"}
    base = base_of(policies)

    found = analyse(
        base, TODAY, lambda _: lambda text, about: [Stated("return", said[text], EVERYWHERE, text)]
    ).findings

    wrong = [item for item in found if item.kind == ConflictKind.WORDING]
    assert [(item.entries, item.left, item.right) for item in wrong] == [
        ((Member("policy", "week"),), {"return": "refused"}, {"return": "allowed"})
    ]
    assert wrong[0].witness == Witness(("store",), TODAY, {"issue": "quality", "days": 7})


def test_texts_of_two_channels_that_promise_different_times_are_found():
    policies = {"fast": {"when": {}, "decide": {"respond": "2d"}, "say": {"default": "24h", "store": "48h"}}}

    found = analyse(
        base_of(policies), TODAY, lambda _: lambda text, about: [Stated("respond", text, EVERYWHERE, text)]
    ).findings

    assert [(item.kind, item.left, item.right) for item in found] == [
        (ConflictKind.WORDING, {"respond": "24h"}, {"respond": "48h"})
    ]


INGREDIENT = {"inci": "X", "say": {"default": "……"}, "sources": [{"title": "标准"}]}


@pytest.mark.parametrize(
    ("retinol", "acid", "skin", "expected"),
    [
        ({"skins": {"dry": "avoid"}}, {}, {"ingredients": {"retinol": "fit"}}, [["dry", "retinol"]]),
        (
            {"pairs": [{"with": "acid", "stance": "avoid", "why": "刺激"}]},
            {"pairs": [{"with": "retinol", "stance": "fit", "why": "可以"}]},
            {},
            [["acid", "retinol"]],
        ),
        ({"skins": {"dry": "avoid"}}, {}, {"say": {"default": "晚上推荐用视黄醇。"}}, [["dry", "retinol"]]),
        ({"skins": {"dry": "avoid"}}, {}, {"say": {"default": "不推荐用视黄醇，先修护。"}}, []),
        ({"skins": {"dry": "fit"}}, {}, {"say": {"default": "晚上推荐用视黄醇。"}}, []),
    ],
    ids=["skin against ingredient", "pair", "text recommends", "text advises against", "fit"],
)
def test_stances_that_disagree_and_texts_that_recommend_what_to_avoid_are_found(
    retinol: Any, acid: Any, skin: Any, expected: Any
):
    base = base_of(
        {},
        ingredients={
            "retinol": {"name": "视黄醇", **INGREDIENT, **retinol},
            "acid": {"name": "果酸", **INGREDIENT, **acid},
        },
        skins={"dry": {"name": "干皮", "advice": "保湿", "say": {"default": "保湿"}, **skin}},
    )

    assert [[member.id for member in found.entries] for found in analyse(base, TODAY).findings] == expected


def test_a_product_must_not_suit_a_skin_that_its_ingredient_avoids():
    base = base_of(
        {},
        ingredients={"retinol": {"name": "视黄醇", **INGREDIENT, "skins": {"dry": "avoid"}}},
        skins={"dry": {"name": "干皮", "advice": "保湿", "say": {"default": "保湿"}}},
        products={"cream": {"name": "面霜", "ingredients": [{"id": "retinol"}], "suits": ["dry"]}},
    )

    assert [[member.id for member in found.entries] for found in analyse(base, TODAY).findings] == [
        ["cream", "retinol"]
    ]


@settings(max_examples=60, deadline=None)
@given(random_bases.policies(), random_bases.policies(1), random_bases.statutes(), st.data())
def test_an_edit_leaves_the_analysis_as_a_new_start_would(
    policies: Any, drawn: Any, statutes: Any, data: st.DataObject
):
    shape = {"facts": random_bases.FACTS, "outcomes": random_bases.OUTCOMES, "channels": random_bases.CHANNELS}
    name = data.draw(st.sampled_from((*policies, "added")))
    earlier = [other for other in policies if other < name] if name in policies else list(policies)
    over = data.draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True)) if earlier else []
    after = {**policies, name: {**drawn["p0"], "over": over}}
    if name in policies and data.draw(st.booleans()):
        after = _without(policies, name)

    before, later = (base_of(_saying(one), statutes, **shape) for one in (policies, after))

    edited = analyse(before, TODAY, _reading).edited(later)

    assert _told(edited) == _told(analyse(later, TODAY, _reading))


def _saying(policies: Any) -> Any:
    """The policies, each with a text that states the first value of the first outcome."""
    outcome, values = next(iter(random_bases.OUTCOMES.items()))
    return {
        name: {**policy, "say": {"default": f"{outcome}={values['values'][0]}"}} for name, policy in policies.items()
    }


def _reading(_: Any) -> Any:
    return lambda text, about: [Stated(*text.split("="), EVERYWHERE, text)]


def test_an_edit_that_changes_the_order_of_policies_keeps_what_conflicts():
    policies = {
        "yes": {"when": {}, "decide": {"return": "allowed"}},
        "no": {"when": {}, "decide": {"return": "refused"}},
    }
    turned = base_of({"no": policies["no"], "yes": policies["yes"]})

    edited = analyse(base_of(policies), TODAY).edited(turned)

    assert _told(edited) == _told(analyse(turned, TODAY))
    assert [[member.id for member in found.entries] for found in edited.findings] == [["no", "yes"]]


def _without(policies: Any, gone: str) -> Any:
    """The policies without one, and nothing that names it."""
    kept = {name: dict(policy) for name, policy in policies.items() if name != gone}
    for policy in kept.values():
        policy["over"] = [name for name in policy.get("over", []) if name != gone]
        if gone in policy.get("differs", {}).get("from", []):
            del policy["differs"]
    return kept


def _told(analysis: Analysis) -> list[Any]:
    return [(found, message(analysis.compiled.base, found)) for found in analysis.findings]


def test_findings_are_annotations_of_a_pull_request_and_a_sarif_log(tmp_path: Path):
    base = load(write_parted_base(tmp_path)).require()
    found = of_kind(base, ConflictKind.CHANNEL)

    (line,) = to_github(found, base, "brand,base")
    log = to_sarif(found, base, "brand")

    assert line.startswith("::error file=brand%2Cbase/policies.yaml,line=2,col=3,title=channel::同一情形")
    (result,) = log["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("channel", "error")
    places = [place["physicalLocation"] for place in (*result["locations"], *result["relatedLocations"])]
    assert [(place["artifactLocation"]["uri"], place["region"]["startLine"]) for place in places] == [
        ("brand/policies.yaml", 2),
        ("brand/policies.yaml", 7),
    ]
    assert {rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]} == {kind.value for kind in ConflictKind}


def test_a_gap_points_at_the_subject(tmp_path: Path):
    base = load(write_parted_base(tmp_path)).require()
    found = next(item for item in of_kind(base, ConflictKind.GAP) if item.subject == "quality")

    assert [place.file for place in sources(found, base)] == ["words.yaml"]


def of_kind(base: Base, kind: ConflictKind) -> list[Conflict]:
    return [found for found in analyse(base, TODAY).findings if found.kind == kind]
