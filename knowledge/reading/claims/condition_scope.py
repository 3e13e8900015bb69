"""The conditions that stand over the clauses of a reply: named in one, replaced or turned over in another."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge.reading.claims.claim import Condition
from knowledge.reading.claims.conditions import Found
from knowledge.reading.claims.lexicon import opposite
from knowledge.reading.claims.tokens import Phrase

Held = Mapping[str, tuple[Found, bool]]  # fact -> its condition, and whether its clause had claims


@dataclass(slots=True)
class Standing:
    """The conditions in force while a reply is read clause by clause."""

    days: frozenset[str]  # the facts that count days
    held: Held = field(default_factory=dict)
    before: Held = field(default_factory=dict)  # those of the sentence before
    had_claims: bool = False  # the clause before had
    has_unless: bool = False  # in this sentence

    @property
    def in_force(self) -> tuple[Found, ...]:
        return tuple({id(pair[0]): pair[0] for pair in self.held.values()}.values())

    def next_sentence(self, goes_on: bool) -> None:
        """Begin a sentence; `goes_on` where it is the next one."""
        self.before = self.held if goes_on else {}
        self.held, self.had_claims, self.has_unless = {}, False, False

    def cases(self, phrase: Phrase, limits: Sequence[Found], says: bool) -> Iterator[None]:
        """Set the conditions of a clause, once for each case that it speaks of; `says` where it has claims.

        否则 turns over each condition before it, 超了 those of time alone. What is otherwise so where nothing is
        known of the case before it states nothing; 除非 turns over by itself.
        """
        self.has_unless = self.has_unless or phrase.has("unless")
        for held in self._turned(phrase, limits, says):
            self.held = held
            yield
        if says or limits:
            self.had_claims = says

    def _turned(self, phrase: Phrase, limits: Sequence[Found], says: bool) -> list[Held]:
        if says and not limits and phrase.has("otherwise") and not self.has_unless:
            return list(_turned_over(self.held or self.before))
        if says and not limits and phrase.has("beyond"):
            days = self.days & self.held.keys()
            return list(_turned_over(self.held, days)) if days else [self.held]
        return [_merged(self.held, limits, says, self.had_claims)]


def _merged(kept: Held, new: Sequence[Found], has_claims: bool, had_claims: bool) -> Held:
    """Return the conditions in force after a clause; with claims of its own it replaces those of the one before."""
    if not new:
        return dict(kept)
    held = {fact: pair for fact, pair in kept.items() if not (had_claims and pair[1])}
    for one in new:
        for fact in one.condition.when:
            held[fact] = (one, has_claims)
    return held


def _turned_over(kept: Held, only: Collection[str] | None = None) -> Iterator[Held]:
    """Yield, for each fact in force (or for these `only`), the cases in which its condition does not hold."""
    for fact in kept if only is None else sorted(only):
        found, _ = kept[fact]
        condition = Condition(opposite(found.condition.when), True)
        rest = {other: pair for other, pair in kept.items() if only is not None and other not in only}
        yield {**rest, fact: (replace(found, condition=condition, is_only=False), True)}
