"""Phrases of the base's facts in a text: which value each states, where, and whether it is denied or wondered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import ahocorasick

from knowledge.model.facts import BooleanFact, ChoiceFact, Fact, Value
from knowledge.reading.facts.denial import is_compared, is_denied, is_not_issued, is_wondered
from knowledge.reading.spellings import NO_SPELLINGS, Spellings

_NEAR = 4  # characters between a phrase and what stands beside it
_AND = re.compile(r"[和跟及与、]|还有")
_BREAKS = re.compile(r"[,。!?;\n ]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of one fact's value in a text in normal form."""

    fact: str
    value: Value
    phrase: str
    start: int
    end: int
    is_denied: bool = False  # 没过敏
    is_wondered: bool = False  # 会不会过敏, 怕过敏
    is_use: bool = False  # an action that is told without what it was done to: 用了, 抹过


@dataclass(frozen=True, slots=True)
class _Meaning:
    fact: str
    value: Value
    is_innocent: bool  # a longer word in which the value's phrases state nothing


@dataclass(frozen=True, slots=True)
class _Limits:
    """Words of a message that keep a value's phrases from stating it."""

    beside: tuple[str, ...]
    apart: tuple[str, ...]
    instead: tuple[tuple[str, tuple[str, ...]], ...]

    def value(self, value: Value, text: str, start: int, end: int) -> Value | None:
        """Return the value that a phrase states in `text`, None where it states nothing."""
        if any(word in text for word in self.apart) or self._is_beside(text, start, end):
            return None
        return next((other for other, words in self.instead if any(word in text for word in words)), value)

    def _is_beside(self, text: str, start: int, end: int) -> bool:
        """Look at the characters next to a phrase, and into its edges: 退货期|期限过了."""
        left, right = text[max(0, start - _NEAR - 4) : start + 1], text[end - 1 : end + _NEAR + 4]
        for word in self.beside:
            before, behind = left.rfind(word), right.find(word)
            gap = left[before + len(word) : -1]
            if before >= 0 and len(gap) <= _NEAR and not (_AND.search(gap) or _BREAKS.search(gap)):
                return True
            gap = right[1:behind]
            if behind >= 0 and len(gap) <= _NEAR and not (_AND.search(gap) or _BREAKS.search(gap)):
                return True
        return False


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    phrase: str
    meaning: _Meaning

    def overlaps(self, other: _Found) -> bool:
        return self.start < other.end and other.start < self.end


class Phrasebook:
    """The phrases of every fact of a base, compiled once."""

    def __init__(self, facts: Mapping[str, Fact], spellings: Spellings = NO_SPELLINGS) -> None:
        self._facts = facts
        self._limits = dict(_limits(facts, spellings))
        self._automaton = ahocorasick.Automaton()
        phrases: dict[str, list[_Meaning]] = {}
        for meaning, phrase in _phrases(facts):
            known = phrases.setdefault(spellings.normalise(phrase), [])
            if meaning not in known:
                known.append(meaning)
        for phrase, meanings in phrases.items():
            if phrase:
                self._automaton.add_word(phrase, (phrase, tuple(meanings)))
        if len(self._automaton):
            self._automaton.make_automaton()

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return the mentions in normal `text`, in order; of phrases of one fact that overlap the longest stands."""
        if not len(self._automaton):
            return ()
        by_fact: dict[str, list[_Found]] = {}
        for end, (phrase, meanings) in self._automaton.iter(text):
            for meaning in meanings:
                by_fact.setdefault(meaning.fact, []).append(_Found(end + 1 - len(phrase), end + 1, phrase, meaning))
        found = [
            mention
            for spans in by_fact.values()
            for one in _standing(spans)
            if (mention := self._mention(one, text)) is not None
        ]
        return tuple(sorted(found, key=lambda mention: (mention.start, mention.end, mention.fact, str(mention.value))))

    def _mention(self, one: _Found, text: str) -> Mention | None:
        value, fact = one.meaning.value, self._facts[one.meaning.fact]
        before, after = text[max(0, one.start - 12) : one.start], text[one.end : one.end + 12]
        stated = self._limits[one.meaning.fact, value].value(value, text, one.start, one.end)
        if stated is None:
            return None
        match fact:
            case ChoiceFact(subject=False):
                clause = _BREAKS.split(text[one.end :], maxsplit=1)[0]
                if is_compared(_BREAKS.split(before)[-1], clause):
                    return None
            case BooleanFact():
                if is_not_issued(before):
                    return replace(_mention(one, stated, before, after), is_denied=True)
            case _:
                pass
        return _mention(one, stated, before, after)


def _mention(one: _Found, value: Value, before: str, after: str) -> Mention:
    return Mention(
        fact=one.meaning.fact,
        value=value,
        phrase=one.phrase,
        start=one.start,
        end=one.end,
        is_denied=is_denied(before, one.phrase, after),
        is_wondered=is_wondered(before, after),
    )


def _limits(facts: Mapping[str, Fact], spellings: Spellings) -> Iterator[tuple[tuple[str, Value], _Limits]]:
    for name, fact in facts.items():
        match fact:
            case ChoiceFact():
                for value, choice in fact.values.items():
                    instead = tuple((other, _normal(words, spellings)) for other, words in choice.instead.items())
                    beside, apart = _normal(choice.not_beside, spellings), _normal(choice.not_with, spellings)
                    yield (name, value), _Limits(beside, apart, instead)
            case BooleanFact(phrases=phrases):
                for so in (True, False):
                    yield (name, so), _Limits((), _normal(phrases.not_with, spellings), ())
            case _:
                pass


def _normal(words: Sequence[str], spellings: Spellings) -> tuple[str, ...]:
    return tuple(spellings.normalise(word) for word in words)


def _phrases(facts: Mapping[str, Fact]) -> Iterator[tuple[_Meaning, str]]:
    for name, fact in facts.items():
        match fact:
            case ChoiceFact():
                for value, choice in fact.values.items():
                    yield from ((_Meaning(name, value, False), phrase) for phrase in choice.phrases)
                    yield from ((_Meaning(name, value, True), phrase) for phrase in choice.not_phrases)
            case BooleanFact():
                yield from ((_Meaning(name, True, False), phrase) for phrase in fact.phrases.true)
                yield from ((_Meaning(name, False, False), phrase) for phrase in fact.phrases.false)
                yield from (
                    (_Meaning(name, so, True), phrase) for so in (True, False) for phrase in fact.phrases.neither
                )
            case _:
                pass


def _standing(spans: Sequence[_Found]) -> Iterator[_Found]:
    """Yield what is not part of something longer; an innocent word silences only the value that it belongs to."""
    taken: list[_Found] = []
    for one in sorted(spans, key=lambda found: (found.start - found.end, found.start, found.meaning.is_innocent)):
        same_place = [other for other in taken if (other.start, other.end) == (one.start, one.end)]
        hidden = any(
            one.overlaps(other)
            and (other.meaning.value == one.meaning.value or not (other.meaning.is_innocent or one.meaning.is_innocent))
            and other not in same_place
            for other in taken
        )
        if hidden:
            continue
        taken.append(one)
        if not one.meaning.is_innocent:
            yield one
