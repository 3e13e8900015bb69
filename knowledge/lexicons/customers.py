"""A base's facts with what customers say for the like facts of the product; the base's own words stand first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.model.facts import BooleanFact, ChoiceFact, ChoiceValue, Fact, IntegerFact


def with_phrases(facts: Mapping[str, Fact], known: Mapping[str, Fact]) -> dict[str, Fact]:
    """Return the facts, each with the phrases of the product's fact of its id, or of the one that it is `like`."""
    names = {key: fact.like or key for key, fact in facts.items()}
    made: dict[str, Fact] = {}
    for key, fact in facts.items():
        other = known.get(names[key])
        match fact, other:
            case ChoiceFact(), ChoiceFact():
                made[key] = _choice(fact, other)
            case BooleanFact(), BooleanFact():
                made[key] = _boolean(fact, other)
            case IntegerFact(), IntegerFact():
                made[key] = _integer(fact, other, facts, names)
            case _:
                made[key] = fact
    return made


def declared_phrases(fact: Fact, known: Mapping[str, Fact]) -> dict[str, tuple[str, ...]]:
    """Return by value the phrases that a base declares itself for a fact; a copy of the product's list is none."""
    other = known.get(fact.like or "") or next((one for one in known.values() if one.subject and fact.subject), None)
    values = fact.values if isinstance(fact, ChoiceFact) else {}
    lists = other.values if isinstance(other, ChoiceFact) else {}
    declared: dict[str, tuple[str, ...]] = {}
    for key, value in values.items():
        like = lists.get(value.like or key)
        copied = set() if like is None else set(like.phrases)
        is_copy = bool(copied) and copied <= set(value.phrases)
        declared[key] = tuple(one for one in value.phrases if not (is_copy and one in copied))
    return declared


def _choice(fact: ChoiceFact, other: ChoiceFact) -> ChoiceFact:
    declared = {phrase for value in fact.values.values() for phrase in value.phrases}
    names = {key: value.like or key for key, value in fact.values.items()}
    first = {meant: key for key, meant in reversed(names.items())}
    values = {
        key: _value(value, other.values[names[key]], declared, first) if names[key] in other.values else value
        for key, value in fact.values.items()
    }
    urgency = fact.urgency or tuple(key for meant in other.urgency for key, name in names.items() if name == meant)
    return fact.model_copy(
        update={"values": values, "urgency": urgency, "general": _joined(fact.general, other.general)}
    )


def _value(value: ChoiceValue, other: ChoiceValue, declared: set[str], first: Mapping[str, str]) -> ChoiceValue:
    """A phrase that the base declares for any of its values is the base's to say."""
    more = tuple(phrase for phrase in other.phrases if phrase not in declared)
    instead = {first[name]: words for name, words in other.instead.items() if name in first}
    silent = {name: _free(getattr(other, name), declared) for name in ("not_phrases", "not_beside", "not_with")}
    return value.model_copy(
        update={
            "phrases": (*value.phrases, *more),
            "instead": {**instead, **value.instead},
            "actions": (*value.actions, *other.actions),
            "residual": value.residual or other.residual,
            **{name: _joined(getattr(value, name), words) for name, words in silent.items()},
        }
    )


def _boolean(fact: BooleanFact, other: BooleanFact) -> BooleanFact:
    mine, known = fact.phrases, other.phrases
    declared = {*mine.true, *mine.false}
    update: dict[str, Any] = {
        name: _joined(getattr(mine, name), _free(getattr(known, name), declared))
        for name in ("true", "false", "neither", "not_with")
    }
    phrases = mine.model_copy(update={**update, "actions": (*mine.actions, *known.actions)})
    return fact.model_copy(update={"phrases": phrases})


def _integer(fact: IntegerFact, other: IntegerFact, facts: Mapping[str, Fact], names: Mapping[str, str]) -> IntegerFact:
    update: dict[str, Any] = {
        "phrases": _joined(fact.phrases, other.phrases),
        "alone": _joined(fact.alone, other.alone),
        "unit": fact.unit or other.unit,
        "used": fact.used or other.used,
    }
    if fact.follows is None and other.follows is not None and _stands(other.follows, facts, names):
        update["follows"] = other.follows
    return fact.model_copy(update=update)


def _stands(follows: Any, facts: Mapping[str, Fact], names: Mapping[str, str]) -> bool:
    """Say whether what a number follows is there under the very names that the product gives it."""
    return follows.fact in facts and all(
        isinstance(fact := facts.get(name), ChoiceFact) and value in fact.values for name, value in follows.when.items()
    )


def _joined(mine: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*mine, *more)))


def _free(words: tuple[str, ...], declared: set[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in declared)
