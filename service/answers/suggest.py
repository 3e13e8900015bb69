"""Consistent replies for one customer message: what is decided, what to say on this channel, why, and what to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from indexer.ranker.ranker import Ranked
from indexer.retriever import Confidence
from knowledge.deciding.decide import Decider, Decision, FactQuestion
from knowledge.model.base import SECTION_OF, Base
from knowledge.model.case import Case
from knowledge.model.entries import AnyEntry, Policy
from knowledge.model.facts import Value, assumed_value
from service.answers.answer import ReadFact, Source
from service.answers.assistant import Assistant
from service.answers.disagreement import disagreements
from service.answers.lower_bounds import with_lower_bounds
from service.answers.matters import Offer, matters
from service.answers.script import script
from service.answers.suggestion import AttachedFile, Suggestion, Suggestions, Why
from service.answers.understand import Given, Turn, Understood, understand
from service.tracing import span

_ALSO = 0.003  # probability from which an alternative is listed under a first suggestion that stands

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
    with span("understand"):
        understood = understand(
            assistant, message.text, message.facts, message.conversation, message.on, message.channel
        )
    says_nothing = not understood.ranking.heard.text and assistant.base.subject not in understood.facts
    with span("choose"):
        offered = Offer(()) if says_nothing else matters(assistant, understood, message.channel, message.on)
    listed = [item for place, item in enumerate(offered.ranked) if not place or item.probability >= _ALSO]
    with span("decide"):
        made = tuple(_suggestions(assistant, message, understood, listed[: message.limit]))
        return _answer(assistant, message, understood, tuple(_marked(one, offered) for one in made))


def _marked(made: _Made, offered: Offer) -> _Made:
    """Say of a suggestion whether it answers a matter of its own."""
    suggestion, asks = made
    is_matter = (suggestion.kind, suggestion.id) in offered.matters
    return (suggestion.model_copy(update={"matter": True}) if is_matter else suggestion), asks


def _answer(
    assistant: Assistant, message: CustomerMessage, understood: Understood, made: Sequence[_Made]
) -> Suggestions:
    asks = {ask.fact: ask for _, asked in made[:1] for ask in asked}
    return Suggestions(
        facts=_with_assumed(assistant.base, understood.facts),
        suggestions=tuple(suggestion for suggestion, _ in made),
        ask=tuple(asks.values()),
        contradicted=disagreements(assistant, message.text, message.facts, message.conversation, message.on),
        snapshot=assistant.snapshot,
    )


def _suggestions(
    assistant: Assistant, message: CustomerMessage, understood: Understood, listed: Sequence[Ranked]
) -> Iterator[_Made]:
    known = {name: fact.value for name, fact in understood.facts.items()}
    for place, item in enumerate(listed):
        facts, differing = _facts_for(assistant, item, known)
        case = narrow = Case(message.channel, message.on, facts)
        if assistant.base.subject in facts:
            narrow = with_lower_bounds(assistant.decider, case, understood.at_least)
        score = assistant.retriever.calibration.acceptable(item.probability) if not place else item.probability
        yield _suggestion(assistant, item, score, understood, case, narrow, differing)


def _facts_for(
    assistant: Assistant, item: Ranked, known: Mapping[str, Value]
) -> tuple[Mapping[str, Value], Mapping[str, Value]]:
    """Return the facts that a script is resolved for, and those of them that differ from the case's own."""
    subject = assistant.base.subject
    issue = assistant.issue_of(item.target)
    if issue is None or known.get(subject) == issue:
        return known, {}
    return {**known, subject: issue}, {subject: issue}


def _suggestion(
    assistant: Assistant,
    item: Ranked,
    score: float,
    understood: Understood,
    case: Case,
    narrow: Case,
    differing: Mapping[str, Value],
) -> _Made:
    """Make a suggestion for the case; what is decided is decided for the `narrow` one, with its lower bounds."""
    base = assistant.base
    kind, key = item.target
    section = SECTION_OF[kind]
    entry: AnyEntry = getattr(base, section)[key]
    decision = assistant.decider.decide(narrow) if base.subject in case.facts else Decision()
    level = assistant.retriever.level(item.probability)
    if level is Confidence.HIGH and (decision.contested or item.fit.holds is None):
        level = Confidence.MEDIUM
    hit = assistant.retriever.nearest(understood.ranking, item.target)
    suggestion = Suggestion(
        kind=kind,
        id=key,
        title=str(getattr(entry, "title", None) or getattr(entry, "name", None) or getattr(entry, "cite", "")),
        reply=script(entry, assistant.decider, case, decision.decided),
        score=round(min(1.0, score), 4),
        confidence=level,
        decision=decision.decided if kind in ("policy", "statute") else {},
        case=differing,
        assumed=decision.assumed if isinstance(entry, Policy) else {},
        open=decision.open if isinstance(entry, Policy) else (),
        contested=tuple(found.outcome for found in decision.contested) if isinstance(entry, Policy) else (),
        why=Why(
            matched=hit.text if hit else None,
            basis=_basis(base, entry, decision),
            policies=decision.policies if isinstance(entry, Policy) else {},
        ),
        source=Source.of(base.locate(section, key)),
        overdue=bool(entry.review and entry.review.expires and entry.review.expires < case.on),
        attachments=tuple(AttachedFile.of(one) for one in entry.attachments),
    )
    asked = _asks(assistant.decider, entry, case, decision)
    if item.fit.holds is None:
        asked = _settling_first(base, assistant.applicability.unsettled(item.target, narrow.facts), asked)
    return suggestion, asked


def _basis(base: Base, entry: AnyEntry, decision: Decision) -> tuple[str, ...]:
    """Return the statutes that the entry and the policies behind the decision rest on."""
    if not isinstance(entry, Policy):
        return ()
    deciding = [base.policies[key] for keys in decision.policies.values() for key in keys]
    return tuple(dict.fromkeys(name for policy in (entry, *deciding) for name in policy.basis))


def _asks(decider: Decider, entry: AnyEntry, case: Case, decision: Decision) -> tuple[FactQuestion, ...]:
    """Return what to ask first; of an entry with texts for cases what a text before the one that holds turns on."""
    if isinstance(entry, Policy):
        return decision.ask
    wanted = [name for name in getattr(entry, "ask", ()) if name not in case.facts]
    cases = getattr(entry, "cases", ())
    holds = [decider.space.holds(decider.space.region(one.when), case.facts) for one in cases]
    if any(holds):
        before = cases[: holds.index(True)]
        tellers = {name for one in before for name in (*one.when.all, *(fact for way in one.when.any for fact in way))}
        wanted = [name for name in wanted if name in tellers]
    return tuple(FactQuestion(name, decider.base.facts[name].ask) for name in wanted)


def _settling_first(base: Base, facts: Sequence[str], asked: Sequence[FactQuestion]) -> tuple[FactQuestion, ...]:
    """Put first what settles whether the script itself is the right one; the rest keep their order."""
    told = {one.fact: one for one in asked}
    rank = {one.fact: place for place, one in enumerate(asked)}
    first = sorted(facts, key=lambda name: rank.get(name, len(rank)))
    own = [told.get(name) or FactQuestion(name, base.facts[name].ask) for name in first]
    return (*own, *(one for one in asked if one.fact not in facts))


def _with_assumed(base: Base, facts: Mapping[str, ReadFact]) -> Mapping[str, ReadFact]:
    taken = {
        name: ReadFact(value=value, origin="assumed")
        for name, fact in base.facts.items()
        if (value := assumed_value(fact)) is not None
    }
    return {**taken, **facts}
