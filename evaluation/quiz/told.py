"""A case as a customer brings it: a side of a bound, a line that fits its facts, and the reply that the base gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from evaluation.boundaries import Boundary
from evaluation.quiz.teaching import Teaching
from knowledge.model.conditions import When, matches
from knowledge.model.facts import ChoiceFact, Value


@dataclass(frozen=True, slots=True)
class Told:
    """A case, what the customer says, the reply and the decision; `other_reply` is that of the bound's other side."""

    policy: str
    channel: str
    text: str
    facts: Mapping[str, Value]
    reply: str
    decision: Mapping[str, str]
    outcomes: tuple[str, ...]  # decided differently on the two sides of the bound
    other_reply: str


def told(teaching: Teaching, boundary: Boundary, is_inside: bool, text: str) -> Told | None:
    """Return one side of a bound under a customer's line; None where the base does not reply otherwise to the other."""
    here, there = (
        teaching.scripted(boundary.channel, boundary.side(side), boundary.changes)
        for side in (is_inside, not is_inside)
    )
    if here is None or there is None or here[1] == there[1]:
        return None
    facts = boundary.side(is_inside)
    decision = teaching.decided(boundary.channel, facts).decided
    return Told(here[0], boundary.channel, text, facts, here[1], decision, tuple(boundary.changes), there[1])


def lines(teaching: Teaching, issue: str, channel: str, facts: Mapping[str, Value], random: Random) -> Iterator[str]:
    """Yield the questions of the base that a customer in this case would ask, in an order drawn by seed.

    They are those of the policies that hold in it.
    """
    base = teaching.assistant.base
    if not fits(teaching, _name(teaching, issue), channel, facts):
        return
    policies = (base.policies[key] for key in teaching.assistant.policies_of(issue))
    holding = (one for one in policies if (one.channels is None or channel in one.channels) and _holds(one.when, facts))
    asks = list(dict.fromkeys(ask for one in holding for ask in one.asks))
    random.shuffle(asks)
    yield from (ask for ask in asks if fits(teaching, ask, channel, facts))


def _name(teaching: Teaching, issue: str) -> str:
    """Return what an issue is called, which tells facts too: 用了没效果 was opened."""
    subject = teaching.assistant.base.facts[teaching.assistant.base.subject]
    return subject.values[issue].name if isinstance(subject, ChoiceFact) else ""


def _holds(when: When, facts: Mapping[str, Value]) -> bool:
    """Say whether a condition holds by known facts alone: what it asks of others may be what its questions tell."""
    ways = when.any or ({},)
    return any(
        all(name in facts and matches(matcher, facts[name]) for name, matcher in {**when.all, **way}.items())
        for way in ways
    )


def fits(teaching: Teaching, text: str, channel: str, facts: Mapping[str, Value]) -> bool:
    """Say whether nothing that a line states speaks against the case, nor would change what is decided in it."""
    reading = teaching.reading(text)
    subject = teaching.assistant.base.subject
    stated = (mention.value for mention in reading.subject if not mention.is_denied and not mention.is_wondered)
    if any(value != facts[subject] for value in stated):
        return False
    for name, least in reading.at_least.items():
        if name in facts and int(facts[name]) < int(least.value):
            return False
    read = {name: one.value for name, one in reading.facts.items()}
    if any(name in facts and facts[name] != value for name, value in read.items()):
        return False
    more = {name: value for name, value in read.items() if name not in facts}
    return not more or teaching.decided(channel, {**facts, **more}).decided == teaching.decided(channel, facts).decided
