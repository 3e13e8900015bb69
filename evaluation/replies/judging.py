"""One sent reply to what is wrong in it: the facts of its case, its claims held against them, forbidden words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from evaluation.replies.sent import Sent
from knowledge.deciding.decide import Decision
from knowledge.deciding.verdict import JudgedClaim, Judgement
from knowledge.model.case import Case
from knowledge.model.facts import Value
from knowledge.reading.facts.phrasebook import Mention
from knowledge.reading.forbidden import ForbiddenFound, ForbiddenWords
from knowledge.reading.normal import normalise
from service.answers.assistant import Assistant
from service.answers.instead import instead
from service.answers.two_readers import Certainty, Reply, TwiceJudged
from service.answers.understand import SURE_ALONE, TURNS, facts_of, read_of, understood_of
from service.store.gaps import is_greeting


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one reply; `answered` is None where nothing was asked."""

    case: Case
    decision: Decision
    judgement: Judgement
    forbidden: tuple[ForbiddenFound, ...]
    answered: bool | None
    certainty: Certainty | None = None

    @property
    def said(self) -> Mapping[str, str]:
        """What the reply states of outcomes, for this case; of two statements the first."""
        return {found.claim.outcome: found.claim.value for found in reversed(self.judgement.findings)}


@dataclass(frozen=True, slots=True)
class Meant:
    """What a message says without its day: the issue, if it tells one, and whether the base holds an answer.

    `answered` is None where the issue stands in the words and nothing was searched; a message that is not clear alone
    may follow on what was said before it.
    """

    issue: str | None
    answered: bool | None
    is_clear: bool = True


class Judging:
    """Judges replies over one assistant; keeps nothing from one stretch to the next."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.base = assistant.base
        self._readers = assistant.readers
        self._forbidden = ForbiddenWords(assistant.base.terms)
        self._meant: Mapping[str, Meant] = {}

    def prepare(self, replies: Sequence[Sent], known: Mapping[str, Meant] | None = None) -> None:
        """Understand the messages of a stretch in one go, but for those that are known already.

        What is kept is the stretch's alone: its outcome must not turn on what the same worker saw before.
        """
        texts = {text for sent in replies for text in _texts(sent) if self.base.subject not in sent.facts}
        before = known or {}
        self._meant = {**before, **self.understood(sorted(texts - before.keys()))}

    def understood(self, texts: Sequence[str]) -> Mapping[str, Meant]:
        """Return what each message means; those that do not state one issue are ranked, like lengths together."""
        someday = date(2000, 1, 3)  # what a message means does not turn on the day
        readings = {text: self.assistant.reader.read(text, someday) for text in texts}
        told = {text: _stated_issues(reading.subject) for text, reading in readings.items()}
        unclear = sorted((text for text in texts if len(told[text]) != 1), key=lambda text: (len(text), text))
        found = {text: Meant(issues[0], None) for text, issues in told.items() if len(issues) == 1}
        facts = {text: facts_of(self.assistant, text, readings[text], {}, (), someday) for text in unclear}
        read = [read_of(self.assistant, readings[text], facts[text], {}) for text in unclear]
        around = Case(None, someday, {})
        for text, ranking in zip(unclear, self.assistant.retriever.rank_many(unclear, read), strict=True):
            understood = understood_of(self.assistant, text, readings[text], facts[text], ranking, {}, (), around)
            issue = understood.facts.get(self.base.subject)
            first = understood.ranked[0].probability if understood.ranked else 0.0
            answered = not self.assistant.retriever.is_silent(first, understood.none)
            found[text] = Meant(None if issue is None else str(issue.value), answered, first >= SURE_ALONE)
        return found

    def judged(self, sent: Sent) -> Judged:
        """Judge one reply on the day it was sent."""
        return self.judged_many([sent])[0]

    def judged_many(self, replies: Sequence[Sent]) -> list[Judged]:
        """Judge replies, each on the day it was sent; the learned reader reads them in one go."""
        facts = [self._facts(sent) for sent in replies]
        cases = [Case(sent.channel, sent.day, known) for sent, (known, _) in zip(replies, facts, strict=True)]
        twice = self._readers.judge_many(
            [Reply(sent.reply, sent.asked, case) for sent, case in zip(replies, cases, strict=True)]
        )
        return [
            self._judged(sent, case, answered, found)
            for sent, case, (_, answered), found in zip(replies, cases, facts, twice, strict=True)
        ]

    def _judged(self, sent: Sent, case: Case, answered: bool | None, found: TwiceJudged) -> Judged:
        subject = str(case.facts.get(self.base.subject, ""))
        decision = self.assistant.decider.decide(case) if subject else Decision()
        if answered is None and sent.asked and subject:
            answered = bool(decision.decided or decision.open or decision.contested)
        if answered is False and is_greeting(normalise(sent.asked)):
            answered = None  # it asks nothing
        forbidden = self._forbidden.find(sent.reply)
        return Judged(case, decision, found.judgement, forbidden, answered, found.certainty)

    def instead(self, case: Case, finding: JudgedClaim) -> str:
        """Return what to say in place of a wrong claim, empty where no script says it."""
        return instead(self.assistant, case, finding)

    def case_of(self, sent: Sent) -> Case:
        """Return the case that a reply answers."""
        return Case(sent.channel, sent.day, self._facts(sent)[0])

    def _facts(self, sent: Sent) -> tuple[Mapping[str, Value], bool | None]:
        """Return the facts of the case, given ones first, and whether the base has an answer, where it was searched."""
        if not sent.asked and not sent.before:
            return sent.facts, None
        read = self._read(sent)
        if self.base.subject in sent.facts:
            return {**read, **sent.facts}, None
        meant = self._meaning(sent)
        told = {} if meant.issue is None else {self.base.subject: meant.issue}
        return {**read, **told, **sent.facts}, meant.answered

    def _read(self, sent: Sent) -> Mapping[str, Value]:
        reading = self.assistant.reader.read(sent.asked, sent.day)
        if not sent.before:
            return {name: fact.value for name, fact in reading.facts.items()}
        facts = facts_of(self.assistant, sent.asked, reading, {}, sent.before, sent.day)
        return {name: fact.value for name, fact in facts.items()}

    def _meaning(self, sent: Sent) -> Meant:
        """Return what the message means in its conversation: where it is not clear alone, what the newest one does."""
        texts = _texts(sent)
        if any(text not in self._meant for text in texts):
            self.prepare([sent])
        meant = self._meant[sent.asked] if sent.asked else Meant(None, None, is_clear=False)
        if meant.is_clear:
            return meant
        earlier = (self._meant[turn.text].issue for turn in reversed(sent.before) if turn.text in texts)
        carried = next((issue for issue in earlier if issue is not None), None)
        return meant if carried is None else Meant(carried, None)


def _texts(sent: Sent) -> tuple[str, ...]:
    """Return the customer's messages that a reply's case rests on."""
    earlier = [turn.text for turn in sent.before if turn.role == "customer"][-TURNS:]
    return tuple(dict.fromkeys(text for text in (*earlier, sent.asked) if text))


def _stated_issues(mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Return the values of the subject that a message states outright.

    One of them is as good a reading as the ranker's: on the 273 policy questions of the suites that state exactly one
    it is right for 255, the ranker for 257, at a tenth of the cost.
    """
    told = (str(mention.value) for mention in mentions if not mention.is_denied and not mention.is_wondered)
    return tuple(dict.fromkeys(told))
