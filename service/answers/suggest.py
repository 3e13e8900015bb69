"""Consistent replies for one customer message: what is decided, what to say on this channel, why, and what to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from indexer.ranker.ranker import Ranked
from indexer.ranker.targets import ISSUE, issue_of
from indexer.retriever import Confidence
from knowledge.deciding.decide import Decision, FactQuestion
from knowledge.model.base import SECTION_OF, Base
from knowledge.model.case import Case
from knowledge.model.entries import AnyEntry, Policy
from knowledge.model.facts import Value, assumed
from knowledge.reading.facts.phrasebook import Mention
from service.answers.answer import ReadFact, Source
from service.answers.assistant import Assistant
from service.answers.choosing import Offer, offers
from service.answers.lower_bounds import with_lower_bounds
from service.answers.script import script
from service.answers.suggestion import AttachedFile, Suggestion, Suggestions, Why
from service.answers.understand import Given, Turn, Understood, understand

_ALSO = 0.003  # probability from which an alternative is listed under a first suggestion that stands
# probability from which a more urgent issue that is stated leads: below it the ranker has weighed the two already
_AS_LIKELY = 0.4

_Made = tuple[Suggestion, tuple[FactQuestion, ...]]


@dataclass(frozen=True, slots=True)
class CustomerMessage:
    """One customer's message and what is known around it; `facts` are typed and win over what the text says."""

    text: str
    on: date
    channel: str | None = None
    facts: Given = field(default_factory=dict)
    conversation: tuple[Turn, ...] = ()
    limit: int = 3


def suggest(assistant: Assistant, message: CustomerMessage) -> Suggestions:
    """Suggest for one message; an empty list is an honest answer."""
    understood = understand(assistant, message.text, message.facts, message.conversation, message.on)
    led = _led(assistant, understood)
    says_nothing = not understood.ranking.heard.text and assistant.base.subject not in understood.facts
    if says_nothing or not led or assistant.retriever.is_silent(led[0].probability, understood.none):
        return _answer(assistant, understood, ())
    return _answer(assistant, understood, tuple(_suggestions(assistant, message, understood, led)))


def _answer(assistant: Assistant, understood: Understood, made: Sequence[_Made]) -> Suggestions:
    asks = {ask.fact: ask for _, asked in made[:1] for ask in asked}
    return Suggestions(
        facts=_with_assumed(assistant.base, understood.facts),
        suggestions=tuple(suggestion for suggestion, _ in made),
        ask=tuple(asks.values()),
        snapshot=assistant.snapshot,
    )


def _led(assistant: Assistant, understood: Understood) -> list[Ranked]:
    """Return the targets in the order of their suggestions: of several issues that are stated the most urgent leads."""
    ranked = [item for item in understood.ranked if item.probability >= _ALSO]
    if not ranked or ranked[0].target[0] != ISSUE:
        return ranked
    stated = {str(mention.value) for mention in understood.ranking.heard.mentions if _is_stated(mention)}
    # every issue that the message states is answered, however sure the first one is
    ranked += [
        item for item in understood.ranked if item not in ranked and item.target in {(ISSUE, one) for one in stated}
    ]
    together = [
        item
        for item in ranked
        if item.target[0] == ISSUE and item.target[1] in stated and item.probability >= _AS_LIKELY
    ]
    if len(together) < 2 or ranked[0] not in together:
        return ranked
    order = {issue: rank for rank, issue in enumerate(assistant.base.subject_values())}
    urgent = sorted(together, key=lambda item: order.get(item.target[1], len(order)))
    scores = sorted((item.probability for item in together), reverse=True)
    lead = [Ranked(item.target, score) for item, score in zip(urgent, scores, strict=True)]
    return [*lead, *(item for item in ranked if item not in together)]


def _is_stated(mention: Mention) -> bool:
    return not mention.is_denied and not mention.is_wondered


def _suggestions(
    assistant: Assistant, message: CustomerMessage, understood: Understood, led: Sequence[Ranked]
) -> Iterator[_Made]:
    known = {name: fact.value for name, fact in understood.facts.items()}
    count = 0
    for item in led:
        if count >= message.limit:
            return
        facts, differing = _facts_for(assistant.base, item, known, understood)
        case = Case(message.channel, message.on, facts)
        narrow = case
        if assistant.base.subject in facts:
            narrow = with_lower_bounds(assistant.decider, case, understood.at_least)
        found = offers(assistant, item.target, _taken(assistant.base, narrow), understood.ranking)
        if not found:
            continue
        count += 1
        yield _suggestion(assistant, item, found[0], case, narrow, differing)


def _facts_for(
    base: Base, item: Ranked, known: Mapping[str, Value], understood: Understood
) -> tuple[Mapping[str, Value], Mapping[str, Value]]:
    """Return the facts that a target is resolved for, and those of them that differ from the case's own."""
    subject = base.subject
    issue: str | None = item.target[1] if item.target[0] == ISSUE else None
    if item.target[0] == "policy":
        issue = issue_of(base, base.policies[item.target[1]])
    if issue is None or known.get(subject) == issue:
        return known, {}
    return {**known, subject: issue}, {subject: issue}


def _taken(base: Base, case: Case) -> Case:
    """Return the case with what is assumed while unknown: a policy for the other value is not offered."""
    taken = {
        name: value
        for name, fact in base.facts.items()
        if name not in case.facts and (value := assumed(fact)) is not None
    }
    return Case(case.channel, case.on, {**taken, **case.facts})


def _suggestion(
    assistant: Assistant, item: Ranked, offer: Offer, case: Case, narrow: Case, differing: Mapping[str, Value]
) -> _Made:
    """Make a suggestion for the case; what is decided is decided for the `narrow` one, with its lower bounds."""
    base = assistant.base
    decision = assistant.decider.decide(narrow) if base.subject in case.facts else Decision()
    level = assistant.retriever.level(item.probability)
    if decision.contested and level is Confidence.HIGH:
        level = Confidence.MEDIUM
    entry = offer.entry
    section = SECTION_OF[offer.kind]
    suggestion = Suggestion(
        kind=offer.kind,
        id=offer.id,
        title=str(getattr(entry, "title", None) or getattr(entry, "name", None) or getattr(entry, "cite", "")),
        reply=script(entry, assistant.decider, case, decision.decided),
        score=round(item.probability, 4),
        confidence=level,
        decision=decision.decided if isinstance(entry, Policy) or offer.kind == "statute" else {},
        case=differing,
        open=decision.open if isinstance(entry, Policy) else (),
        contested=tuple(found.outcome for found in decision.contested) if isinstance(entry, Policy) else (),
        why=Why(
            matched=offer.hit.text if offer.hit else None,
            basis=_basis(base, entry, decision),
            policies=decision.policies if isinstance(entry, Policy) else {},
        ),
        source=Source.of(base.locate(section, offer.id)),
        overdue=bool(entry.review and entry.review.expires and entry.review.expires < case.on),
        attachments=tuple(AttachedFile.of(one) for one in entry.attachments),
    )
    return suggestion, _asks(base, entry, case, decision)


def _basis(base: Base, entry: AnyEntry, decision: Decision) -> tuple[str, ...]:
    """Return the statutes that the entry and the policies behind the decision rest on."""
    if not isinstance(entry, Policy):
        return ()
    deciding = [base.policies[key] for keys in decision.policies.values() for key in keys]
    return tuple(dict.fromkeys(name for policy in (entry, *deciding) for name in policy.basis))


def _asks(base: Base, entry: AnyEntry, case: Case, decision: Decision) -> tuple[FactQuestion, ...]:
    if isinstance(entry, Policy):
        return decision.ask
    wanted = getattr(entry, "ask", ())
    return tuple(FactQuestion(name, base.facts[name].ask) for name in wanted if name not in case.facts)


def _with_assumed(base: Base, facts: Mapping[str, ReadFact]) -> Mapping[str, ReadFact]:
    taken = {
        name: ReadFact(value=value, origin="assumed")
        for name, fact in base.facts.items()
        if (value := assumed(fact)) is not None
    }
    return {**taken, **facts}
