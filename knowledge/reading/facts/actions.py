"""What customers say they did or left undone, as mentions of the facts that the base ties to such deeds."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import ahocorasick

from knowledge.facts import BooleanFact, ChoiceFact, Deed, Fact, Value
from knowledge.reading.facts.aspect import Doing, doing
from knowledge.reading.facts.phrasebook import Mention
from knowledge.reading.normal import normalise
from knowledge.reading.sentences import Clause, clauses

_NEAR = 10  # characters between a verb and what it is done to
_OTHERS = re.compile(r"(?:跟|和|比|与|像|同|不是|并非)(?:在|是|去)?(?:你们|你家)?的?$")


@dataclass(frozen=True, slots=True)
class _Tied:
    """A deed with the fact and the values that it states."""

    fact: str
    deed: Deed
    done: Value | None
    undone: Value | None


_Role = Literal["verb", "to", "not", "innocent"]
_ORDER: Mapping[_Role, int] = {"not": 0, "innocent": 1, "to": 2, "verb": 3}  # which of one word's roles counts
_ROLES = tuple(_ORDER)
_Word = tuple[
    int, int, int
]  # where it starts, its end below zero so that the longer of two comes first, its role's rank
_Span = tuple[int, int]


@dataclass(slots=True)
class _Heard:
    """The words of one deed in one clause."""

    verbs: list[_Span] = field(default_factory=list)
    objects: list[_Span] = field(default_factory=list)
    is_beside: bool = False

    def hear(self, start: int, end: int, role: _Role) -> None:
        if role == "verb":
            self.verbs.append((start, end))
        elif role == "to":
            self.objects.append((start, end))
        else:
            self.is_beside = True


class DeedBook:
    """The deeds of every fact of a base, compiled once."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._tied = tuple(_deeds(facts))
        self._free = sum(1 << row for row, tied in enumerate(self._tied) if not tied.deed.to)
        self._automaton = ahocorasick.Automaton()
        roles: dict[str, list[tuple[int, int]]] = {}
        for row, tied in enumerate(self._tied):
            for role, word in _words(tied.deed, facts[tied.fact]):
                roles.setdefault(normalise(word), []).append((row, _ORDER[role]))
        for word, places in roles.items():
            if word:
                self._automaton.add_word(word, (len(word), *_rows(places), tuple(places)))
        if self._tied:
            self._automaton.make_automaton()

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return the deeds in normal `text` that state a fact, in order."""
        hits = list(self._automaton.iter(text)) if self._tied else []
        verbs, objects = 0, self._free
        for _, (_, has_verb, has_object, _) in hits:
            verbs |= has_verb
            objects |= has_object
        rows = verbs & objects
        if not rows:
            return ()
        told: dict[int, list[_Word]] = {}
        for last, (size, _, _, places) in hits:
            for row, role in places:
                if rows >> row & 1:
                    told.setdefault(row, []).append((last + 1 - size, -last - 1, role))
        spans = clauses(text)
        starts = [clause.start for clause in spans]
        found: list[Mention] = []
        for row, words in told.items():
            heard: dict[int, _Heard] = {}
            for start, end, role in _longest(words):
                place = bisect_right(starts, start) - 1
                if place >= 0:
                    heard.setdefault(place, _Heard()).hear(start, end, role)
            for place, mine in heard.items():
                if mine.verbs and not mine.is_beside:
                    found += _mentions(text, spans[place], self._tied[row], mine)
        return tuple(sorted(found, key=lambda mention: (mention.start, mention.end)))


def _rows(places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the rows that have the word for a verb, and those that have it for an object, a bit each."""
    verbs = {row for row, role in places if role == _ORDER["verb"]}
    objects = {row for row, role in places if role == _ORDER["to"]}
    return sum(1 << row for row in verbs), sum(1 << row for row in objects)


def _longest(words: list[_Word]) -> Iterator[tuple[int, int, _Role]]:
    """Yield the words of one deed in order, those left out that lie in a longer one."""
    longest = 0
    for start, minus_end, role in sorted(words):
        if -minus_end > longest:
            longest = -minus_end
            if role != _ORDER["innocent"]:
                yield start, longest, _ROLES[role]


def _deeds(facts: Mapping[str, Fact]) -> Iterator[_Tied]:
    for name, fact in facts.items():
        match fact:
            case BooleanFact():
                yield from (_Tied(name, deed, deed.done, deed.undone) for deed in fact.phrases.deeds)
            case ChoiceFact():
                for value, choice in fact.values.items():
                    yield from (_Tied(name, deed, value, None) for deed in choice.deeds)
            case _:
                pass


def _words(deed: Deed, fact: Fact) -> Iterator[tuple[_Role, str]]:
    yield from (("verb", word) for word in deed.does)
    yield from (("to", word) for word in deed.to)
    yield from (("not", word) for word in deed.not_to)
    yield from (("innocent", word) for word in _innocent(fact))


def _innocent(fact: Fact) -> Sequence[str]:
    match fact:
        case BooleanFact():
            return fact.phrases.neither
        case ChoiceFact():
            return [phrase for choice in fact.values.values() for phrase in choice.not_phrases]
        case _:
            return ()


def _mentions(text: str, clause: Clause, tied: _Tied, heard: _Heard) -> Iterator[Mention]:
    plain = text[clause.start : clause.end]
    for start, end in heard.verbs:
        thing = _nearest(start, end, heard.objects)
        if tied.deed.to and (thing is None or _is_others(text, clause.start, thing, heard.objects)):
            continue
        told, stop = doing(plain, start - clause.start, end - clause.start, is_bound=bool(tied.deed.to))
        value = tied.undone if told is Doing.UNDONE else tied.done
        if told is not Doing.SILENT and value is not None:
            until = clause.start + stop
            yield Mention(
                tied.fact,
                value,
                text[start:until],
                start,
                until,
                is_wondered=told is Doing.SUPPOSED,
                is_use=told is not Doing.UNDONE and not tied.deed.to,
            )


def _nearest(start: int, end: int, objects: Sequence[_Span]) -> _Span | None:
    near = [(max(one[0] - end, start - one[1]), one) for one in objects]
    near = [pair for pair in near if 0 <= pair[0] <= _NEAR]
    return min(near)[1] if near else None


def _is_others(text: str, start: int, thing: _Span, objects: Sequence[_Span]) -> bool:
    """Say whether the thing is named only to be told apart: 跟专柜买的不一样, but not 发票跟小票都在."""
    match = _OTHERS.search(text, max(start, thing[0] - 6), thing[0])
    return match is not None and not any(one[1] == match.start() for one in objects)
