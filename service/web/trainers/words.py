"""What the base calls things, as the trainers' pages show them."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.conflicts.conflict import Witness
from knowledge.conflicts.wordings import Words
from knowledge.model.base import Base
from knowledge.model.facts import IntegerFact, Value
from service.answers.conflict import WitnessCase
from service.answers.script import fact_label, value_label


def outcome_in_words(base: Base, outcome: str) -> str:
    return base.outcomes[outcome].name


def value_in_words(base: Base, outcome: str, value: str) -> str:
    return value_label(base.outcomes[outcome], value)


def fact_in_words(base: Base, name: str) -> str:
    return base.facts[name].name or name


def fact_value_in_words(base: Base, name: str, value: Value) -> str:
    fact = base.facts[name]
    unit = "天" if isinstance(fact, IntegerFact) and fact.unit == "day" else ""
    return fact_label(base, name, value) + unit


def facts_in_words(base: Base, facts: Mapping[str, Value]) -> str:
    """Return facts as one line; the subject's value needs no name."""
    said = [
        fact_value_in_words(base, name, value)
        if name == base.subject
        else f"{fact_in_words(base, name)}：{fact_value_in_words(base, name, value)}"
        for name, value in facts.items()
    ]
    return "，".join(said)


def channels_in_words(base: Base, channels: tuple[str, ...]) -> str:
    return "、".join(base.channels[channel].name if channel in base.channels else channel for channel in channels)


def witness_in_words(base: Base, witness: WitnessCase) -> str:
    """Return a witness as a sentence: which day, which case, on which channels."""
    case = Words(base).case(Witness(witness.channel, witness.on, witness.facts))
    where = " / ".join(base.channels[one].name for one in witness.channel)
    return f"{witness.on.isoformat()} 这天，{case}（{where}）"
