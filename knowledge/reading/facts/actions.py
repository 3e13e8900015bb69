"""What customers say they did or left undone, as mentions of the facts that the base ties to such actions."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import ahocorasick

from knowledge.model.facts import Action, BooleanFact, ChoiceFact, Fact, Value
from knowledge.reading.facts.aspect import Aspect, aspect_of
from knowledge.reading.facts.denial import is_compared
from knowledge.reading.facts.phrasebook import Mention
from knowledge.reading.sentences import Clause, clauses
from knowledge.reading.spellings import NO_SPELLINGS, Spellings

_NEAR = 10  # characters between a verb and what it is done to
_OTHERS = re.compile(r"(?:跟|和|比|与|像|同|不是|并非)(?:在|是|去)?(?:你们|你家)?的?$")


@dataclass(frozen=True, slots=True)
class _FactAction:
    """An action with the fact and the values that it states."""

    fact: str
    action: Action
    done: Value | None
    undone: Value | None
    apart: tuple[str, ...] = ()  # words of a message in which it states nothing


_Role = Literal["verb", "tells", "to", "not", "innocent"]
_ORDER: Mapping[_Role, int] = {
    "not": 0,
    "innocent": 1,
    "to": 2,
    "tells": 3,
    "verb": 4,
}  # which of one word's roles counts
_ROLES = tuple(_ORDER)
_Word = tuple[int, int, int]  # start, end below zero so that the longer of two comes first, rank of the role
_Span = tuple[int, int]


@dataclass(slots=True)
class _ClauseWords:
    """The words of one action in one clause."""

    verbs: list[_Span] = field(default_factory=list)
    tells: list[_Span] = field(default_factory=list)  # those of the verbs that can be what the thing says
    objects: list[_Span] = field(default_factory=list)
    is_beside: bool = False

    def add(self, start: int, end: int, role: _Role) -> None:
        if role in ("verb", "tells"):
            self.verbs.append((start, end))
        if role == "tells":
            self.tells.append((start, end))
        elif role == "to":
            self.objects.append((start, end))
        elif role in ("not", "innocent"):
            self.is_beside = True


class ActionBook:
    """The actions of every fact of a base, compiled once."""

    def __init__(self, facts: Mapping[str, Fact], spellings: Spellings = NO_SPELLINGS) -> None:
        self._actions = tuple(_actions(facts, spellings))
        self._free = sum(1 << row for row, tie in enumerate(self._actions) if not tie.action.to)
        self._automaton = ahocorasick.Automaton()
        roles: dict[str, list[tuple[int, int]]] = {}
        for row, tie in enumerate(self._actions):
            for role, word in _words(tie.action, facts[tie.fact]):
                roles.setdefault(spellings.normalise(word), []).append((row, _ORDER[role]))
        for word, places in roles.items():
            if word:
                self._automaton.add_word(word, (len(word), *_rows(places), tuple(places)))
        if self._actions:
            self._automaton.make_automaton()

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return the actions in normal `text` that state a fact, in order."""
        found = (
            mention for clause, tie, words in self._spoken(text) for mention in _mentions(text, clause, tie, words)
        )
        return tuple(sorted(found, key=lambda mention: (mention.start, mention.end)))

    def facts_named(self, text: str) -> tuple[str, ...]:
        """Return the facts of which an action stands in normal `text`, done or not: 封膜拆开了吗."""
        found = (
            tie.fact
            for _, tie, words in self._spoken(text)
            if not tie.action.to or any(_nearest(start, end, words.objects) for start, end in words.verbs)
        )
        return tuple(dict.fromkeys(found))

    def _spoken(self, text: str) -> Iterator[tuple[Clause, _FactAction, _ClauseWords]]:
        """Yield the words of each action with a verb in a clause."""
        hits = list(self._automaton.iter(text)) if self._actions else []
        verbs, objects = 0, self._free
        for _, (_, has_verb, has_object, _) in hits:
            verbs |= has_verb
            objects |= has_object
        rows = verbs & objects
        by_row: dict[int, list[_Word]] = {}
        for last, (size, _, _, places) in hits if rows else ():
            for row, role in places:
                if rows >> row & 1 and not any(word in text for word in self._actions[row].apart):
                    by_row.setdefault(row, []).append((last + 1 - size, -last - 1, role))
        spans = clauses(text) if by_row else ()
        starts = [clause.start for clause in spans]
        for row, words in by_row.items():
            by_clause: dict[int, _ClauseWords] = {}
            for start, end, role in _longest(words):
                place = bisect_right(starts, start) - 1
                if place >= 0:
                    by_clause.setdefault(place, _ClauseWords()).add(start, end, role)
            for place, mine in by_clause.items():
                if mine.verbs and not mine.is_beside:
                    yield spans[place], self._actions[row], mine


def _rows(places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the rows that have the word for a verb, and those that have it for an object, a bit each."""
    verbs = {row for row, role in places if role in (_ORDER["verb"], _ORDER["tells"])}
    objects = {row for row, role in places if role == _ORDER["to"]}
    return sum(1 << row for row in verbs), sum(1 << row for row in objects)


def _longest(words: list[_Word]) -> Iterator[tuple[int, int, _Role]]:
    """Yield the words of one action in order, those left out that lie in a longer one."""
    longest = 0
    for start, minus_end, role in sorted(words):
        if -minus_end > longest:
            longest = -minus_end
            if role != _ORDER["innocent"]:
                yield start, longest, _ROLES[role]


def _actions(facts: Mapping[str, Fact], spellings: Spellings) -> Iterator[_FactAction]:
    for name, fact in facts.items():
        match fact:
            case BooleanFact():
                apart = tuple(map(spellings.normalise, fact.phrases.not_with))
                for action in fact.phrases.actions:
                    yield _FactAction(name, action, action.done, action.undone, apart)
            case ChoiceFact():
                for value, choice in fact.values.items():
                    yield from (_FactAction(name, action, value, None) for action in choice.actions)
            case _:
                pass


def _words(action: Action, fact: Fact) -> Iterator[tuple[_Role, str]]:
    yield from (("verb", word) for word in action.does)
    yield from (("tells", word) for word in action.tells)
    yield from (("to", word) for word in action.to)
    yield from (("not", word) for word in action.not_to)
    yield from (("innocent", word) for word in _innocent(fact))


def _innocent(fact: Fact) -> Sequence[str]:
    match fact:
        case BooleanFact():
            return fact.phrases.neither
        case ChoiceFact():
            return [phrase for choice in fact.values.values() for phrase in choice.not_phrases]
        case _:
            return ()


def _mentions(text: str, clause: Clause, tie: _FactAction, words: _ClauseWords) -> Iterator[Mention]:
    plain = text[clause.start : clause.end]
    for start, end in words.verbs:
        thing = _nearest(start, end, words.objects)
        if tie.action.to and (thing is None or _is_others(text, clause, thing, words.objects)):
            continue
        aspect, stop = aspect_of(plain, start - clause.start, end - clause.start, is_bound=bool(tie.action.to))
        says = thing is not None and thing[1] <= start and (start, end) in words.tells
        value = tie.undone if aspect is Aspect.UNDONE and not says else tie.done
        if aspect is not Aspect.SILENT and value is not None:
            until = clause.start + stop
            yield Mention(
                tie.fact,
                value,
                text[start:until],
                start,
                until,
                is_wondered=aspect is Aspect.SUPPOSED,
                is_use=aspect is not Aspect.UNDONE and not tie.action.to,
            )


def _nearest(start: int, end: int, objects: Sequence[_Span]) -> _Span | None:
    near = [(max(one[0] - end, start - one[1]), one) for one in objects]
    near = [pair for pair in near if 0 <= pair[0] <= _NEAR]
    return min(near)[1] if near else None


def _is_others(text: str, clause: Clause, thing: _Span, objects: Sequence[_Span]) -> bool:
    """Say whether the thing is named only to be told apart: 跟专柜买的不一样, but not 发票跟小票都在."""
    match = _OTHERS.search(text, max(clause.start, thing[0] - 6), thing[0])
    if match is not None and not any(one[1] == match.start() for one in objects):
        return True
    return is_compared(text[clause.start : thing[0]], text[thing[1] : clause.end])
