"""One sent reply to what is wrong in it: the facts of its case, its claims held against them, forbidden words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from evaluation.replies.sent import Sent
from knowledge.case import Case
from knowledge.decide import Decision
from knowledge.facts import Value
from knowledge.judge import Judgement, judge
from knowledge.reading.claims import ClaimsReader
from knowledge.reading.forbidden import ForbiddenFound, ForbiddenWords
from knowledge.reading.mentions import Mention
from knowledge.reading.normal import normalise
from service.assist.assistant import Assistant
from service.assist.understand import understand

_REMEMBERED = 8192  # messages: customers ask much the same


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one reply; `answered` is None where nothing was asked."""

    case: Case
    decision: Decision
    judgement: Judgement
    forbidden: tuple[ForbiddenFound, ...]
    answered: bool | None

    @property
    def said(self) -> Mapping[str, str]:
        """What the reply states of outcomes, for this case; of two statements the first."""
        return {found.claim.outcome: found.claim.value for found in reversed(self.judgement.findings)}


class Judging:
    """Judges replies over one assistant; keeps nothing between them but what the parts remember."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.base = assistant.base
        self._claims = ClaimsReader.of(assistant.base)
        self._forbidden = ForbiddenWords(assistant.base.terms)
        self._known: dict[tuple[str, tuple[tuple[str, Value], ...], date], tuple[Mapping[str, Value], bool]] = {}

    def prepare(self, replies: Sequence[Sent]) -> None:
        """Encode the messages that must be understood in one go: the encoder remembers them."""
        texts = {normalise(sent.asked) for sent in replies if self._must_be_understood(sent)}
        if texts:
            self.assistant.workshop.encoder.encode_queries(sorted(texts))

    def judged(self, sent: Sent) -> Judged:
        """Judge one reply on the day it was sent."""
        facts, answered = self._facts(sent)
        case = Case(sent.channel, sent.day, facts)
        subject = str(facts.get(self.base.subject, ""))
        claims = self._claims.read(sent.reply, subject, sent.asked)
        found = judge(self.assistant.decider, case, claims)
        decision = self.assistant.decider.decide(case) if subject else Decision()
        if answered is None and sent.asked and subject:
            answered = bool(decision.decided or decision.open or decision.contested)
        return Judged(case, decision, found, self._forbidden.find(sent.reply), answered)

    def case_of(self, sent: Sent) -> Case:
        """Return the case that a reply answers."""
        return Case(sent.channel, sent.day, self._facts(sent)[0])

    def _facts(self, sent: Sent) -> tuple[Mapping[str, Value], bool | None]:
        """Return the facts of the case, given ones first, and whether the base has an answer, where it was searched."""
        if not sent.asked:
            return sent.facts, None
        reading = self.assistant.reader.read(sent.asked, sent.day)
        read = {name: fact.value for name, fact in reading.facts.items()}
        subject = self.base.subject
        if subject in sent.facts:
            return {**read, **sent.facts}, None
        told = stated(reading.subject)
        if len(told) == 1:
            return {**read, subject: told[0], **sent.facts}, None
        key = (sent.asked, tuple(sorted(sent.facts.items())), sent.day)
        if key not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = self._understood(sent.asked, sent.facts, sent.day)
        return self._known[key]

    def _understood(self, asked: str, given: Mapping[str, Value], day: date) -> tuple[Mapping[str, Value], bool]:
        found = understand(self.assistant, asked, given, (), day)
        first = found.ranked[0].probability if found.ranked else 0.0
        answered = not self.assistant.retriever.is_silent(first, found.none)
        return {name: fact.value for name, fact in found.facts.items()}, answered

    def _must_be_understood(self, sent: Sent) -> bool:
        if not sent.asked or self.base.subject in sent.facts:
            return False
        return len(stated(self.assistant.reader.read(sent.asked, sent.day).subject)) != 1


def stated(mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Return the values of the subject that a message states outright.

    One of them is as good a reading as the ranker's: on the 273 policy questions of the suites that state exactly one
    it is right for 255, the ranker for 257, at a tenth of the cost.
    """
    told = (str(mention.value) for mention in mentions if not mention.is_denied and not mention.is_wondered)
    return tuple(dict.fromkeys(told))
