"""The entries of a lexicon in the names of a base: what names something that the base lacks sleeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.lexicons.likeness import Likeness
from knowledge.reading.claims.lexicon_entries import Act, Cost, Fixed, LexiconEntries, Paper, Proviso, Timed, Tried


def adapt(entries: LexiconEntries, likeness: Likeness) -> LexiconEntries:
    """Return the entries as the base names things; `likeness` counts what it lacks.

    An act whose outcomes are all lacking stays, and states nothing; the words of what sleeps are traps, so that no
    shorter word is read out of them: 无 in 无理由.
    """
    acts = {name: _act(act, likeness) for name, act in entries.acts.items()}
    conditions = tuple(_proviso(one, likeness) for one in entries.conditions)
    asleep = (
        *(phrase for name, act in entries.acts.items() if acts[name] is None for phrase in act.phrases),
        *(phrase for one in conditions if not one.when for phrase in one.phrases),
    )
    return entries.model_copy(
        update={
            "acts": {name: act for name, act in acts.items() if act is not None},
            "traps": (*entries.traps, *asleep),
            "fixed": tuple(_fixed(one, likeness) for one in entries.fixed),
            "costs": {name: _cost(cost, likeness) for name, cost in entries.costs.items()},
            "times": {name: _timed(name, timed, likeness) for name, timed in entries.times.items()},
            "evidence": {name: _paper(paper, likeness) for name, paper in entries.evidence.items()},
            "mentions": tuple(_fixed(one, likeness) for one in entries.mentions),
            "conditions": tuple(one for one in conditions if one.when),
            "demands": tuple(
                one.model_copy(update={"known_in": likeness.subjects_like(one.known_in)}) for one in entries.demands
            ),
            "remedies": {
                own: tuple(name for name in wanted if acts.get(name, entries) is not None)
                for subject, wanted in entries.remedies.items()
                for own in likeness.subjects_like((subject,))
            },
        }
    )


def _act(act: Act, like: Likeness) -> Act | None:
    only_in = like.subjects_like(act.only_in)
    if act.only_in and not only_in:
        return None
    meant = {own: then for value, then in act.in_.items() for own in like.subjects_like((value,))}
    return act.model_copy(
        update={
            "says": _says(act.says, like),
            "in_": meant,
            "only_in": only_in,
            "known_in": like.subjects_like(act.known_in),
            "within": like.outcome_like(act.within),
            "days": like.fact_like(act.days),
            "lessens": like.outcome_like(act.lessens),
            "tests": _tests(act.tests, like),
        }
    )


def _cost(cost: Cost, like: Likeness) -> Cost:
    return cost.model_copy(update={"says": _says(cost.says, like), "tests": _tests(cost.tests, like)})


def _timed(name: str, timed: Timed, like: Likeness) -> Timed:
    if timed.idle:
        return timed
    outcome = like.outcome_like(timed.outcome or name)
    update = {
        "outcome": outcome,
        "idle": not outcome,
        "by_person": like.outcome_like(timed.by_person),
        "sent_in": like.subjects_like(timed.sent_in),
        "tests": _tests(timed.tests, like),
    }
    return timed.model_copy(update=update)


def _paper(paper: Paper, like: Likeness) -> Paper:
    return paper.model_copy(
        update={
            "says": _says(paper.says, like),
            "denied": _says(paper.denied, like),
            "proves": _when(paper.proves, like) or {},
            "tests": _tests(paper.tests, like),
        }
    )


def _fixed(fixed: Fixed, like: Likeness) -> Fixed:
    about = like.subjects_like(fixed.about)
    sleeps = bool(fixed.about) and not about
    return fixed.model_copy(
        update={
            "says": {} if sleeps else _says(fixed.says, like),
            "refused": {} if sleeps else _says(fixed.refused, like),
            "about": about,
            "not_about": like.subjects_like(fixed.not_about),
            "at_stake": "" if sleeps else fixed.at_stake,
            "tests": _tests(fixed.tests, like),
        }
    )


def _proviso(proviso: Proviso, like: Likeness) -> Proviso:
    """A proviso of which nothing is left limits nothing: its `when` is empty."""
    outcomes = tuple(own for name in proviso.for_ for own in like.outcomes_like(name))
    when = _when(proviso.when, like)
    sleeps = when is None or (proviso.for_ and not outcomes)
    return proviso.model_copy(update={"when": {} if sleeps else when, "for_": outcomes})


def _says(says: Mapping[str, Any], like: Likeness) -> dict[str, Any]:
    """Return what is stated, in the names of the base; `Any`: one value, or the refused and the granted one."""
    made: dict[str, Any] = {}
    for outcome, stated in says.items():
        for own in like.outcomes_like(outcome):
            values = (stated,) if isinstance(stated, str) else stated
            meant = tuple(like.value_like(outcome, value, own) for value in values)
            if all(meant):
                made[own] = meant[0] if isinstance(stated, str) else meant
    return made


def _when(when: Mapping[str, Any], like: Likeness) -> dict[str, Any] | None:
    """Return the condition in the names of the base, None where it lacks a fact or every value of one."""
    made: dict[str, Any] = {}
    for fact, matcher in when.items():
        own = like.fact_like(fact)
        meant = _matcher(own, matcher, like) if own else None
        if meant is None:
            return None
        made[own] = meant
    return made


def _matcher(own: str, matcher: Any, like: Likeness) -> Any:
    match matcher:
        case Mapping():
            inner = _matcher(own, matcher.get("not"), like)
            return None if inner is None else {"not": inner}
        case str():
            values = like.values_like(own, matcher)
        case _:
            values = tuple(value for one in matcher or () for value in like.values_like(own, one))
    if not values:
        return None
    return values[0] if len(values) == 1 else list(values)


def _tests(tests: tuple[Tried, ...], like: Likeness) -> tuple[Tried, ...]:
    """A test holds in the names that it was written in: it is kept where the base has them all."""
    return tuple(
        test
        for test in tests
        if all(name in like.outcomes for name in test.says) and (not test.about or test.about in _subject(like))
    )


def _subject(like: Likeness) -> Mapping[str, Any]:
    return next((getattr(fact, "values", {}) for fact in like.facts.values() if fact.subject), {})
