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
from knowledge.reading.facts import Reading
from knowledge.reading.forbidden import ForbiddenFound, ForbiddenWords
from knowledge.reading.mentions import Mention
from service.assist.assistant import Assistant
from service.assist.understand import made_out


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


@dataclass(frozen=True, slots=True)
class Asked:
    """What the facts of a case are made out from: the message, what the log gives, and the day."""

    text: str
    given: tuple[tuple[str, Value], ...]
    day: date


class Judging:
    """Judges replies over one assistant; keeps nothing from one stretch to the next."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.base = assistant.base
        self._claims = ClaimsReader.of(assistant.base)
        self._forbidden = ForbiddenWords(assistant.base.terms)
        self._known: dict[Asked, tuple[Mapping[str, Value], bool | None]] = {}

    def prepare(self, replies: Sequence[Sent]) -> None:
        """Understand the messages of a stretch in one go.

        What is kept is the stretch's alone: its outcome must not turn on what the same worker saw before.
        """
        self._known = {}
        unclear: dict[Asked, Reading] = {}
        for sent in replies:
            if not sent.asked or _key(sent) in self._known:
                continue
            reading = self.assistant.reader.read(sent.asked, sent.day)
            told = stated(reading.subject)
            if self.base.subject in sent.facts or len(told) == 1:
                self._known[_key(sent)] = self._read(reading, told, sent.facts), None
            else:
                unclear[_key(sent)] = reading
        self._rank(unclear)

    def _read(self, reading: Reading, told: Sequence[str], given: Mapping[str, Value]) -> Mapping[str, Value]:
        facts = {name: fact.value for name, fact in reading.facts.items()}
        return {**facts, **({self.base.subject: told[0]} if len(told) == 1 else {}), **given}

    def _rank(self, unclear: Mapping[Asked, Reading]) -> None:
        """Understand the messages that do not state their issue; texts of like length are encoded together."""
        order = sorted(unclear, key=lambda asked: (len(asked.text), asked.text, asked.day, asked.given))
        rankings = self.assistant.retriever.rank_many(
            [asked.text for asked in order], [unclear[asked].subject for asked in order]
        )
        for asked, ranking in zip(order, rankings, strict=True):
            found = made_out(self.assistant, asked.text, unclear[asked], ranking, dict(asked.given), (), asked.day)
            first = found.ranked[0].probability if found.ranked else 0.0
            answered = not self.assistant.retriever.is_silent(first, found.none)
            self._known[asked] = {name: fact.value for name, fact in found.facts.items()}, answered

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
        if _key(sent) not in self._known:
            self.prepare([sent])
        return self._known[_key(sent)]


def _key(sent: Sent) -> Asked:
    return Asked(sent.asked, tuple(sorted(sent.facts.items())), sent.day)


def stated(mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Return the values of the subject that a message states outright.

    One of them is as good a reading as the ranker's: on the 273 policy questions of the suites that state exactly one
    it is right for 255, the ranker for 257, at a tenth of the cost.
    """
    told = (str(mention.value) for mention in mentions if not mention.is_denied and not mention.is_wondered)
    return tuple(dict.fromkeys(told))
