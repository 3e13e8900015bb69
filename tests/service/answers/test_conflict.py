"""A conflict as it is sent."""

from __future__ import annotations

from pathlib import Path

from knowledge.conflicts import ConflictKind, analyse
from knowledge.loading.load import load
from service.answers.answer import to_json
from service.answers.conflict import conflict_of
from tests.knowledge.made import TODAY, write_parted_base


def test_a_conflict_is_sent_with_its_case_its_lines_and_the_mend(tmp_path: Path):
    base = load(write_parted_base(tmp_path)).require()
    (found,) = [one for one in analyse(base, TODAY).findings if one.kind is ConflictKind.CHANNEL]

    said = to_json(conflict_of(found, base))

    message = said.pop("message")
    assert said == {
        "id": found.id,
        "kind": "channel",
        "severity": "error",
        "entries": ["quality", "late"],
        "titles": ["质量问题退货", "门店超过七天"],
        "channels": ["tmall", "store"],
        "outcomes": ["return"],
        "witness": {"channel": ["tmall", "store"], "on": "2026-11-21", "facts": {"issue": "quality", "days": 8}},
        "sentence": "11月21日，一位顾客在天猫旗舰店、线下门店来问，问的是「质量问题」，签收天数是 8 天。",
        "left": {"return": "allowed"},
        "right": {"return": "refused"},
        "sources": [{"file": "policies.yaml", "line": 2}, {"file": "policies.yaml", "line": 7}],
        "state": "open",
    }
    assert message == (
        "同一情形在不同渠道答复不同：2026-11-21这天，「质量问题，签收天数：8天」的情形下，"
        "天猫旗舰店是退货：可退（「质量问题退货」（quality）），线下门店是退货：不可退（「门店超过七天」（late））。"
        "请把两边改成一致；如果确实要按渠道区分，请在其中一条写 differs: {from: [另一条的 id], because: 原因}。"
    )


def test_a_gap_names_its_subject(tmp_path: Path):
    base = load(write_parted_base(tmp_path)).require()
    found = next(one for one in analyse(base, TODAY).findings if one.subject == "quality")

    assert to_json(conflict_of(found, base))["subject"] == "quality"
