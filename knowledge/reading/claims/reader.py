"""What a reply states about outcomes, and for which cases: the lexicon of a base read over its sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest

from knowledge.facts import IntegerFact
from knowledge.folder import Base
from knowledge.problem import Problem
from knowledge.reading.claims.claim import Claim
from knowledge.reading.claims.claim_resolution import settled
from knowledge.reading.claims.condition_scope import Standing
from knowledge.reading.claims.discourse import Reply
from knowledge.reading.claims.lexicon import Lexicon
from knowledge.reading.claims.lexicon_compiler import lexicon
from knowledge.reading.claims.reply_times import Days, Timing
from knowledge.reading.claims.short_answers import answer
from knowledge.reading.claims.tokens import tokenise


@dataclass(frozen=True, slots=True)
class ClaimsReader:
    """Reads the claims of replies; `problems` are the faults of the base's lexicon."""

    lexicon: Lexicon
    problems: tuple[Problem, ...]
    subject: str
    days: Days

    @staticmethod
    def of(base: Base) -> ClaimsReader:
        """Return the reader of a base."""
        compiled, problems = lexicon(base)
        whole = {name: fact for name, fact in base.facts.items() if isinstance(fact, IntegerFact)}
        words = tuple((name, fact.phrases) for name, fact in whole.items())
        days = Days(words, {name: (fact.min, fact.max) for name, fact in whole.items()})
        return ClaimsReader(compiled, problems, base.subject, days)

    def read(self, reply: str, about: str = "", asked: str = "") -> tuple[Claim, ...]:
        """Return the claims of a reply in order; `about` is the known subject, `asked` the message it answers."""
        read = tokenise(reply, self.lexicon)
        standing = Standing(frozenset(fact for fact, _ in self.days.words))
        found = Reply(self.lexicon, Timing(self.lexicon, self.days, about), self.subject, about, standing)
        for phrase, following in zip_longest(read.phrases, read.phrases[1:]):
            found.clause(phrase, following)
        if not found.drafts and asked:
            answer(found, read.phrases, tokenise(asked, self.lexicon).phrases)
        claims = settled(found.drafts, self.lexicon, found.around)
        return tuple(replace(claim, span=read.normal.span(*claim.span)) for claim in claims)
