"""The words of a finding in one language: a case, a value and an entry as a trainer calls them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from knowledge.conflicts.conflict import Member, Witness
from knowledge.conflicts.texts import text_in
from knowledge.languages.telling import is_chinese
from knowledge.model.base import SECTION_OF, Base
from knowledge.model.facts import BooleanFact, ChoiceFact, Value

CHINESE, ENGLISH = LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """What a base calls things, between words of one language; names stay as the base writes them."""

    base: Base
    language: str = CHINESE

    def say(self, key: str, **slots: object) -> str:
        return text_in(self.language, key, **slots)

    def join(self, parts: Iterable[str], key: str = "and") -> str:
        return (self.say(key) + ("" if is_chinese(self.language) else " ")).join(parts)

    def case(self, witness: Witness) -> str:
        """Return the facts of a case; the subject's value stands alone, it needs no name."""
        if not witness.facts:
            return self.say("in_any_case")
        facts = self.join((self._fact(name, value) for name, value in witness.facts.items()), "comma")
        return self.say("in_case", facts=facts)

    def sentence(self, witness: Witness) -> str:
        """Return a witness as something that one person tells another: who asks where, about what, how it stands."""
        subject = witness.facts.get(self.base.subject)
        about = self.say("about_anything") if subject is None else self.say("about", subject=self.subject(str(subject)))
        rest = [self._fact_told(name, value) for name, value in witness.facts.items() if name != self.base.subject]
        chinese = f"{witness.on.month}月{witness.on.day}日"
        return self.say(
            "sentence",
            day=chinese if is_chinese(self.language) else witness.on.isoformat(),
            where=self.join(self.channel(channel) for channel in dict.fromkeys(witness.channels)),
            rest=self.join((about, *rest), "comma"),
        )

    def channel(self, channel: str) -> str:
        return self.base.channels[channel].name

    def value(self, outcome: str, value: str | None) -> str:
        """Return an outcome with its value: 退货：可退."""
        known = self.base.outcomes[outcome]
        if value is None:
            return self.say("value", outcome=known.name, value=self.say("nobody"))
        if known.is_duration:
            return self.say("within", outcome=known.name, number=value[:-1], unit=self.say(f"unit_{value[-1]}"))
        return self.say("value", outcome=known.name, value=known.labels.get(value, value))

    def values(self, decided: Mapping[str, str | None]) -> str:
        return self.join(self.value(outcome, value) for outcome, value in decided.items())

    def outcomes(self, outcomes: Iterable[str]) -> str:
        return self.join(self.base.outcomes[outcome].name for outcome in outcomes)

    def names(self, members: Iterable[Member]) -> str:
        return self.join(self.say("entry", title=title(self.base, member), id=member.id) for member in members)

    def subject(self, value: str) -> str:
        fact = self.base.facts[self.base.subject]
        return fact.values[value].name if isinstance(fact, ChoiceFact) else value

    def place(self, key: str) -> str:
        """Return what a text of an entry is called: its channel, or its form."""
        return self.base.channels[key].name if key in self.base.channels else self.say(f"form_{key}")

    def _fact(self, name: str, value: Value) -> str:
        fact = self.base.facts[name]
        label = fact.name or name
        match fact:
            case ChoiceFact(values=values) if fact.subject:
                return values[str(value)].name
            case ChoiceFact(values=values):
                return self.say("fact", name=label, value=values[str(value)].name)
            case BooleanFact():
                return self.say("fact", name=label, value=self.say("yes" if value else "no"))
            case _:
                return self.say("number", name=label, value=value, unit=self._unit(fact.unit))

    def _fact_told(self, name: str, value: Value) -> str:
        fact = self.base.facts[name]
        label = fact.name or name
        match fact:
            case ChoiceFact(values=values):
                return self.say("choice_is", name=label, value=values[str(value)].name)
            case BooleanFact():
                return self.say("is_so" if value else "is_not_so", name=label)
            case _:
                return self.say("number_is", name=label, value=value, unit=self._unit(fact.unit))

    def _unit(self, unit: str) -> str:
        return self.say("unit_day") if unit == "day" else unit


def title(base: Base, member: Member) -> str:
    """Return what an entry is called."""
    entry = getattr(base, SECTION_OF[member.kind])[member.id]
    for key in ("title", "cite", "name"):
        found = getattr(entry, key, None)
        if found:
            return str(found)
    return member.id


def in_each_language(base: Base, tell: Callable[[Words], str]) -> Mapping[str, str]:
    """Return what is told in every language."""
    return {language: tell(Words(base, language)) for language in LANGUAGES}
