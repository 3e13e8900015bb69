"""What a phrase of a reply can be about: an outcome, and the values of it that granting and refusing come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from knowledge.reading.claims.lexicon import Lexicon, Sense
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.tokens import Read, Token

PROMISED = "promised"  # what stands for the value of a time, which is read from the text

_PAYERS = (Role.BRAND_PAYS, Role.CUSTOMER_PAYS, Role.FALLS_BRAND, Role.FALLS_CUSTOMER)


class Kind(StrEnum):
    """What sort of words open a frame; how a thing is granted differs by it."""

    ACT = "act"
    COST = "cost"
    PAPER = "paper"
    MENTION = "mention"
    FIXED = "fixed"
    TIME = "time"


REFUSED, GRANTED = "refused", "granted"
_WISHED = (Kind.ACT, Kind.COST, Kind.PAPER)


@dataclass(frozen=True, slots=True)
class Frame:
    """An outcome that words can be about; a value is empty where granting or refusing states none."""

    kind: Kind
    outcome: str
    refused: str
    granted: str


@dataclass
class Frames:
    """The frames of every phrase of a lexicon, by the subject that a case is about."""

    lexicon: Lexicon
    _known: dict[tuple[int, str], tuple[Frame, ...]] = field(default_factory=dict)

    @cached_property
    def values(self) -> frozenset[tuple[str, str]]:
        """The values of outcomes that acts, costs and papers of the lexicon can state."""
        lexicon = self.lexicon
        says = [*(act.says for act in lexicon.acts.values()), *(cost.says for cost in lexicon.costs.values())]
        pairs = {(name, value) for one in says for name, both in one.items() for value in both}
        papers = {key for one in lexicon.papers.values() for key in (*one.says.items(), *one.denied.items())}
        return frozenset(pairs | papers)

    @cached_property
    def stances(self) -> Mapping[tuple[str, str], str]:
        """Whether each of these values refuses or grants."""
        lexicon = self.lexicon
        found: dict[tuple[str, str], str] = {}
        for says in (*(act.says for act in lexicon.acts.values()), *(cost.says for cost in lexicon.costs.values())):
            for name, (refused, granted) in says.items():
                found |= {(name, refused): REFUSED, (name, granted): GRANTED}
        for paper in lexicon.papers.values():
            found |= dict.fromkeys(paper.says.items(), GRANTED) | dict.fromkeys(paper.denied.items(), REFUSED)
        return found

    def wishes(self, read: Read, about: str) -> tuple[str, ...]:
        """Return the outcomes that a message is about: by what it names, else by its issue."""
        tokens = (token for phrase in read.phrases for token in phrase.tokens)
        frames = (frame for token in tokens for frame in self.of(token, about) if frame.kind in _WISHED)
        named = {frame.outcome for frame in frames}
        return tuple(sorted(named or self._remedied(about)))

    def _remedied(self, about: str) -> set[str]:
        acts = (self.lexicon.acts.get(name) for name in self.lexicon.remedies.get(about, ()))
        return {outcome for act in acts if act is not None for outcome in act.says}

    def of(self, token: Token, about: str) -> tuple[Frame, ...]:
        """Return what a token can be about; senses are those of the lexicon, so that each is worked out once."""
        key = (id(token.sense), about)
        found = self._known.get(key)
        if found is None:
            found = tuple(dict.fromkeys(self._frames(token.sense, about, token.duration is not None)))
            self._known[key] = found
        return found

    def _frames(self, sense: Sense, about: str, is_time: bool) -> Iterator[Frame]:
        lexicon = self.lexicon
        if sense.act:
            for name in self._acts(sense.act, about):
                yield from _pairs(Kind.ACT, lexicon.acts[name].says)
        if sense.cost:
            cost = lexicon.costs[sense.cost]
            for name in [sense.cost] if cost.says else sorted(set(cost.by.values())):
                yield from _pairs(Kind.COST, lexicon.costs[name].says)
        elif any(role in sense.roles for role in _PAYERS):
            for cost in lexicon.costs.values():
                yield from _pairs(Kind.COST, cost.says if cost.default else {})
        if sense.paper:
            paper = lexicon.papers[sense.paper]
            yield from _values(Kind.PAPER, paper.denied, paper.says)
        if sense.mention is not None:
            yield from _values(Kind.MENTION, sense.mention.refused, sense.mention.says)
        if sense.fixed is not None:
            yield from _values(Kind.FIXED, sense.fixed.refused, sense.fixed.says)
            for name in lexicon.remedies.get(about, ()) if sense.fixed.at_stake else ():
                yield from _pairs(Kind.FIXED, lexicon.acts[name].says if name in lexicon.acts else {})
        if is_time:
            for outcome in sorted({lexicon.outcome(time) for time in lexicon.times} - {""}):
                yield Frame(Kind.TIME, outcome, "", PROMISED)

    def _acts(self, name: str, about: str) -> list[str]:
        act = self.lexicon.acts[name]
        meant = act.in_.get(about, name)
        return [one for one in dict.fromkeys((meant, act.money, act.share)) if one in self.lexicon.acts]


def _pairs(kind: Kind, says: Mapping[str, tuple[str, ...]]) -> Iterator[Frame]:
    for outcome, (refused, granted) in says.items():
        yield Frame(kind, outcome, refused, granted)


def _values(kind: Kind, refused: Mapping[str, str], granted: Mapping[str, str]) -> Iterator[Frame]:
    for outcome in dict.fromkeys((*refused, *granted)):
        yield Frame(kind, outcome, refused.get(outcome, ""), granted.get(outcome, ""))
