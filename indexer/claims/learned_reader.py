"""The learned reader: what a reply states of each outcome, with a probability, from a small network settled once.

Its weights speak of language and not of one base's decisions: a phrase stands in them as what it is in the lexicon. So
they are shipped (`settled.npz`, settled by `python -m evaluation.claims.settle`) and need nothing learned where a base
is built; a base whose lexicon names too little has no reader, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from indexer.claims.buckets import buckets, windows
from indexer.claims.frames import PROMISED, Frames
from indexer.claims.implicit import ANY, Encode, ImplicitNetwork, Told
from indexer.claims.network import Floats, Network
from indexer.claims.units import Unit, Viewer
from indexer.claims.values import log_odds, logistic
from indexer.encoders.light import open_light
from knowledge.reading.claims.lexicon import Lexicon
from knowledge.reading.claims.tokens import Read, tokenise
from knowledge.reading.time.durations import Duration

SETTLED = Path(__file__).with_name("settled.npz")
IMPLICIT = Path(__file__).with_name("implicit.npz")
FEWEST_PHRASES = 20  # of acts and costs, below which a lexicon names too little to read by
UNNAMED = 0.2  # the same of what is meant and not named
EVEN = 0.5
HEARD = 0.02  # probability below which nothing is kept
TIMES = frozenset(
    {"respond_within", "resolve_within", "follow_up_within", "report_within"}
)  # it was settled with these
Shares = Mapping[tuple[str, str], float]  # of outcomes and values
_BATCH = 2000  # units at a time, so that memory stays small


@dataclass(frozen=True, slots=True)
class Heard:
    """A value that a reply may state: how likely it does, and that a condition stands over it; offsets as sent."""

    outcome: str
    value: str
    probability: float
    limited: float
    span: tuple[int, int]
    is_implicit: bool = False  # meant by the whole reply, named by none of its words


@dataclass(frozen=True, slots=True)
class Whole:
    """What a whole reply may mean that no word of it names, and how likely it states anything; 1 where it names any."""

    meant: tuple[Heard, ...]
    states: float


@dataclass(frozen=True, slots=True)
class Question:
    """A reply in tokens, the message that it answers, and the subject of the case."""

    read: Read
    about: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class LearnedReader:
    """Reads replies by the network; `asleep` says why it reads nothing, empty where it is awake."""

    viewer: Viewer
    network: Network
    implicit: ImplicitNetwork
    asleep: str = ""

    @staticmethod
    def of(lexicon: Lexicon, network: Network | None = None, implicit: ImplicitNetwork | None = None) -> LearnedReader:
        """Return the reader of a base's lexicon."""
        phrases = sum(len(act.phrases) for act in lexicon.acts.values())
        phrases += sum(len(cost.phrases) for cost in lexicon.costs.values())
        because = ""
        if phrases < FEWEST_PHRASES:
            because = f"the base names {phrases} phrases for acts and costs, fewer than {FEWEST_PHRASES}"
        viewer = Viewer(Frames(lexicon))
        return LearnedReader(viewer, network or settled_network(), implicit or settled_implicit(), because)

    def read_many(self, questions: Sequence[Question]) -> list[tuple[Heard, ...]]:
        """Return for each reply what it may state, each value once, the likeliest first."""
        if self.asleep:
            return [()] * len(questions)
        found: list[list[Unit]] = [self.viewer.units(one.read, one.about, one.asked) for one in questions]
        flat = [unit for units in found for unit in units]
        shares = self._shares(flat)
        heard = []
        at = 0
        for question, units in zip(questions, found, strict=True):
            heard.append(_heard(question.read, units, shares[at : at + len(units)]))
            at += len(units)
        return heard

    def read_unnamed(self, questions: Sequence[Question], encode: Encode | None = None) -> list[Whole]:
        """Return for each reply, of whose words none states anything, what the whole of it may mean.

        An outcome that one of them is about is left to it: 您说想退款 names a refund and grants none.
        """
        told = [self.told(one.read.normal.text, one.about, one.asked) for one in questions]
        known = {} if self.asleep else self.viewer.frames.values
        found = []
        read = self.implicit.read_many(told, encode or open_light().encode_queries)
        for one, wished, own in zip(questions, told, read, strict=True):
            shares = self._wished(own, wished.wishes)
            whole = one.read.normal.span(0, len(one.read.normal.text))
            named = {unit.frame.outcome for unit in self.viewer.units(one.read, one.about)}
            fit = ((share, key) for key, share in shares.items() if key in known and key[0] not in named)
            likely = sorted(fit, reverse=True)
            meant = tuple(Heard(*key, share, 0.0, whole, True) for share, key in likely if share >= UNNAMED)
            states = max((share for key, share in shares.items() if key in known), default=0.0)
            found.append(Whole(meant, 1.0 if named else states))
        return found

    def told(self, text: str, about: str, asked: str) -> Told:
        """Return a reply in normal form as the second network reads it."""
        frames = self.viewer.frames
        return Told(text, about, frames.wishes(tokenise(asked, frames.lexicon), about))

    def _wished(self, shares: Shares, wishes: Sequence[str]) -> Shares:
        """Return shares of values, those of a wish weighed with how likely anything is refused or granted."""
        stances = self.viewer.frames.stances
        found = {}
        for key, share in shares.items():
            anything = shares.get((ANY, stances.get(key, "")))
            if key[0] in wishes and anything is not None:
                found[key] = logistic((log_odds(share) + log_odds(anything)) / 2)
            else:
                found[key] = share
        return found

    def _shares(self, units: Sequence[Unit]) -> Floats:
        parts = [
            self.network.probabilities(buckets(windows(units[start : start + _BATCH])))
            for start in range(0, len(units), _BATCH)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, 3), dtype=np.float32)


def states_nothing(heard: Sequence[Heard]) -> bool:
    """Say whether no phrase of a reply is likely to state anything."""
    return all(one.probability < EVEN for one in heard)


def with_unnamed(heard: Sequence[Heard], meant: Sequence[Heard]) -> tuple[Heard, ...]:
    """Return what phrases may state, and beside it what the whole reply means; of one value the likelier."""
    best = {(one.outcome, one.value): one for one in heard}
    for one in meant:
        known = best.get((one.outcome, one.value))
        if known is None or known.probability < one.probability:
            best[(one.outcome, one.value)] = one
    return tuple(sorted(best.values(), key=lambda one: -one.probability))


@cache
def settled_network(path: Path = SETTLED) -> Network:
    """Return the network that was settled."""
    with np.load(path, allow_pickle=False) as stored:
        return Network.of_arrays({name: stored[name] for name in stored.files})


@cache
def settled_implicit(path: Path = IMPLICIT) -> ImplicitNetwork:
    """Return the network of what is meant and not named that was settled."""
    with np.load(path, allow_pickle=False) as stored:
        return ImplicitNetwork.of_arrays({name: stored[name] for name in stored.files})


def _heard(read: Read, units: Sequence[Unit], shares: Floats) -> tuple[Heard, ...]:
    best: dict[tuple[str, str], Heard] = {}
    for unit, (refused, granted, limited) in zip(units, shares.tolist(), strict=True):
        for value, share in ((unit.frame.refused, refused), (unit.frame.granted, granted)):
            if not value or share < HEARD:
                continue
            told = _time(read, unit) if value == PROMISED else value
            key = (unit.frame.outcome, value)
            known = best.get(key)
            if told and (known is None or known.probability < share):
                best[key] = Heard(unit.frame.outcome, told, share, limited, read.normal.span(unit.start, unit.end))
    return tuple(sorted(best.values(), key=lambda one: -one.probability))


def _time(read: Read, unit: Unit) -> str:
    """Return the time that a unit stands on, as the base writes it."""
    found: Duration | None = None
    for phrase in read.phrases:
        for token in phrase.tokens:
            if token.start == unit.start and token.duration is not None:
                found = token.duration
    return "" if found is None else found.written
