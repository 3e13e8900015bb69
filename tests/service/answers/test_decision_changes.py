"""What a change to a policy decides otherwise, each with a case that shows it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from knowledge.deciding.decide import Decider
from knowledge.loading.load import load
from service.answers.decision_changes import CONTESTED, NOTHING, DecisionChange, DecisionChanges, decision_changes
from tests.service.small import POLICIES, write_base

TODAY = date(2026, 11, 30)
EVERYWHERE = ("tmall", "douyin", "store")


def changes(tmp_path: Path, key: str, old: str, new: str) -> DecisionChanges:
    assert old in POLICIES
    before = load(write_base(tmp_path / "before")).require()
    after = load(write_base(tmp_path / "after", POLICIES.replace(old, new, 1))).require()
    return decision_changes(Decider(before), Decider(after), key, TODAY)


def test_another_value_is_one_change_with_the_smallest_case(tmp_path: Path):
    found = changes(tmp_path, "quality-return", "respond_within: 48h", "respond_within: 24h")

    assert found.changes == (DecisionChange("respond_within", "48h", "24h", EVERYWHERE, TODAY, {"issue": "quality"}),)


def test_fewer_channels_are_told_by_channel(tmp_path: Path):
    found = changes(tmp_path, "quality-return", "    basis: [consumer-law-24]", "    channels: [tmall]")

    assert {(one.outcome, one.before, one.after, one.channels) for one in found.changes} == {
        ("return", "allowed", NOTHING, ("douyin", "store")),
        ("return_shipping", "brand", NOTHING, ("douyin", "store")),
        ("respond_within", "48h", NOTHING, ("douyin", "store")),
    }


def test_conditions_that_come_to_overlap_are_contested(tmp_path: Path):
    found = changes(tmp_path, "no-reason", '"<=7", seal_broken: false}', '"<=7"}')

    contested = [one for one in found.changes if one.after == CONTESTED]
    assert [(one.outcome, one.before, one.facts["seal_broken"]) for one in contested] == [("return", "refused", True)]


def test_other_words_decide_nothing_otherwise(tmp_path: Path):
    found = changes(tmp_path, "no-reason", "七天内封口完好可以退。", "封口完好，七天内可以退。")

    assert found.changes == ()


def test_what_was_open_is_looked_at_until_it_is_decided(tmp_path: Path):
    found = changes(tmp_path, "no-reason", "    basis: [consumer-law-24]", "    over: [no-reason-late]")

    assert found.changes == ()
