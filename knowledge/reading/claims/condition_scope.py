"""The conditions that stand over the clauses of a reply: named in one, replaced or turned over in another."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge.reading.claims.claim import Condition
from knowledge.reading.claims.conditions import NamedCondition
from knowledge.reading.claims.lexicon import opposite
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.tokens import Phrase

_LATER = ("现在不", "现在就不", "现在可不", "如今不", "眼下不", "这会儿不", "之后", "以后", "过后", "此后", "后面就")
_THEN = ("有了", "等有了", "拿到了", "开到了", "补上了")
Scope = Mapping[str, tuple[NamedCondition, bool]]  # fact -> its condition, and whether its clause had claims


@dataclass(slots=True)
class ConditionScope:
    """The conditions in force while a reply is read clause by clause."""

    days: frozenset[str]  # the facts that count days
    named: Scope = field(default_factory=dict)
    before: Scope = field(default_factory=dict)  # those of the sentence before
    had_claims: bool = False  # the clause before had
    has_unless: bool = False  # in this sentence

    @property
    def in_force(self) -> tuple[NamedCondition, ...]:
        return tuple({id(pair[0]): pair[0] for pair in self.named.values()}.values())

    def begin_sentence(self, goes_on: bool) -> None:
        """Begin a sentence; `goes_on` where it is the next one."""
        self.before = self.named if goes_on else {}
        self.named, self.had_claims, self.has_unless = {}, False, False

    def shut_out(self) -> None:
        """Turn over a window that its own clause granted nothing in: 十五天内反馈才能处理，现在退不了."""
        for fact in self.days & self.named.keys():
            one, has_claims = self.named[fact]
            if one.is_only and not has_claims:
                turned = Condition(opposite(one.condition.when), False)
                self.named = {**self.named, fact: (replace(one, condition=turned, is_only=False), False)}

    def cases(self, phrase: Phrase, limits: Sequence[NamedCondition], says: bool) -> Iterator[None]:
        """Set the conditions of a clause, once for each case that it speaks of; `says` where it has claims.

        否则 turns over each condition before it, 超了 those of time alone. What is otherwise so where nothing is
        known of the case before it states nothing; 除非 turns over by itself.
        """
        self.has_unless = self.has_unless or phrase.has(Role.UNLESS)
        for held in self._scopes(phrase, limits, says):
            self.named = held
            yield
        if says or limits:
            self.had_claims = says

    def _scopes(self, phrase: Phrase, limits: Sequence[NamedCondition], says: bool) -> list[Scope]:
        if says and not limits and phrase.has(Role.OTHERWISE) and not self.has_unless:
            return list(_inversions(self.named or self.before))
        if says and not limits and self.named and phrase.text.startswith(_THEN):
            return [dict(pair for held in _inversions(self.named) for pair in held.items())]  # 没有病历报不了，有了就报
        if says and not limits and (phrase.has(Role.BEYOND) or phrase.text.startswith(_LATER)):
            days = self.days & self.named.keys()
            return list(_inversions(self.named, days)) if days else [self.named]
        if not says and not limits and phrase.has(Role.BEYOND) and phrase.bare <= 1:
            days = self.days & self.named.keys()  # 七天内可以退，您这个已经过了
            return [_told(held) for held in _inversions(self.named, days)] if days else [self.named]
        return [_merge(self.named, limits, says, self.had_claims)]


def _merge(kept: Scope, new: Sequence[NamedCondition], has_claims: bool, had_claims: bool) -> Scope:
    """Return the conditions in force after a clause; with claims of its own it replaces those of the one before."""
    if not new:
        return dict(kept)
    held = {fact: pair for fact, pair in kept.items() if not (had_claims and pair[1])}
    for one in new:
        for fact in one.condition.when:
            held[fact] = (one, has_claims)
    return held


def _told(held: Scope) -> Scope:
    """What has passed has passed in this case."""
    return {
        fact: (replace(one, condition=replace(one.condition, strict=False)), False) for fact, (one, _) in held.items()
    }


def _inversions(kept: Scope, only: Collection[str] | None = None) -> Iterator[Scope]:
    """Yield, for each fact in force (or for these `only`), the cases in which its condition does not hold."""
    for fact in kept if only is None else sorted(only):
        found, _ = kept[fact]
        condition = Condition(opposite(found.condition.when), True)
        rest = {other: pair for other, pair in kept.items() if only is not None and other not in only}
        yield {**rest, fact: (replace(found, condition=condition, is_only=False), True)}
