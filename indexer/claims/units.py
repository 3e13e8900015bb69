"""A reply as a learner sees it: for each phrase that can be about an outcome, a window of classes and letters round it.

A phrase stands in its window as its class (the act, the role, the condition that it is in the lexicon), so that what is
learned of one act holds for all, and the phrase that is asked about as X. Letters keep what the lexicon does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from indexer.claims.frames import Frame, Frames, Kind
from knowledge.reading.claims.lexicon import Sense
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.tokens import Phrase, Read, Token, tokenise

NEAR, FAR, LETTERS, BEFORE = 4, 8, 6, 5  # places on each side, with gaps and without; letters; classes before

_X, _GAP, _BREAK, _ASKS = 1, 2, 3, 4
_SPREAD = 16  # hashes of classes are kept clear of these


@dataclass(frozen=True, slots=True)
class Unit:
    """One phrase and one thing that it can be about: where it stands in the normal text, and its window as numbers."""

    frame: Frame
    sentence: int
    start: int
    end: int
    is_elided: bool  # named by the message, not by the reply
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """One place of a sentence; `broad` is its class with the names of acts and costs left out."""

    number: int
    broad: int
    clause: int
    token: Token | None = None


@dataclass(slots=True)
class Viewer:
    """Makes the units of replies."""

    frames: Frames
    _numbers: dict[int, tuple[int, int]] = field(default_factory=dict)

    def units(self, read: Read, about: str, asked: str = "") -> list[Unit]:
        """Return the units of a reply in order; what it answers without naming it is taken from the message."""
        found: list[Unit] = []
        before: tuple[int, ...] = ()
        first: list[_Place] = []
        for sentence in _sentences(read.phrases):
            places = self._places(sentence)
            first = first or places
            found += self._of_sentence(sentence, places, before, read.normal.text, about)
            before = tuple(one.number for one in places if one.token is not None)[-BEFORE:]
        named = any(unit.frame.kind in (Kind.ACT, Kind.COST, Kind.PAPER) for unit in found)
        if asked and not named and read.phrases:
            found += self._elided(read, tokenise(asked, self.frames.lexicon), first, about)
        return found

    def _of_sentence(
        self, sentence: Sequence[Phrase], places: list[_Place], before: tuple[int, ...], text: str, about: str
    ) -> Iterator[Unit]:
        spoken: dict[Frame, list[int]] = {}
        for at, place in enumerate(places):
            if place.token is not None:
                for frame in self.frames.of(place.token, about):
                    spoken.setdefault(frame, []).append(at)
        number = sentence[0].clause.sentence
        for frame, own in spoken.items():
            for at in own:
                token = places[at].token
                if token is not None:
                    numbers = self._window(frame, places, own, at, before, text, about, False)
                    yield Unit(frame, number, token.start, token.end, False, numbers)

    def _elided(self, read: Read, asked: Read, first: list[_Place], about: str) -> Iterator[Unit]:
        """可以的 answers 能退吗: what the message names stands before what the reply says."""
        seen: set[Frame] = set()
        start, end = read.phrases[0].clause.start, read.phrases[-1].clause.end
        for phrase in asked.phrases:
            for token in phrase.tokens:
                for frame in self.frames.of(token, about):
                    if frame in seen or frame.kind not in (Kind.ACT, Kind.COST, Kind.PAPER):
                        continue
                    seen.add(frame)
                    named = _Place(*self._number(token.sense), -1, token)
                    numbers = self._window(frame, [named, *first], [0], 0, (), read.normal.text[start:], about, True)
                    yield Unit(frame, read.phrases[0].clause.sentence, start, end, True, numbers)

    def _places(self, sentence: Sequence[Phrase]) -> list[_Place]:
        places = []
        for count, phrase in enumerate(sentence):
            places.append(_Place(_BREAK, _BREAK, count))
            at = phrase.clause.start
            for token in phrase.tokens:
                if token.start > at:
                    places.append(_Place(_GAP, _GAP, count))
                at = token.end
                if token.sense.roles != _FILLERS:
                    places.append(_Place(*self._number(token.sense), count, token))
            if phrase.clause.end > at:
                places.append(_Place(_GAP, _GAP, count))
            if phrase.clause.asks:
                places.append(_Place(_ASKS, _ASKS, count))
        return places

    def _number(self, sense: Sense) -> tuple[int, int]:
        found = self._numbers.get(id(sense))
        if found is None:
            found = (_hash(_class(sense)), _hash(_broad(sense)))
            self._numbers[id(sense)] = found
        return found

    def _window(
        self,
        frame: Frame,
        places: list[_Place],
        own: list[int],
        at: int,
        before: tuple[int, ...],
        text: str,
        about: str,
        is_elided: bool,
    ) -> tuple[int, ...]:
        """Return the numbers of a unit: what it is about, rows of classes, letters on both sides, what came before."""
        token = places[at].token
        start, end = (0, 0) if is_elided or token is None else (token.start, token.end)
        shown = [
            (_X, _X, 0) if place in own else (one.number, one.broad, one.clause) for place, one in enumerate(places)
        ]
        kind = _hash(frame.kind + ("?" if is_elided else "") + (frame.outcome if frame.kind is Kind.TIME else ""))
        told = _hash("/".join((frame.outcome, frame.refused, frame.granted)))
        clause = places[at].clause
        head = (kind, told, _hash("@" + about), places[at].number)
        near = _around(shown, at, NEAR)
        plain = [one for place, one in enumerate(shown) if one[0] != _GAP or place == at]
        middle = at - sum(one[0] == _GAP for one in shown[:at])
        far = _around(plain, middle, FAR)
        inside = tuple(_inside(plain, middle, FAR, clause if clause >= 0 else 0))
        left = tuple(map(ord, text[max(0, start - LETTERS) : start]))
        right = tuple(map(ord, text[end : end + LETTERS]))
        return (
            *head,
            *(one[0] for one in near),
            *(one[1] for one in near),
            *(one[0] for one in far),
            *(one[1] for one in far),
            *inside,
            *((0,) * (LETTERS - len(left)) + left),
            *(right + (0,) * (LETTERS - len(right))),
            *((0,) * (BEFORE - len(before)) + before),
        )


_NOWHERE = (0, 0, -9)
_FILLERS = frozenset({Role.FILLERS})


def _around(shown: Sequence[tuple[int, int, int]], at: int, reach: int) -> list[tuple[int, int, int]]:
    size = len(shown)
    return [shown[place] if 0 <= place < size else _NOWHERE for place in range(at - reach, at + reach + 1)]


def _inside(shown: Sequence[tuple[int, int, int]], at: int, reach: int, clause: int) -> Iterator[int]:
    """Yield for each place whether it stands in the clause of the phrase (1), before it (2) or behind it (3)."""
    for one in _around(shown, at, reach):
        yield 0 if one is _NOWHERE else 1 if one[2] == clause else 2 if one[2] < clause else 3


def _sentences(phrases: Sequence[Phrase]) -> Iterator[list[Phrase]]:
    sentence: list[Phrase] = []
    for phrase in phrases:
        if sentence and phrase.clause.sentence != sentence[0].clause.sentence:
            yield sentence
            sentence = []
        sentence.append(phrase)
    if sentence:
        yield sentence


def _class(sense: Sense) -> str:
    if sense.act:
        return f"act:{sense.act}"
    if sense.cost:
        return f"cost:{sense.cost}"
    return _broad(sense)


def _broad(sense: Sense) -> str:
    if sense.act:
        return "act"
    if sense.cost:
        return "cost"
    if sense.time:
        return f"time:{sense.time}"
    if sense.paper:
        return f"paper:{sense.paper}"
    for entry, kind in ((sense.mention, "mention"), (sense.fixed, "fixed")):
        if entry is not None:
            return kind
    if sense.limit is not None:
        return "limit:" + ",".join(sorted(sense.limit.when))
    return "+".join(sorted(sense.roles))


def _hash(name: str) -> int:
    return crc32(name.encode()) | _SPREAD
