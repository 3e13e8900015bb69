"""The facts that a customer's message states, with their spans in the message as sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.model.base import Base
from knowledge.model.facts import BooleanFact, ChoiceFact, Fact, Value
from knowledge.reading.facts.actions import ActionBook
from knowledge.reading.facts.day_facts import DayFacts, day_facts
from knowledge.reading.facts.phrasebook import Mention, Phrasebook
from knowledge.reading.normal import Normal
from knowledge.reading.spellings import NO_SPELLINGS, Spellings
from knowledge.reading.time.calendar_days import Spoken
from knowledge.reading.time.moments import spoken_times


@dataclass(frozen=True, slots=True)
class FactRead:
    """A fact that the text states; the span counts code points of the text as sent, the end excluded."""

    fact: str
    value: Value
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message states: facts, and the mentions of the subject that a decision on the subject weighs."""

    facts: Mapping[str, FactRead]  # every fact but the subject
    at_least: Mapping[str, FactRead]  # the least that a number can be where it is not stated: 用了半个月
    subject: tuple[Mention, ...]
    normal: Normal


_CORRECTED = re.compile(  # 昨天收的，不对，是前天
    r"[,。!;~\n ](?:[哦啊呃额诶唉]+[, ]?)?(?:不对|不是不是|(?:说|打|记|搞|写)错了?|更正一?下?|纠正一?下?|口误|错了)"
    r"(?:[,。!;:\n ]+|(?=应该|是|我)|(?<=了)(?=[上前昨今大这本周\d一二三四五六七八九十两]|星期|礼拜))"
)


class FactReader:
    """Reads the facts of one base out of messages; compiled once, without state between messages."""

    def __init__(self, facts: Mapping[str, Fact], subject: str, spellings: Spellings = NO_SPELLINGS) -> None:
        self.facts = facts
        self.day_facts = frozenset(day_facts(facts))
        self._subject = subject
        self._phrases = Phrasebook(facts, spellings)
        self._actions = ActionBook(facts, spellings)
        self._used = frozenset(_facts_of_use(facts))
        self._days = DayFacts(facts, spellings)
        self._general = dict(_general(facts, spellings))
        self._spellings = spellings

    @classmethod
    def of(cls, base: Base) -> FactReader:
        """Return the reader of a base."""
        return cls(base.facts, base.subject, Spellings(base.terms.spellings))

    def read(self, text: str, today: date) -> Reading:
        """Return what `text` states; `today` is the day that 昨天 and 上周三 are counted from."""
        normal = self.normal_form(text)
        facts, at_least, subject = self._facts_in(normal, normal.text, today)
        again = _CORRECTED.search(normal.text)
        if again is not None:
            facts |= self._corrected(facts, normal, again.end(), today)
        return Reading(facts, at_least, subject, normal)

    def normal_form(self, text: str) -> Normal:
        """Return the normal form in which the reader reads."""
        return self._spellings.normal_form(text)

    def days_named(self, text: str) -> tuple[str, ...]:
        """Return the facts that count days and that words of normal `text` speak of: 签收, 付款."""
        return self._days.named(text)

    def actions_named(self, text: str) -> tuple[str, ...]:
        """Return the facts of which an action stands in normal `text`, done or not."""
        return self._actions.facts_named(text)

    def _corrected(self, facts: Mapping[str, FactRead], normal: Normal, start: int, today: date) -> dict[str, FactRead]:
        """Read what stands behind 不对，是…; a day without words counts the fact that was counted before."""
        later, _, _ = self._facts_in(normal, " " * start + normal.text[start:], today)
        earlier = [name for name, read in facts.items() if name in self.day_facts]
        time = next(iter(spoken_times(normal.text[start:], today)), None)
        if time is not None and len(earlier) == 1 and not self.day_facts & later.keys():
            span = normal.span(start + time.start, start + time.end)
            later[earlier[0]] = FactRead(earlier[0], self._days.within(earlier[0], time.days), span)
        return later

    def _facts_in(
        self, normal: Normal, text: str, today: date
    ) -> tuple[dict[str, FactRead], dict[str, FactRead], tuple[Mention, ...]]:
        """Return the facts, the lower bounds and the mentions of the subject in `text`, which lies as in `normal`."""
        actions = self._actions.find(text)
        mentions = sorted((*self._phrases.find(text), *actions), key=lambda mention: mention.start)
        by_fact: dict[str, list[Mention]] = {}
        for mention in mentions:
            by_fact.setdefault(mention.fact, []).append(mention)
        subject = tuple(by_fact.pop(self._subject, ()))
        uses = [action for action in actions if action.is_use]
        is_used = any(not use.is_wondered for use in uses)
        found: dict[str, FactRead] = {}
        for name, mine in by_fact.items():
            chosen = _choose(self.facts[name], mine)
            is_general = not is_used and name in self._general and self._general[name].search(text)
            if chosen is not None and not is_general:
                found[name] = FactRead(name, chosen[0], normal.span(chosen[1].start, chosen[1].end))
        stated = {name: read.value for name, read in found.items()}
        lasting = [one for one in actions if one.fact in self._used and one.value is True and not one.is_wondered]
        days = self._days.read(text, today, stated, uses, lasting)
        return found | _read(days.days, normal), _read(days.at_least, normal), subject


def _facts_of_use(facts: Mapping[str, Fact]) -> Iterator[str]:
    """Yield the facts of which an action tells use without naming a thing: 用了, 抹过."""
    for name, fact in facts.items():
        if isinstance(fact, BooleanFact) and any(not action.to for action in fact.phrases.actions):
            yield name


def _read(days: Mapping[str, tuple[int, Spoken]], normal: Normal) -> dict[str, FactRead]:
    return {name: FactRead(name, count, normal.span(time.start, time.end)) for name, (count, time) in days.items()}


def _general(facts: Mapping[str, Fact], spellings: Spellings) -> Iterator[tuple[str, re.Pattern[str]]]:
    for name, fact in facts.items():
        if isinstance(fact, ChoiceFact) and fact.general:
            yield name, re.compile("|".join(re.escape(spellings.normalise(word)) for word in fact.general))


def _choose(fact: Fact, mentions: Sequence[Mention]) -> tuple[Value, Mention] | None:
    """Return the value that the mentions of one fact state, and the mention that states it."""
    match fact:
        case BooleanFact():
            stated = [
                (mention.value != mention.is_denied if isinstance(mention.value, bool) else mention.value, mention)
                for mention in mentions
            ]
            sure = [pair for pair in stated if not pair[1].is_wondered] or stated
            return next((pair for pair in sure if pair[0] is True), sure[0])
        case ChoiceFact():
            sure_mentions = [mention for mention in mentions if not (mention.is_denied or mention.is_wondered)]
            order = {value: rank for rank, value in enumerate(dict.fromkeys((*fact.urgency, *fact.values)))}
            ranked = sorted(
                sure_mentions,
                key=lambda mention: (order.get(str(mention.value), 0) if fact.urgency else 0, mention.start),
            )
            return (ranked[0].value, ranked[0]) if ranked else None
        case _:
            return None
