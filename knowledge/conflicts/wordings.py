"""The words of a finding: a case, a value and an entry as a trainer calls them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from knowledge.conflicts.conflict import Member, Witness
from knowledge.model.base import SECTION_OF, Base
from knowledge.model.facts import BooleanFact, ChoiceFact, Value

_UNITS = {"m": "分钟", "h": "小时", "d": "天"}
_FACT_UNITS = {"day": "天"}


def case_in_words(base: Base, witness: Witness) -> str:
    """Return the facts of a case; the subject's value stands alone, it needs no name."""
    if not witness.facts:
        return "任何情形下"
    return "「" + "，".join(_fact(base, name, value) for name, value in witness.facts.items()) + "」的情形下"


def sentence(base: Base, witness: Witness) -> str:
    """Return a witness as something that one person tells another: who asks where, about what, and how it stands."""
    where = "、".join(channel_in_words(base, channel) for channel in dict.fromkeys(witness.channels))
    subject = witness.facts.get(base.subject)
    about = f"问的是「{subject_in_words(base, str(subject))}」" if subject is not None else "不管问的是什么"
    rest = [_fact_told(base, name, value) for name, value in witness.facts.items() if name != base.subject]
    day = f"{witness.on.month}月{witness.on.day}日"
    return "，".join([f"{day}，一位顾客在{where}来问", about, *rest]) + "。"


def _fact_told(base: Base, name: str, value: Value) -> str:
    fact = base.facts[name]
    label = fact.name or name
    match fact:
        case ChoiceFact(values=values):
            return f"{label}是「{values[str(value)].name}」"
        case BooleanFact():
            return f"「{label}」{'是的' if value else '没有'}"
        case _:
            return f"{label}是 {value} {_FACT_UNITS.get(fact.unit, fact.unit)}".rstrip()


def channel_in_words(base: Base, channel: str) -> str:
    return base.channels[channel].name


def value_in_words(base: Base, outcome: str, value: str | None) -> str:
    """Return an outcome with its value: 退货：可退."""
    known = base.outcomes[outcome]
    if value is None:
        return f"{known.name}：没有人定"
    if known.is_duration:
        return f"{known.name}：{value[:-1]}{_UNITS[value[-1]]}内"
    return f"{known.name}：{known.labels.get(value, value)}"


def values_in_words(base: Base, decided: Mapping[str, str | None]) -> str:
    return "、".join(value_in_words(base, outcome, value) for outcome, value in decided.items())


def names_in_words(base: Base, outcomes: Iterable[str]) -> str:
    return "、".join(base.outcomes[outcome].name for outcome in outcomes)


def title(base: Base, member: Member) -> str:
    """Return what an entry is called."""
    entry = getattr(base, SECTION_OF[member.kind])[member.id]
    for key in ("title", "cite", "name"):
        found = getattr(entry, key, None)
        if found:
            return str(found)
    return member.id


def names(base: Base, members: Iterable[Member]) -> str:
    return "、".join(f"「{title(base, member)}」（{member.id}）" for member in members)


def subject_in_words(base: Base, value: str) -> str:
    fact = base.facts[base.subject]
    return fact.values[value].name if isinstance(fact, ChoiceFact) else value


def _fact(base: Base, name: str, value: Value) -> str:
    fact = base.facts[name]
    label = fact.name or name
    match fact:
        case ChoiceFact(values=values):
            return values[str(value)].name if fact.subject else f"{label}：{values[str(value)].name}"
        case BooleanFact():
            return f"{label}：{'是' if value else '否'}"
        case _:
            return f"{label}：{value}{_FACT_UNITS.get(fact.unit, fact.unit)}"
