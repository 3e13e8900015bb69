"""The text of an entry for one channel and case, filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from knowledge.deciding.decide import Decider
from knowledge.model.base import Base
from knowledge.model.case import Case
from knowledge.model.conditions import OneOf
from knowledge.model.entries import AnyEntry, Policy
from knowledge.model.facts import BooleanFact, ChoiceFact, Value
from knowledge.model.outcomes import Outcome
from knowledge.model.script_forms import DEFAULT, text_key

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_DURATION = re.compile(r"(\d+)([mhd])")
_UNITS = {"m": "分钟", "h": "小时", "d": "天"}


def script(entry: AnyEntry, decider: Decider, case: Case, decision: Mapping[str, str]) -> str:
    """Return what to say in a case: the first of the entry's `cases` that holds, else its `say`, for the channel."""
    say = next(
        (
            one.say
            for one in getattr(entry, "cases", ())
            if decider.space.holds(decider.space.region(one.when), case.facts)
        ),
        entry.say,
    )
    text = say.get(text_key(say, case.channel, decider.base.channels), "")
    return fill_in(text, decider.base, case.facts, decision, case.channel)


def scripts(entry: AnyEntry, decider: Decider, on: date) -> dict[str, str]:
    """Return what an entry says on each channel that it is open to, in the case that its own `when` tells, on a day.

    A policy that does not exist on that day is said on the nearest day on which it does.
    """
    if not entry.say:
        return {}
    base = decider.base
    facts: dict[str, Value] = {}
    channels: Iterable[str] = base.channels
    if isinstance(entry, Policy):
        told = entry.when.all.items()
        facts = {name: one.values[0] for name, one in told if isinstance(one, OneOf) and len(one.values) == 1}
        channels = entry.channels or channels
        on = max(on, entry.valid.from_ or on)
        on = min(on, entry.valid.to or on)
    found = {}
    for channel in channels:
        case = Case(channel, on, facts)
        decision = decider.decide(case).decided if base.subject in facts else {}
        found[channel] = script(entry, decider, case, decision)
    return found


def fill_in(
    text: str, base: Base, facts: Mapping[str, Value], decision: Mapping[str, str], channel: str | None = None
) -> str:
    """Fill in what is known; what the agent fills in stands in 〔〕 with what it is."""

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name in facts:
            return fact_label(base, name, facts[name])
        if name in decision:
            return value_label(base.outcomes[name], decision[name])
        values = base.about.values.get(name, {})
        if value := values.get(channel or DEFAULT) or values.get(DEFAULT):
            return value
        blank = base.placeholders.get(name) or (base.facts[name].name if name in base.facts else "") or name
        return f"〔{blank}〕"

    return _PLACEHOLDER.sub(fill, text)


def value_label(outcome: Outcome, value: str) -> str:
    """Return a decided value in words: 可退, 48小时."""
    duration = _DURATION.fullmatch(value) if outcome.is_duration else None
    if duration:
        return f"{int(duration[1])}{_UNITS[duration[2]]}"
    return outcome.labels.get(value, value)


def fact_label(base: Base, name: str, value: Value) -> str:
    """Return a fact's value in words."""
    match base.facts[name]:
        case ChoiceFact(values=values) if str(value) in values:
            return values[str(value)].name
        case BooleanFact():
            return "是" if value is True else "否"
        case _:
            return str(value)


def assumed_lines(base: Base, assumed: Mapping[str, Value]) -> list[str]:
    """Return a line for each fact that a decision takes as the base assumes it."""
    return [
        f"按{base.facts[name].name or name} = {fact_label(base, name, value)}处理（未知时的默认）"
        for name, value in assumed.items()
    ]
