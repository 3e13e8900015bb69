"""What an exam is made with: an assistant, its wording reader, and a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from knowledge.deciding.decide import Decider, Decision
from knowledge.deciding.verdict import Judgement, judge
from knowledge.model.base import Base
from knowledge.model.case import Case
from knowledge.model.facts import Value
from knowledge.reading.claims.reader import ClaimsReader
from knowledge.reading.facts.reader import FactReader, Reading
from service.answers.script import fact_label, script, value_label


class Teacher(Protocol):
    """What an exam needs of an assistant; nothing is searched."""

    @property
    def base(self) -> Base: ...
    @property
    def decider(self) -> Decider: ...
    @property
    def reader(self) -> FactReader: ...
    def policies_of(self, issue: str) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Teaching:
    """Decides cases and judges replies as the service does."""

    assistant: Teacher
    reader: ClaimsReader
    on: date
    _read: dict[str, Reading] = field(default_factory=dict, compare=False, repr=False)

    def scripted(self, channel: str, facts: Mapping[str, Value], outcomes: Iterable[str]) -> tuple[str, str] | None:
        """Return the policy that decides most of these outcomes in a case and has a text for it, and that text."""
        base, decider = self.assistant.base, self.assistant.decider
        decision = self.decided(channel, facts)
        deciding = [key for outcome in outcomes for key in decision.policies.get(outcome, ()) if base.policies[key].say]
        if not deciding:
            return None
        key = max(dict.fromkeys(deciding), key=deciding.count)
        return key, script(base.policies[key], decider, Case(channel, self.on, facts), decision.decided)

    def decided(self, channel: str, facts: Mapping[str, Value]) -> Decision:
        return self.assistant.decider.decide(Case(channel, self.on, facts))

    def reading(self, text: str) -> Reading:
        """Return what a customer's line states, read once."""
        if text not in self._read:
            self._read[text] = self.assistant.reader.read(text, self.on)
        return self._read[text]

    def policies_of(self, channel: str, facts: Mapping[str, Value], outcome: str) -> tuple[str, ...]:
        """Return the policies that decide an outcome in a case."""
        return tuple(self.decided(channel, facts).policies.get(outcome, ()))

    def judged(self, reply: str, channel: str, facts: Mapping[str, Value]) -> Judgement:
        subject = str(facts.get(self.assistant.base.subject, ""))
        return judge(self.assistant.decider, Case(channel, self.on, facts), self.reader.read(reply, subject))

    def facts_in_words(self, facts: Mapping[str, Value]) -> str:
        """Return facts as an agent reads them: 签收天数 8，封口已拆 否."""
        base = self.assistant.base
        return "，".join(
            f"{base.facts[name].name or name} {fact_label(base, name, value)}" for name, value in facts.items()
        )

    def value_in_words(self, outcome: str, value: str) -> str:
        known = self.assistant.base.outcomes[outcome]
        return f"{known.name}{value_label(known, value)}"
