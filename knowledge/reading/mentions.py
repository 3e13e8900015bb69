"""Phrases of the base's facts in a text: which value each states, where, and whether it is denied or only asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import ahocorasick

from knowledge.facts import BooleanFact, ChoiceFact, Fact, Value
from knowledge.reading.normal import normalise

_DENIED = re.compile(
    r"(?:没有|没|不是|并不是|并没有|并没|不会|不曾|未曾|从未|绝非|而非|不算|谈不上|无)(?:什么|出现|发生|任何|再|怎么|觉得|说|因为|在|太|很|啥|过)?$"
)
_WONDERED = re.compile(
    r"(?:会不会|是否会|会|怕|担心|害怕|万一|如果|要是|假如|容易|防止|避免|预防|以防)(?:又|再|也|有|出现|引起|导致|用了|用完|它|我)?$"
)
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


class Phrasebook:
    """The phrases of every fact of a base, compiled once."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._automaton = ahocorasick.Automaton()
        phrases: dict[str, list[tuple[str, Value | None]]] = {}
        for name, value, phrase in _phrases(facts):
            phrases.setdefault(normalise(phrase), []).append((name, value))
        for phrase, meanings in phrases.items():
            if phrase:
                self._automaton.add_word(phrase, (phrase, tuple(meanings)))
        if len(self._automaton):
            self._automaton.make_automaton()

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return the mentions in normal `text`, in order; of phrases of one fact that overlap the longest stands."""
        if not len(self._automaton):
            return ()
        by_fact: dict[str, list[tuple[int, int, str, Value | None]]] = {}
        for end, (phrase, meanings) in self._automaton.iter(text):
            for name, value in meanings:
                by_fact.setdefault(name, []).append((end + 1 - len(phrase), end + 1, phrase, value))
        found = [mention for name, spans in by_fact.items() for mention in _standing(name, spans, text)]
        return tuple(sorted(found, key=lambda mention: (mention.start, mention.end, mention.fact, str(mention.value))))


def _phrases(facts: Mapping[str, Fact]) -> Iterator[tuple[str, Value | None, str]]:
    """Yield (fact, value, phrase); the value is None for a longer word in which a phrase is innocent."""
    for name, fact in facts.items():
        match fact:
            case ChoiceFact():
                for value, choice in fact.values.items():
                    yield from ((name, value, phrase) for phrase in choice.phrases)
                    yield from ((name, None, phrase) for phrase in choice.not_phrases)
            case BooleanFact():
                yield from ((name, True, phrase) for phrase in fact.phrases.true)
                yield from ((name, False, phrase) for phrase in fact.phrases.false)
            case _:
                pass


def _standing(name: str, spans: list[tuple[int, int, str, Value | None]], text: str) -> Iterator[Mention]:
    spans.sort(key=lambda span: (span[0] - span[1], span[0]))
    taken: list[tuple[int, int, Value | None]] = []
    for start, end, phrase, value in spans:
        # two values may own one phrase; an innocent word silences only what lies inside it
        if any(
            start < other_end and other_start < end and not (value == mine or (other_start, other_end) == (start, end))
            for other_start, other_end, mine in taken
        ):
            continue
        taken.append((start, end, value))
        if value is not None:
            before, after = text[max(0, start - 8) : start], text[end : end + 6]
            wondered = bool(_WONDERED.search(before)) and not before.endswith("不会")
            yield Mention(
                name,
                value,
                phrase,
                start,
                end,
                bool(_DENIED.search(before)),
                wondered or bool(_INTERROGATIVE.match(after)),
            )
