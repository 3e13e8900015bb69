"""What has been said in a reply so far, of which a later clause may speak."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from knowledge.reading.claims.claim_resolution import Proof, WholeReply
from knowledge.reading.claims.condition_scope import ConditionScope
from knowledge.reading.claims.conditions import NamedCondition
from knowledge.reading.claims.cost_topic import CostTopic
from knowledge.reading.claims.demands import Demanded
from knowledge.reading.claims.draft import (
    Draft,
    Statement,
    Surroundings,
    payment_drafts,
    promise_draft,
    statement_drafts,
)
from knowledge.reading.claims.mood import is_question
from knowledge.reading.claims.payment import Payment
from knowledge.reading.claims.reply_times import Promise
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.tokens import Phrase

_GENERAL = re.compile("(?:一般|正常|按理|通常|照理|原则上|平时|常规|按规定|按照规定|本来|按说)")


@dataclass(slots=True)
class Discourse:
    """The state of a reading: drafts, and what was named."""

    about: str
    scope: ConditionScope
    cost: CostTopic
    drafts: list[Draft] = field(default_factory=list)
    acts: set[str] = field(default_factory=set)  # every act that the reply names
    proofs: list[Proof] = field(default_factory=list)
    last_acts: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()  # the topics of the sentence before
    sentence: int = -1
    topics: tuple[str, ...] = ()  # acts of this sentence without a word of granting
    demand: Demanded | None = None  # what the sentence demands so far
    has_but: bool = False  # a "but" stands before, in this sentence

    @property
    def whole(self) -> WholeReply:
        return WholeReply(self.about, self.acts, self.proofs, self.cost.sends_back)

    def begin_sentence(self, number: int) -> None:
        self.earlier = self.topics or self.earlier if self.sentence == number - 1 else ()
        self.scope.begin_sentence(self.sentence == number - 1)
        self.sentence, self.topics, self.has_but = number, (), False
        if self.demand is not None and self.demand.sentence < number - 1:
            self.demand = None

    def elided_acts(self, may_reach_back: bool) -> tuple[str, ...]:
        """Return the acts that a clause without one speaks of: those named last."""
        acts = self.topics
        if not acts and may_reach_back:
            acts = self.last_acts
        return acts if acts or self.drafts else self.earlier

    def state(
        self,
        phrase: Phrase,
        promises: Iterable[Promise] = (),
        stated: Sequence[Statement] = (),
        limits: Sequence[NamedCondition] = (),
        paid: Payment | None = None,
        cost: str = "",
    ) -> None:
        """Keep what a clause states, under the conditions in force; `cost` is the one that it names."""
        first = min((one.start for one in limits), default=phrase.clause.end)
        is_general = _GENERAL.match(phrase.text) is not None
        around = Surroundings(phrase.clause.sentence, first, self.scope.in_force, self.has_but, is_general)
        self.drafts += [promise_draft(promise, around.sentence) for promise in promises]
        for one in stated:
            self.drafts += statement_drafts(one, around)
        name = "" if paid is None else self.cost.settle(cost, paid)
        if paid is not None and name:
            self.drafts += payment_drafts(name, self.cost.lexicon.costs[name].says, paid, around)

    def note(self, phrase: Phrase, topics: tuple[str, ...], stated: Sequence[Statement]) -> None:
        """Remember what a clause names, for the clauses after it."""
        if not is_question(phrase):
            self.proofs += self._proofs(phrase)
        self.topics = tuple(dict.fromkeys((*self.topics, *topics)))
        if stated:
            lexicon = self.cost.lexicon
            acts = (name for one in stated for name in ((one.act,) if one.act else lexicon.acts_of(one.says)))
            self.last_acts = tuple(dict.fromkeys(acts)) or self.last_acts
            self.topics = ()

    def _proofs(self, phrase: Phrase) -> Iterable[Proof]:
        for at, token in enumerate(phrase.tokens):
            if token.sense.paper in self.cost.lexicon.proofs:
                lacks = any(one.plays(Role.NOT, Role.NOT_NEXT) for one in phrase.tokens[max(0, at - 2) : at])
                yield Proof(phrase.clause.sentence, token.sense.paper, lacks, token.start)
