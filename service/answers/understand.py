"""What a message says in its conversation: the facts of the case, and what it can mean in the base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from indexer.ranker.ranker import Ranked, Ranking
from indexer.ranker.targets import ISSUE
from knowledge.model.facts import Value
from knowledge.reading.facts.answers import answers
from knowledge.reading.facts.reader import Reading
from knowledge.reading.normal import normalise
from service.answers.answer import ReadFact
from service.answers.assistant import Assistant

Given = Mapping[str, Value | None]  # None: not known, whatever the text says
TURNS = 4  # messages of the customer that a follow-up may rest on
SURE = 0.5  # probability from which an issue is a fact of the case
_FOLLOWS = 0.6  # a message less sure than this may be a follow-up


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far."""

    role: Literal["customer", "agent"]
    text: str


@dataclass(frozen=True, slots=True)
class Understood:
    """The facts, the targets with probabilities (likeliest first), and the ranking that they come from."""

    facts: Mapping[str, ReadFact]
    ranked: tuple[Ranked, ...]
    none: float  # probability that nothing of the base is meant
    ranking: Ranking
    at_least: Mapping[str, int] = field(default_factory=dict)  # the least that an unknown number can be


def understand(assistant: Assistant, text: str, given: Given, conversation: Sequence[Turn], today: date) -> Understood:
    """Read the message; given facts win over read ones, and the message over what was said before it."""
    reading = assistant.reader.read(text, today)
    is_misread = given.get(assistant.base.subject, "") is None
    ranking = assistant.retriever.rank(text, () if is_misread else reading.subject)
    return understood_of(assistant, text, reading, ranking, given, conversation, today)


def understood_of(
    assistant: Assistant,
    text: str,
    reading: Reading,
    ranking: Ranking,
    given: Given,
    conversation: Sequence[Turn],
    today: date,
) -> Understood:
    """Return what `understand` does, for a message that was read and ranked already."""
    found = _understood(assistant, text, reading, ranking, given, conversation, today)
    at_least = _at_least(assistant, reading, conversation, today)
    unknown = {name: least for name, least in at_least.items() if name not in found.facts and name not in given}
    return replace(found, at_least=unknown)


def _understood(
    assistant: Assistant,
    text: str,
    reading: Reading,
    ranking: Ranking,
    given: Given,
    conversation: Sequence[Turn],
    today: date,
) -> Understood:
    subject = assistant.base.subject
    earlier = [turn.text for turn in conversation if turn.role == "customer" and turn.text.strip()][-TURNS:]
    facts = _facts_said(assistant, text, reading, conversation, today)
    facts = {name: fact for name, fact in facts.items() if name not in given} | facts_given(given)
    ranked = ranking.ranked
    if subject in facts:
        ranked = _with_issue(ranking, str(facts[subject].value))
        return Understood(facts, ranked, 0.0, ranking)
    if subject in given:
        return Understood(facts, ranked, ranking.none, ranking)
    top = ranked[0] if ranked else None
    if earlier and (top is None or top.probability < _FOLLOWS):
        carried = _carried_issue(assistant, earlier, today)
        if carried is not None:
            facts[subject] = ReadFact(value=carried.target[1], origin="conversation")
            return Understood(facts, _blended(ranking, carried), ranking.none * (1 - carried.probability), ranking)
    if top is not None and top.target[0] == ISSUE and top.probability >= SURE:
        span = _issue_span(reading, text, top.target[1])
        facts[subject] = ReadFact(value=top.target[1], origin="text", span=span)
    return Understood(facts, ranked, ranking.none, ranking)


def facts_given(given: Given) -> dict[str, ReadFact]:
    """Return the facts that are given a value."""
    return {name: ReadFact(value=value, origin="given") for name, value in given.items() if value is not None}


def _facts_said(
    assistant: Assistant, text: str, reading: Reading, conversation: Sequence[Turn], today: date
) -> dict[str, ReadFact]:
    """Return what the customer states: the newest of each fact, answers to what the agent asked among them."""
    facts: dict[str, ReadFact] = {}
    question = ""
    for turn in _recent(conversation):
        if turn.role == "agent":
            question = turn.text
            continue
        stated = assistant.reader.read(turn.text, today).facts
        said = {**stated, **answers(assistant.reader, turn.text, question, tuple(facts), stated, today)}
        facts |= {name: ReadFact(value=read.value, origin="conversation") for name, read in said.items()}
        question = ""
    said = {**reading.facts, **answers(assistant.reader, text, question, tuple(facts), reading.facts, today)}
    return facts | {name: ReadFact(value=read.value, origin="text", span=read.span) for name, read in said.items()}


def _at_least(assistant: Assistant, reading: Reading, conversation: Sequence[Turn], today: date) -> dict[str, int]:
    """Return the greatest lower bound of each number that the customer told of: 用了两个月."""
    found: dict[str, int] = {}
    texts = [turn.text for turn in _recent(conversation) if turn.role == "customer"]
    for one in (*(assistant.reader.read(text, today) for text in texts), reading):
        for name, read in one.at_least.items():
            found[name] = max(found.get(name, 0), int(read.value))
    return found


def _recent(conversation: Sequence[Turn]) -> Sequence[Turn]:
    """Return the newest turns, back to the last few of the customer's."""
    spoken = [at for at, turn in enumerate(conversation) if turn.role == "customer" and turn.text.strip()][-TURNS:]
    return conversation[max(0, spoken[0] - 1) :] if spoken else conversation[-1:]


def _carried_issue(assistant: Assistant, earlier: Sequence[str], today: date) -> Ranked | None:
    """Return the issue that the conversation is about: the newest message that is sure of one."""
    for text in reversed(earlier):
        ranking = assistant.retriever.rank(text)
        if ranking.ranked and ranking.ranked[0].target[0] == ISSUE and ranking.ranked[0].probability >= SURE:
            return ranking.ranked[0]
    return None


def _with_issue(ranking: Ranking, issue: str) -> tuple[Ranked, ...]:
    """Give an issue that is known the share of all other issues and of silence: the message need not say it again."""
    share = ranking.none + sum(
        item.probability for item in ranking.ranked if item.target[0] in (ISSUE, "policy", "statute")
    )
    others = [item for item in ranking.ranked if item.target[0] not in (ISSUE, "policy", "statute")]
    loose = [Ranked(item.target, item.probability * 0.5) for item in ranking.ranked if item.target[0] == "policy"]
    return _sorted([Ranked((ISSUE, issue), share), *others, *loose])


def _blended(ranking: Ranking, carried: Ranked) -> tuple[Ranked, ...]:
    """Let a follow-up mean the issue of its conversation as far as it means nothing else."""
    share = carried.probability * (
        ranking.none + sum(item.probability for item in ranking.ranked if item.target[0] in (ISSUE, "policy"))
    )
    rest = [item for item in ranking.ranked if item.target != carried.target]
    kept = [
        Ranked(item.target, item.probability * (0.5 if item.target[0] in (ISSUE, "policy") else 1.0)) for item in rest
    ]
    return _sorted([Ranked(carried.target, share), *kept])


def _sorted(ranked: Sequence[Ranked]) -> tuple[Ranked, ...]:
    return tuple(sorted(ranked, key=lambda item: (-item.probability, item.target)))


def _issue_span(reading: Reading, text: str, issue: str) -> tuple[int, int]:
    """Return the first phrase that states the issue, or the whole message where its meaning tells it."""
    stated = [mention for mention in reading.subject if mention.value == issue and not mention.is_denied]
    if stated:
        return reading.normal.span(stated[0].start, stated[0].end)
    return (0, len(text)) if normalise(text) else (0, 0)
