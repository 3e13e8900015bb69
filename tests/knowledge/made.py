"""Bases made from plain data, without files, and one with."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.loading.sections import adapter
from knowledge.model.base import Base
from knowledge.model.case import Case
from knowledge.model.entries import About, Terms
from knowledge.model.outcomes import Context

TODAY = date(2026, 11, 21)

CHANNELS = {"tmall": {"name": "天猫旗舰店", "kind": "online"}, "store": {"name": "线下门店", "kind": "store"}}
FACTS = {
    "issue": {
        "type": "choice",
        "subject": "true",
        "ask": "哪一类问题？",
        "values": {"no_reason": {"name": "无理由退货"}, "quality": {"name": "质量问题"}},
    },
    "days": {"type": "integer", "min": "0", "max": "30", "ask": "哪天签收？"},
    "seal": {"type": "boolean", "ask": "封口拆了吗？"},
}
OUTCOMES = {
    "return": {"name": "退货", "values": ["refused", "allowed"]},
    "refund": {"name": "退款", "values": ["none", "partial", "full"]},
    "respond": {"name": "首次响应", "type": "duration"},
}


def base_of(
    policies: Mapping[str, Any],
    statutes: Mapping[str, Any] | None = None,
    *,
    facts: Mapping[str, Any] = FACTS,
    outcomes: Mapping[str, Any] = OUTCOMES,
    channels: Mapping[str, Any] = CHANNELS,
    **sections: Mapping[str, Any],
) -> Base:
    """Return the base of these entries, read as from a file; a policy's title is its id where none is given."""
    known = _read("facts", facts, None)
    decided = _read("outcomes", outcomes, None)
    context = Context(known, decided)
    law = {name: {"cite": name, "gist": name, **statute} for name, statute in (statutes or {}).items()}
    titled = {name: {"title": name, **policy} for name, policy in policies.items()}
    rest = {
        name: _read(name, sections.get(name, {}), context) for name in ("ingredients", "skins", "products", "guides")
    }
    return Base(
        about=About(format="1", name="made"),
        channels=_read("channels", channels, None),
        facts=known,
        outcomes=decided,
        policies=_read("policies", titled, context),
        statutes=_read("statutes", law, context),
        terms=Terms(),
        placeholders={},
        claims=(),
        origins={},
        files={},
        **rest,
    )


def case(channel: str | None = "tmall", on: date = TODAY, **facts: str | int | bool) -> Case:
    return Case(channel, on, facts)


def _read(section: str, data: Mapping[str, Any], context: Context | None) -> dict[str, Any]:
    return {name: adapter(section).validate_python(entry, context=context) for name, entry in data.items()}


def write_parted_base(folder: Path) -> Path:
    """Write a base whose two channels decide one case otherwise, and return its folder."""
    words = {"format": "1", "name": "例", "locale": "zh-CN"}
    (folder / "base.yaml").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    facts = {
        "channels": {"tmall": {"name": "天猫旗舰店", "kind": "online"}, "store": {"name": "线下门店", "kind": "store"}}
    }
    outcomes = {
        "return": {"name": "退货", "values": ["refused", "allowed"], "labels": {"refused": "不可退", "allowed": "可退"}}
    }
    named = {**FACTS, "days": {**FACTS["days"], "name": "签收天数", "unit": "day"}}
    (folder / "words.yaml").write_text(
        json.dumps({**facts, "facts": named, "outcomes": outcomes}, ensure_ascii=False), encoding="utf-8"
    )
    policies = (
        "policies:\n"
        "  quality:\n    title: 质量问题退货\n    when: {issue: quality}\n    decide: {return: allowed}\n    channels: [tmall]\n"
        "  late:\n    title: 门店超过七天\n    when: {days: '>7'}\n    decide: {return: refused}\n    channels: [store]\n"
    )
    (folder / "policies.yaml").write_text(policies, encoding="utf-8")
    return folder
