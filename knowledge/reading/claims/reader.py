"""What a reply states about outcomes, and for which cases: the lexicon of a base read over its sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest

from knowledge.model.base import Base, ClaimsPart
from knowledge.model.facts import Fact, IntegerFact
from knowledge.model.outcomes import Outcome
from knowledge.problem import Problem
from knowledge.reading.claims.claim import Claim
from knowledge.reading.claims.claim_resolution import resolve_claims
from knowledge.reading.claims.clause_reader import ClauseReader
from knowledge.reading.claims.condition_scope import ConditionScope
from knowledge.reading.claims.cost_topic import CostTopic
from knowledge.reading.claims.discourse import Discourse
from knowledge.reading.claims.lexicon import Lexicon
from knowledge.reading.claims.lexicon_compiler import compile_lexicon
from knowledge.reading.claims.other_cases import without_other_cases
from knowledge.reading.claims.reply_times import Days, ReplyTimes
from knowledge.reading.claims.short_answers import answer
from knowledge.reading.claims.stake import Stake
from knowledge.reading.claims.tokens import Read, tokenise


@dataclass(frozen=True, slots=True)
class LexiconSource:
    """What the reading of claims is made from; an edit of another entry leaves it as it is."""

    claims: tuple[ClaimsPart, ...]
    facts: tuple[tuple[str, Fact], ...]
    outcomes: tuple[tuple[str, Outcome], ...]
    spellings: Mapping[str, str]

    @staticmethod
    def of(base: Base) -> LexiconSource:
        return LexiconSource(base.claims, tuple(base.facts.items()), tuple(base.outcomes.items()), base.terms.spellings)


_newest: list[tuple[LexiconSource, ClaimsReader]] = []  # one at most; checks, analysis and answers ask for the same


@dataclass(frozen=True, slots=True)
class ClaimsReader:
    """Reads the claims of replies; `problems` are the faults of the base's lexicon."""

    lexicon: Lexicon
    problems: tuple[Problem, ...]
    subject: str
    days: Days

    @staticmethod
    def of(base: Base) -> ClaimsReader:
        """Return the reader of a base; the last one is kept, for compiling takes a quarter of a second."""
        made_from = LexiconSource.of(base)
        for known, reader in _newest[:1]:
            if known == made_from:
                return reader
        compiled = ClaimsReader._compiled(base)
        if not compiled.problems:
            _newest[:] = [(made_from, compiled)]
        return compiled

    @staticmethod
    def _compiled(base: Base) -> ClaimsReader:
        lexicon, problems = compile_lexicon(base)
        whole = {name: fact for name, fact in base.facts.items() if isinstance(fact, IntegerFact)}
        words = tuple((name, fact.phrases) for name, fact in whole.items())
        days = Days(words, {name: (fact.min, fact.max) for name, fact in whole.items()})
        return ClaimsReader(lexicon, problems, base.subject, days)

    def read(self, reply: str, about: str = "", asked: str = "") -> tuple[Claim, ...]:
        """Return the claims of a reply in order; `about` is the known subject, `asked` the message it answers."""
        return self.read_tokens(self.tokens(reply), about, asked)

    def tokens(self, text: str) -> Read:
        """Return what a text tells of the case at hand as clauses of tokens, for whoever reads it more than once."""
        read = tokenise(text, self.lexicon)
        return replace(read, phrases=without_other_cases(read.phrases))

    def read_tokens(self, read: Read, about: str = "", asked: str = "") -> tuple[Claim, ...]:
        """Return what `read` returns, of a reply in tokens."""
        scope = ConditionScope(frozenset(fact for fact, _ in self.days.words))
        said = Discourse(about, scope, CostTopic(self.lexicon))
        stake = Stake(self.lexicon, about, asked)
        times = ReplyTimes(self.lexicon, self.days, about)
        reader = ClauseReader(self.lexicon, self.subject, times, said, stake)
        for phrase, following in zip_longest(read.phrases, read.phrases[1:]):
            reader.read(phrase, following)
        if not said.drafts and asked:
            answer(said, times, read.phrases, stake)
        claims = resolve_claims(said.drafts, self.lexicon, said.whole)
        return tuple(replace(claim, span=read.normal.span(*claim.span)) for claim in claims)
