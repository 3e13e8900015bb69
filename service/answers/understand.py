"""What a message says in its conversation: the facts of the case, and what it can mean in the base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from indexer.ranker.ranker import Ranked, Ranking
from indexer.retriever import Read
from knowledge.deciding.decide import Decision
from knowledge.model.case import Case
from knowledge.model.facts import Value
from knowledge.reading.facts.answers import answers
from knowledge.reading.facts.reader import Reading
from knowledge.reading.normal import normalise
from service.answers.answer import ReadFact
from service.answers.assistant import Assistant
from service.answers.choosing import ordered, settled, with_issue
from service.answers.declared import with_declared
from service.answers.follow_up import is_bare, is_follow_up

Given = Mapping[str, Value | None]  # None: not known, whatever the text says
TURNS = 4  # messages of the customer that a follow-up may rest on
SURE = 0.5  # probability from which an issue is a fact of the case
SURE_ALONE = 0.6  # a message less sure than this may be a follow-up


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far."""

    role: Literal["customer", "agent"]
    text: str


@dataclass(frozen=True, slots=True)
class Understood:
    """The facts, the scripts with probabilities (likeliest first), and the ranking that they come from."""

    facts: Mapping[str, ReadFact]
    ranked: tuple[Ranked, ...]
    none: float  # probability that nothing of the base is meant
    ranking: Ranking
    at_least: Mapping[str, int] = field(default_factory=dict)  # the least that an unknown number can be


def understand(
    assistant: Assistant,
    text: str,
    given: Given,
    conversation: Sequence[Turn],
    today: date,
    channel: str | None = None,
) -> Understood:
    """Read the message; given facts win over read ones, and the message over what was said before it."""
    reading = assistant.reader.read(text, today)
    facts = facts_of(assistant, text, reading, given, conversation, today)
    ranking = assistant.retriever.rank(text, read_of(assistant, reading, facts, given))
    return understood_of(assistant, text, reading, facts, ranking, given, conversation, Case(channel, today, {}))


def facts_of(
    assistant: Assistant, text: str, reading: Reading, given: Given, conversation: Sequence[Turn], today: date
) -> dict[str, ReadFact]:
    """Return what is known of a case before its message is ranked: given, stated in it, or said before it."""
    facts = _facts_said(assistant, text, reading, conversation, today)
    return {name: fact for name, fact in facts.items() if name not in given} | facts_given(given)


def read_of(assistant: Assistant, reading: Reading, facts: Mapping[str, ReadFact], given: Given) -> Read:
    """Return what the ranker weighs of a reading; an issue that was given as unknown was misread in the text."""
    is_misread = given.get(assistant.base.subject, "") is None
    return Read(() if is_misread else reading.subject, {name: fact.value for name, fact in facts.items()})


def understood_of(
    assistant: Assistant,
    text: str,
    reading: Reading,
    known: Mapping[str, ReadFact],
    ranking: Ranking,
    given: Given,
    conversation: Sequence[Turn],
    around: Case,
) -> Understood:
    """Return what `understand` does, for a message that was read and ranked already; `around` has channel and day."""
    at_least = _at_least(assistant, reading, conversation, around.on)
    unknown = {name: least for name, least in at_least.items() if name not in known and name not in given}
    subject = assistant.base.subject
    facts = dict(known)
    case = Case(around.channel, around.on, {name: fact.value for name, fact in facts.items()})
    if subject in facts:
        given_issue = str(facts[subject].value)
        ranked = with_issue(
            assistant, settled(assistant, ranking.ranked, case, unknown), ranking.none, case, given_issue, unknown
        )
        return Understood(facts, ranked, 0.0, ranking, unknown)
    ranked = settled(assistant, ranking.ranked, case, unknown)
    if subject in given:
        return Understood(facts, ranked, ranking.none, ranking, unknown)
    ranked, none = with_declared(assistant, ranked, ranking, case, unknown)
    issue, probability = _likeliest_issue(assistant, ranked)
    earlier = _earlier(conversation)
    is_unsure = not ranked or ranked[0].probability < SURE_ALONE
    if earlier and (is_unsure or (not reading.subject and (probability < SURE or is_bare(assistant, text)))):
        carried, carried_probability = _carried_issue(assistant, earlier, around.on)
        goes_on = carried is not None and is_follow_up(assistant, text, _decided(assistant, case, carried))
        if carried is not None and (is_unsure or goes_on):
            facts[subject] = ReadFact(value=carried, origin="conversation")
            kept = _of_issue(assistant, ranked, carried) if goes_on else ranked
            rest = none + sum(one.probability for one in ranked) - sum(one.probability for one in kept)
            followed = with_issue(assistant, kept, rest, case, carried, unknown)
            none *= 1 - carried_probability
            return Understood(facts, _blended(ranked, followed, carried_probability), none, ranking, unknown)
    if issue is not None and probability >= SURE and ranking.heard.text:
        facts[subject] = ReadFact(value=issue, origin="text", span=_issue_span(reading, text, issue))
    return Understood(facts, ranked, none, ranking, unknown)


def _likeliest_issue(assistant: Assistant, ranked: Sequence[Ranked]) -> tuple[str | None, float]:
    """Return the issue whose scripts together are the likeliest, and how likely; None where no script has one."""
    sums: dict[str, float] = {}
    for item in ranked:
        issue = assistant.issue_of(item.target)
        if issue is not None:
            sums[issue] = sums.get(issue, 0.0) + item.probability
    best = max(sums, key=lambda issue: sums[issue], default=None)
    return best, sums.get(best, 0.0) if best is not None else 0.0


def _earlier(conversation: Sequence[Turn]) -> list[str]:
    return [turn.text for turn in conversation if turn.role == "customer" and turn.text.strip()][-TURNS:]


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


def _carried_issue(assistant: Assistant, earlier: Sequence[str], today: date) -> tuple[str | None, float]:
    """Return the issue that the conversation is about: that of the newest message that is sure of one."""
    for text in reversed(earlier):
        reading = assistant.reader.read(text, today)
        ranking = assistant.retriever.rank(text, read_of(assistant, reading, {}, {}))
        ranked, _ = with_declared(assistant, ranking.ranked, ranking, Case(None, today, {}), {})
        issue, probability = _likeliest_issue(assistant, ranked)
        if probability >= SURE:
            return issue, probability
    return None, 0.0


def _decided(assistant: Assistant, case: Case, issue: str) -> Decision:
    return assistant.decider.decide(Case(case.channel, case.on, {**case.facts, assistant.base.subject: issue}))


def _of_issue(assistant: Assistant, ranked: Sequence[Ranked], issue: str) -> Sequence[Ranked]:
    """Return the scripts of an issue, and those that decide nothing: a bare 能退吗 asks for what the issue decides."""
    own = {("policy", key) for key in assistant.policies_of(issue)}
    return [item for item in ranked if item.target in own or item.target[0] not in ("policy", "statute")]


def _blended(ranked: Sequence[Ranked], followed: Sequence[Ranked], share: float) -> tuple[Ranked, ...]:
    """Let a follow-up mean the issue of its conversation as far as that was sure."""
    alone = {item.target: item for item in ranked}
    both = {item.target: item for item in followed}
    return ordered(
        [
            Ranked(
                target,
                share * (both[target].probability if target in both else 0.0)
                + (1 - share) * (alone[target].probability if target in alone else 0.0),
                (both.get(target) or alone[target]).fit,
            )
            for target in {**alone, **both}
        ]
    )


def _issue_span(reading: Reading, text: str, issue: str) -> tuple[int, int]:
    """Return the first phrase that states the issue, or the whole message where its meaning tells it."""
    stated = [mention for mention in reading.subject if mention.value == issue and not mention.is_denied]
    if stated:
        return reading.normal.span(stated[0].start, stated[0].end)
    return (0, len(text)) if normalise(text) else (0, 0)
