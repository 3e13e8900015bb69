"""Whether a suggestion is what a question of a suite expects, and what is wrong where it is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evaluation.answering import Suggestion, Suggestions
from evaluation.misses import Fault, NotOpen, WithoutWords, WrongEntry, WrongIssue, WrongKind, WrongValue
from evaluation.suite import ExpectEntry, ExpectGuide, ExpectPolicy, Question
from knowledge.model.base import Base
from knowledge.model.outcomes import Outcome

Expected = ExpectPolicy | ExpectEntry | ExpectGuide


def rank_of(question: Question, answer: Suggestions, base: Base) -> int | None:
    """Return the place of the first right suggestion, from 1, or None where none is right."""
    for place, suggestion in enumerate(answer.suggestions, 1):
        if any(not faults(one, suggestion, answer, base) for one in question.wanted):
            return place
    return None


def script_rank_of(question: Question, answer: Suggestions) -> int | None:
    """Return the place of the first script that may stand first, from 1; None where none does."""
    places = (place for place, one in enumerate(answer.suggestions, 1) if one.id in question.accept)
    return next(places, None)


def faults(expected: Expected, suggestion: Suggestion, answer: Suggestions, base: Base) -> tuple[Fault, ...]:
    """Return what keeps a suggestion from being right; nothing where it is right."""
    if expected.kind != suggestion.kind:
        return (WrongKind(suggestion.kind, expected.kind),)
    match expected:
        case ExpectPolicy():
            return tuple(_policy_faults(expected, suggestion, answer, base))
        case ExpectGuide(words=words, id=ids):
            if ids and suggestion.id not in ids:
                return (WrongEntry("guide", ids),)
            text = suggestion.title + suggestion.reply
            missing = words and not any(word in text for word in words)
            return (WithoutWords(words),) if missing else ()
        case ExpectEntry(id=ids):
            return () if suggestion.id in ids else (WrongEntry(expected.kind, ids),)


def _policy_faults(expected: ExpectPolicy, suggestion: Suggestion, answer: Suggestions, base: Base) -> Sequence[Fault]:
    found: list[Fault] = []
    if expected.id and suggestion.id not in expected.id:
        found.append(WrongEntry("policy", expected.id))
    issue = issue_of(suggestion, answer, base)
    if expected.issue is not None and issue is not None and issue != expected.issue:
        return [*found, WrongIssue(issue, expected.issue)]
    found += differing(expected.decision, suggestion.decision, base.outcomes)
    found += [NotOpen(name) for name in expected.undecided if name in suggestion.decision]
    return found


def differing(
    wanted: Mapping[str, str], decided: Mapping[str, str], outcomes: Mapping[str, Outcome]
) -> list[WrongValue]:
    """Return a fault for each outcome that is not decided as wanted."""
    return [
        WrongValue(name, decided.get(name), value)
        for name, value in wanted.items()
        if name not in decided or not _same(outcomes.get(name), decided[name], value)
    ]


def issue_of(suggestion: Suggestion, answer: Suggestions, base: Base) -> str | None:
    """Return the issue that a suggestion was resolved for."""
    if base.subject in suggestion.case:
        return str(suggestion.case[base.subject])
    read = answer.facts.get(base.subject)
    return None if read is None else str(read.value)


def _same(outcome: Outcome | None, left: str, right: str) -> bool:
    if left == right or outcome is None:
        return left == right
    try:
        return outcome.same(left, right)
    except ValueError:
        return False
