"""The conditions inside a sentence: which facts a clause limits its claims to, and how strictly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.conditions import Matcher, Not
from knowledge.reading.claim import Condition
from knowledge.reading.lexicon import Limit
from knowledge.reading.polarity import denies_a_limit
from knowledge.reading.tokens import Phrase, Token

_IF = ("if", "if-end", "if-act", "only", "unless")


@dataclass(frozen=True, slots=True)
class Found:
    """A condition that a clause names; `outcomes` limits it to claims of these, empty for all."""

    condition: Condition
    outcomes: tuple[str, ...]
    start: int
    is_only: bool


def conditions(
    phrase: Phrase, mute: Sequence[bool], subject: str, times: Sequence[tuple[Token, str, Matcher]]
) -> tuple[Found, ...]:
    """Return the conditions of a clause; `times` are its limits in days with their facts, `subject` the subject's fact."""
    supposed = phrase.has(*_IF)
    only = phrase.has("only") or (
        _ends_in_only(phrase) and (phrase.has("limit") or any(_is_bounded(token) for token, _, _ in times))
    )
    if phrase.has("regardless"):
        found = [
            Found(_condition(phrase, at, token.sense.limit, supposed), token.sense.limit.outcomes, token.start, only)
            for at, token in enumerate(phrase.tokens)
            if token.sense.limit is not None and subject in token.sense.limit.when and not mute[at]
        ]
        return tuple(found)
    found = []
    for at, token in enumerate(phrase.tokens):
        limit = token.sense.limit
        if limit is not None and not mute[at] and not _is_compound(phrase, at):
            found.append(Found(_condition(phrase, at, limit, supposed), limit.outcomes, token.start, only))
    for token, fact, matcher in times:
        strict = supposed or not (
            _is_told_of_this_case(phrase, token) or token.duration is None or token.duration.side == "none"
        )
        if phrase.has("unless"):
            matcher = Not(matcher)
        found.append(Found(Condition({fact: matcher}, strict), (), token.start, only))
    return tuple(found)


def _is_bounded(token: Token) -> bool:
    return token.duration is not None and token.duration.side != "none"


def denied(condition: Condition) -> Condition:
    """Return the condition that holds where this one, which names one fact, does not."""
    return Condition(
        {
            fact: matcher.matcher if isinstance(matcher, Not) else Not(matcher)
            for fact, matcher in condition.when.items()
        },
        condition.strict,
    )


def _condition(phrase: Phrase, at: int, limit: Limit, supposed: bool) -> Condition:
    token = phrase.tokens[at]
    asserted = _is_told_of_this_case(phrase, token)
    strict = supposed or not asserted
    if not limit.standing and _names_a_subject(limit) and not supposed:
        strict = False
    denied_here = _is_denied(phrase, at)
    if denied_here and not supposed:
        strict = False  # 不算质量问题 tells of this case
    is_denied = denied_here != phrase.has("unless")
    return Condition(limit.denied().when if is_denied else limit.when, strict)


def _names_a_subject(limit: Limit) -> bool:
    return not limit.standing and "issue" in limit.when


def _is_told_of_this_case(phrase: Phrase, token: Token) -> bool:
    """已经拆封 and 拆封了 tell of this case; 拆封了就 does not."""
    if any(one.plays("asserted") and one.start < token.end for one in phrase.tokens):
        return True
    rest = phrase.text[token.end - phrase.clause.start :]
    ended = phrase.text[: token.end - phrase.clause.start].endswith("了") or rest.startswith(("了", "啦"))
    return ended and not any(mark in rest for mark in ("就", "的话", "才", "都"))


def _is_denied(phrase: Phrase, at: int) -> bool:
    return any(denies_a_limit(phrase.tokens, before) for before in range(max(0, at - 3), at))


def _is_compound(phrase: Phrase, at: int) -> bool:
    """七天无理由期限 names a period, not a condition."""
    rest = phrase.tokens[at + 1 : at + 2]
    token = phrase.tokens[at]
    return (
        bool(rest)
        and rest[0].start == token.end
        and rest[0].plays("noun-tail")
        and not phrase.text[rest[0].start - phrase.clause.start :].startswith(("问题", "的"))
    )


def _ends_in_only(phrase: Phrase) -> bool:
    """没拆才能退: 才 before a word of granting."""
    return any(mark in phrase.text for mark in ("才能", "才可", "才给", "才支持", "才会"))


def merged(
    kept: Mapping[str, tuple[Found, bool]], new: Sequence[Found], has_claims: bool, had_claims: bool
) -> dict[str, tuple[Found, bool]]:
    """Return the conditions in force after a clause: a clause with claims of its own replaces those of the one before."""
    if not new:
        return dict(kept)
    held = {fact: pair for fact, pair in kept.items() if not (had_claims and pair[1])}
    for one in new:
        for fact in one.condition.when:
            held[fact] = (one, has_claims)
    return held
