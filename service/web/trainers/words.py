"""What the base calls things, as the trainers' pages show them in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from knowledge.conflicts.wordings import Words
from knowledge.languages.telling import is_chinese
from knowledge.model.facts import BooleanFact, IntegerFact, Value
from service.answers.script import fact_label, value_label


def outcome_in_words(words: Words, outcome: str) -> str:
    return words.base.outcomes[outcome].name


def value_in_words(words: Words, outcome: str, value: str) -> str:
    known = words.base.outcomes[outcome]
    if known.is_duration and value[:-1].isdecimal():
        return _counted(words, value[:-1], f"unit_{value[-1]}")
    return value_label(known, value)


def fact_in_words(words: Words, name: str) -> str:
    return words.base.facts[name].name or name


def fact_value_in_words(words: Words, name: str, value: Value) -> str:
    match words.base.facts[name]:
        case BooleanFact():
            return words.say("yes" if value is True else "no")
        case IntegerFact(unit="day"):
            return _counted(words, str(value), "unit_day")
        case _:
            return fact_label(words.base, name, value)


def facts_in_words(words: Words, facts: Mapping[str, Value]) -> str:
    """Return facts as one line; the subject's value needs no name."""
    said = [
        fact_value_in_words(words, name, value)
        if name == words.base.subject
        else words.say("fact", name=fact_in_words(words, name), value=fact_value_in_words(words, name, value))
        for name, value in facts.items()
    ]
    return words.join(said, "comma")


def channels_in_words(words: Words, channels: Sequence[str]) -> str:
    known = words.base.channels
    return words.join(known[channel].name if channel in known else channel for channel in channels)


def _counted(words: Words, number: str, unit: str) -> str:
    return number + ("" if is_chinese(words.language) else " ") + words.say(unit)
