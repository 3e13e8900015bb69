"""Phrases of the base's facts in a text: which value each states, where, and whether it is denied or wondered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import ahocorasick

from knowledge.model.facts import BooleanFact, ChoiceFact, Fact, Value
from knowledge.reading.spellings import NO_SPELLINGS, Spellings

_DENIED = re.compile(
    r"(?:没有|没|不是|并不是|并没有|并没|不会|不曾|未曾|从未|绝非|而非|不算|谈不上|无|冇|尚未)(?:什么|去|去过|能去|来得及|出现|发生|任何|再|怎么|觉得|说|因为|在|太|很|啥|过)?$"
)
_WONDERED = re.compile(
    r"(?:会不会|是否会|会|怕|担心|害怕|万一|如果|要是|假如|容易|防止|避免|预防|以防)(?:又|再|也|有|出现|引起|导致|用了|用完|它|我)?$"
)
_A_NOT_A = re.compile(r"(?:会不会|是不是|有没有|算不算|能不能|要不要)(?:又|再|也|引起|导致|出现)?$")
_INTERROGATIVE = re.compile(r"^(?:吗|么|嘛|不会吧|怎么办才好吗)")


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
        self._automaton = ahocorasick.Automaton()
        phrases: dict[str, list[_Meaning]] = {}
        for meaning, phrase in _phrases(facts):
            phrases.setdefault(spellings.normalise(phrase), []).append(meaning)
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
        found = [_mention(one, text) for spans in by_fact.values() for one in _standing(spans)]
        return tuple(sorted(found, key=lambda mention: (mention.start, mention.end, mention.fact, str(mention.value))))


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


def _mention(one: _Found, text: str) -> Mention:
    before, after = text[max(0, one.start - 8) : one.start], text[one.end : one.end + 6]
    asked = bool(_A_NOT_A.search(before))
    wondered = asked or (bool(_WONDERED.search(before)) and not before.endswith("不会"))
    return Mention(
        fact=one.meaning.fact,
        value=one.meaning.value,
        phrase=one.phrase,
        start=one.start,
        end=one.end,
        is_denied=not asked and bool(_DENIED.search(before)),
        is_wondered=wondered or bool(_INTERROGATIVE.match(after)),
    )
