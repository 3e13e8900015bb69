"""Bases made from plain data, without files."""

from collections.abc import Mapping
from datetime import date
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
