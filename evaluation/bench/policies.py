"""Bases of many policies, drawn from a seed: what the benchmarks of deciding and of conflicts run on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

from knowledge.loading.sections import adapter
from knowledge.model.base import Base
from knowledge.model.entries import About, Terms
from knowledge.model.outcomes import Context

CHANNELS = ("tmall", "jd", "douyin", "xiaohongshu", "wechat", "website", "hotline", "email", "store")
_BOOLEANS = ("seal_broken", "has_photo", "has_invoice", "custom_made")
_INTEGERS = {"days_since_receipt": 1095, "days_since_payment": 1095, "times_used": 365}
_CHOICES = {
    "purchased_via": ("online", "store"),
    "severity": ("mild", "severe"),
    "tier": ("new", "silver", "gold", "black"),
}
BOUNDS = (3, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 270, 360)
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "return": ("refused", "allowed"),
    "exchange": ("refused", "allowed"),
    "resend": ("no", "yes"),
    "refund": ("none", "partial", "full"),
    "return_shipping": ("customer", "brand"),
    "medical_cost": ("none", "reimbursed"),
    "compensation": ("none", "coupon"),
    "escalate": ("none", "supervisor", "quality_team", "medical_team"),
    "evidence": ("none", "photo", "medical_report"),
    "respond_within": ("10m", "1h", "24h", "48h", "2d"),
    "resolve_within": ("24h", "1d", "72h", "7d"),
    "follow_up_within": ("1d", "3d", "72h"),
}
DURATIONS = ("respond_within", "resolve_within", "follow_up_within")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a drawn base looks."""

    policies: int
    subjects: int
    faults: float = 0.02  # the share of policies drawn without regard to the others


def draw_base(shape: Shape, seed: int) -> Base:
    """Return a base of `shape.policies` policies and one statute for every second subject."""
    random = Random(seed)
    facts = _read("facts", _facts(shape.subjects), None)
    outcomes = _read("outcomes", _outcomes(), None)
    context = Context(facts, outcomes)
    policies: dict[str, Any] = {}
    share = -(-shape.policies // shape.subjects)
    for subject in range(shape.subjects):
        policies.update(_of_subject(f"s{subject}", min(share, shape.policies - len(policies)), shape.faults, random))
    statutes = {f"law-{number}": _statute(f"s{number}") for number in range(0, shape.subjects, 2)}
    return Base(
        about=About(format="1", name="drawn"),
        channels=_read("channels", {name: {"name": name, "kind": "online"} for name in CHANNELS}, None),
        facts=facts,
        outcomes=outcomes,
        policies=_read("policies", policies, context),
        statutes=_read("statutes", statutes, context),
        ingredients={},
        skins={},
        products={},
        guides={},
        terms=Terms(),
        placeholders={},
        claims=(),
        origins={},
        files={},
    )


def _of_subject(subject: str, count: int, faults: float, random: Random) -> Iterator[tuple[str, Any]]:
    """Yield `count` policies of one subject: a grid that covers it, exceptions over its fields, versions and faults."""
    fields = list(_grid(count, random))
    made: list[tuple[str, dict[str, Any]]] = []
    for number in range(count):
        name = f"{subject}-p{number}"
        field = fields[number % len(fields)]
        if random.random() < faults:
            policy = _loose(subject, random)
        elif number < len(fields):
            policy = {"when": {"issue": subject, **field}, "decide": _decide(random, 5)}
            if random.random() < 0.1:
                policy["valid"] = {"from": "2026-01-01", "to": "2028-12-31"}
        else:
            policy = _exception(subject, field, made, number % len(fields), random)
        policy["title"] = name
        made.append((name, policy))
    yield from made


def _grid(count: int, random: Random) -> Iterator[dict[str, Any]]:
    """Yield conditions that do not meet and together cover every case."""
    fact = random.choice(tuple(_INTEGERS))
    bounds = sorted(random.sample(range(1, _INTEGERS[fact]), min(max(2, count // 24), _INTEGERS[fact] - 1)))
    splits = random.sample(_BOOLEANS, 1 if count < 400 else 3)
    ranges = [
        f"<={bounds[0]}",
        *(f"{low + 1}..{high}" for low, high in pairwise(bounds)),
        f">{bounds[-1]}",
    ]
    for span in ranges:
        for way in range(2 ** len(splits)):
            yield {fact: span, **{name: str(bool(way >> place & 1)).lower() for place, name in enumerate(splits)}}


def _exception(
    subject: str, field: Mapping[str, Any], made: list[tuple[str, dict[str, Any]]], home: int, random: Random
) -> dict[str, Any]:
    """Return a finer policy within a field that takes the place of what it narrows, or a channel's own, declared."""
    finer = {"issue": subject, **field, random.choice(tuple(_CHOICES)): random.choice(("online", "store"))}
    name = next(key for key in finer if key in _CHOICES)
    finer[name] = random.choice(_CHOICES[name])
    below = [other for other, policy in made if policy["when"].items() >= field.items()]
    policy: dict[str, Any] = {"when": finer, "decide": _decide(random, 2), "over": below or [made[home][0]]}
    if random.random() < 0.15:
        policy["channels"] = sorted(random.sample(CHANNELS, random.randint(1, 3)))
        policy["differs"] = {"from": below or [made[home][0]], "because": "channel practice"}
    return policy


def _loose(subject: str, random: Random) -> dict[str, Any]:
    fact = random.choice(tuple(_INTEGERS))
    when: dict[str, Any] = {"issue": subject, fact: f"{random.choice(('<=', '>'))}{random.choice(BOUNDS)}"}
    if random.random() < 0.5:
        when[random.choice(_BOOLEANS)] = random.choice(("true", "false"))
    policy: dict[str, Any] = {"when": when, "decide": _decide(random, 2)}
    if random.random() < 0.3:
        policy["channels"] = sorted(random.sample(CHANNELS, 2))
    if random.random() < 0.3:
        policy["valid"] = {"from": f"2027-0{random.randint(1, 9)}-01"}
    return policy


def _decide(random: Random, most: int) -> dict[str, str]:
    names = random.sample(tuple(OUTCOMES), random.randint(1, most))
    return {name: random.choice(OUTCOMES[name]) for name in names}


def _statute(subject: str) -> dict[str, Any]:
    when = {"issue": subject, "days_since_receipt": "<=7"}
    return {"cite": subject, "gist": subject, "when": when, "floor": {"return": "allowed", "refund": "partial"}}


def _facts(subjects: int) -> dict[str, Any]:
    whole = {name: {"type": "integer", "min": "0", "max": str(high), "ask": name} for name, high in _INTEGERS.items()}
    flags = {name: {"type": "boolean", "ask": name} for name in _BOOLEANS}
    choices = {
        name: {"type": "choice", "ask": name, "values": {v: {"name": v} for v in values}}
        for name, values in _CHOICES.items()
    }
    issues = {f"s{number}": {"name": f"s{number}"} for number in range(subjects)}
    return {
        "issue": {"type": "choice", "subject": "true", "ask": "issue", "values": issues},
        **choices,
        **whole,
        **flags,
    }


def _outcomes() -> dict[str, Any]:
    return {
        name: {"name": name, "type": "duration"} if name in DURATIONS else {"name": name, "values": list(values)}
        for name, values in OUTCOMES.items()
    }


def _read(section: str, data: Mapping[str, Any], context: Context | None) -> dict[str, Any]:
    return {name: adapter(section).validate_python(entry, context=context) for name, entry in data.items()}
