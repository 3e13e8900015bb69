"""Each link on the conflicts page that settles a conflict opens the editor with a change that makes it go."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus, urlencode

import pytest
import yaml

from knowledge.conflicts.conflict import ConflictKind
from tests.service.conftest import Serve, Served
from tests.service.small import POLICIES, write_base

MORE = """\
  shadow:
    title: 被取代的一条
    when: {issue: quality, days_since_receipt: ">30"}
    decide: {return: refused}
    say: {default: 这次请走维修。}
  above:
    title: 取代它的一条
    when: {issue: quality, days_since_receipt: ">20"}
    decide: {return: allowed}
    over: [shadow]
  again:
    title: 重复的一条
    when: {issue: quality, days_since_receipt: ">20"}
    decide: {return: allowed}
    over: [shadow]
  store-quality:
    title: 门店质量问题
    when: {issue: quality, days_since_receipt: "<=5"}
    channels: [store]
    decide: {return_shipping: customer}
    over: [quality-return]
  reads-otherwise:
    title: 说得不一样
    when: {issue: no_reason, days_since_receipt: "8..9"}
    say: {default: 可以退货。, douyin: 这次不可以退货。}
"""
GUIDED = """\
ingredients:
  retinol: {name: 视黄醇, inci: Retinol, roles: [抗皱], skins: {sensitive: avoid}, say: {default: 晚上用。}, sources: [{title: 常识}]}
skins:
  sensitive: {name: 敏感性皮肤, advice: 少用, say: {default: 少用。}}
guides:
  evening: {title: 晚间步骤, steps: [清洁], say: {default: 敏感性皮肤推荐视黄醇打底。}}
"""
NEVER = "/train/entries/policy/no-reason-late"
LINK = re.compile(r'<a class="button plain small" href="(/train/entries/[^"]+)">([^<]+)</a>')


@pytest.fixture
def torn(serve: Serve, tmp_path: Path) -> Served:
    """Return a service on a base with a conflict of every kind."""
    policies = POLICIES.replace("statutes:\n", MORE + "statutes:\n").replace('"<=7", seal_broken: false}', '"<=7"}')
    base = write_base(tmp_path / "base", policies)
    (base / "known.yaml").write_text(GUIDED, "utf-8")
    served = serve(base=base)
    assert served.live.view.conflicts is not None
    return served


def entry_in(page: str) -> Any:
    found = re.search(r'<textarea id="text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return yaml.load(html.unescape(found.group(1)), yaml.BaseLoader)


def changed_witnesses(torn: Served, key: str, entry: Any) -> tuple[list[Any], list[Any]]:
    """Return the witnesses of conflicts that a policy would make go, and of those that it would bring."""
    found = torn.client.post("/v1/entries/preview", json={"kind": "policy", "id": key, "entry": entry}).json()
    assert [one for one in found["problems"] if one["severity"] == "error"] == []
    removed, added = ([one["witness"]["facts"] for one in found["conflicts"][which]] for which in ("removed", "added"))
    return removed, added


@pytest.mark.slow
def test_every_change_that_a_link_makes_settles_its_conflict(torn: Served):
    page = torn.client.get("/train/conflicts").text
    findings = re.findall(r'<article class="finding" id="([^"]+)">(.*?)</article>', page, re.DOTALL)
    kinds = {one.id: one.kind.value for one in torn.live.view.conflicts or ()}
    tried: dict[str, set[str]] = {}
    stays = []
    for conflict, body in findings:
        for link, name in LINK.findall(body):
            address = html.unescape(link)
            if "focus=" in address:
                continue
            kind, key = address.split("?")[0].split("/")[-2:]
            entry = entry_in(torn.client.get(address).text)
            preview = torn.client.post("/v1/entries/preview", json={"kind": kind, "id": key, "entry": entry}).json()
            tried.setdefault(kinds[conflict], set()).add(re.sub("「.*?」", "「」", html.unescape(name)))
            removed = {one["id"] for one in (preview["conflicts"] or {"removed": ()})["removed"]}
            if conflict not in removed:
                stays.append((kinds[conflict], name, unquote_plus(address), preview["problems"], preview["diff"]))

    assert stays == []
    assert tried == {
        "outcome": {"以「」为准"},
        "channel": {"以「」为准"},
        "statute": {"以法条为准：改「」"},
        "wording": {"以话术为准：改「」的决定"},
        "shadowed": {"「」不再优先于它", "停用「」"},
        "duplicate": {"以「」为准"},
    }
    told_alike = entry_in(torn.client.get("/train/entries/policy/quality-return?say=douyin:default").text)["say"]
    assert told_alike["douyin"] == told_alike["default"]
    assert "/train/entries/guide/evening?focus=say" in page  # what a text recommends is written by a person
    assert "/train/new?kind=policy&amp;when=issue%3A" in page  # of what nobody decides


def test_a_gap_is_left_open_on_purpose_in_a_policy_of_the_case_or_in_one_of_its_own(torn: Served):
    (gap,) = (one for one in torn.live.view.conflicts or () if one.kind is ConflictKind.GAP)
    page = torn.client.get("/train/conflicts").text
    (form,) = re.findall(r'<form method="get" action="/train/new">(.*?)</form>', page, re.DOTALL)
    told = re.findall(r'name="(when|accept)" value="([^"]+)"', form)
    because = ("because", "不退就不用寄")

    left_open = entry_in(torn.client.get(f"{NEVER}?{urlencode([*told, because])}").text)
    begun = entry_in(torn.client.get(f"/train/entries/policy/nothing-to-send?{urlencode([*told, because])}").text)
    begun = {**begun, "title": "不退的情形", "say": {"default": "不退就不用寄回。"}}

    accepted = {"accepted": ["return_shipping"], "because": "不退就不用寄"}
    assert f'formaction="{NEVER}"' in form
    assert (left_open["gaps"], begun["gaps"]) == (accepted, accepted)
    assert changed_witnesses(torn, "no-reason-late", left_open) == ([gap.witness.facts], [])  # type: ignore[union-attr]
    removed, rest = changed_witnesses(torn, "nothing-to-send", begun)
    assert removed == [{"issue": "no_reason", "days_since_receipt": 8}]
    assert rest == [{"issue": "no_reason", "days_since_receipt": 9}]  # the case of its own is all that it settles
