"""What a window grants is refused where its reply tells that this case lies outside: 七天内可以退，您这都十天了."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from knowledge.model.conditions import Between, Matcher, OneOf, matches
from knowledge.model.facts import Value
from knowledge.reading.claims.conditions import NamedCondition
from knowledge.reading.claims.draft import Draft, Statement
from knowledge.reading.claims.lexicon import Lexicon
from knowledge.reading.claims.polarity import Signs
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.statements import act_statement
from knowledge.reading.claims.tokens import Phrase


def outside(
    phrase: Phrase, limits: Sequence[NamedCondition], drafts: Sequence[Draft], days: Collection[str], lexicon: Lexicon
) -> tuple[Statement, ...]:
    """Return what a clause that states nothing by itself refuses of what the sentence granted within days."""
    if phrase.clause.asks or not phrase.tokens:
        return ()
    windows = _windows(drafts, phrase.clause.sentence, days)
    has_passed = not limits and phrase.has(Role.BEYOND) and phrase.has(Role.ASSERTED, Role.CUSTOMER, Role.YOUR)
    signs = Signs(-1, True, False, phrase.tokens[0].start, phrase.tokens[-1].end)
    return tuple(
        act_statement(lexicon, act, signs)
        for act, window in windows.items()
        if (has_passed and phrase.bare <= 1) or any(_lies_outside(one, window) for one in limits)
    )


def _windows(drafts: Sequence[Draft], sentence: int, days: Collection[str]) -> Mapping[str, Mapping[str, Matcher]]:
    """Return the acts that the sentence, or the one before, grants within days alone, each with its window."""
    found: dict[str, Mapping[str, Matcher]] = {}
    for draft in drafts:
        within = {fact: one for limit in draft.conditions for fact, one in limit.condition.when.items() if fact in days}
        if draft.act and draft.is_granted and within and draft.sentence >= sentence - 1:
            found[draft.act] = within
    return found


def _lies_outside(told: NamedCondition, window: Mapping[str, Matcher]) -> bool:
    """Say whether what is told of this case, and is no condition, lies outside a window."""
    if told.condition.strict:
        return False
    return any(
        fact in window and not any(matches(window[fact], value) for value in _values(matcher))
        for fact, matcher in told.condition.when.items()
    )


def _values(matcher: Matcher) -> Collection[Value]:
    match matcher:
        case OneOf(values):
            return values
        case Between(low, high):
            return (low, high)
        case _:
            return ()
