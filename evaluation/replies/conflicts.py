"""Conflicts between channels: where one tells customers something else than the others do, and how many of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evaluation.replies.tally import SaidIn, Situation, Statement, Tally, Values
from evaluation.significance import Interval, wilson

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ConflictBounds:
    """From when on a channel is in conflict: a share of its replies on an outcome, and a number of them."""

    share: float = 0.1
    count: int = 3


@dataclass(frozen=True, slots=True)
class Departure:
    """What a channel states of an outcome in a situation, beside what the other channels do."""

    situation: Situation
    outcome: str
    channel: str
    usual: str  # what the other channels state, each with one vote
    said: Counts  # value -> replies
    others: Counts  # of the other channels
    interval: Interval  # of the share that states something else
    customers: int  # of them that were told something else
    is_conflict: bool

    @property
    def stating(self) -> int:
        return sum(self.said.values())

    @property
    def departing(self) -> int:
        return self.stating - self.said.get(self.usual, 0)

    @property
    def instead(self) -> str:
        """What the channel states in place of the usual, most often."""
        return max((value for value in self.said if value != self.usual), key=lambda value: (self.said[value], value))


@dataclass(frozen=True, slots=True)
class ChannelConflicts:
    """Every departure, the most customers first, and the shares that stand above them."""

    departures: tuple[Departure, ...]
    customers: int  # who were told an outcome that another channel speaks of too
    customers_departing: int  # who were told something else than on another channel
    sampled: tuple[int, int]  # both in the sample that they are counted on
    by_channel: Mapping[str, tuple[int, int]]  # customers told something else, and all, of the sample
    situations: int  # of which two channels state an outcome
    situations_in_conflict: int

    @property
    def conflicts(self) -> tuple[Departure, ...]:
        return tuple(one for one in self.departures if one.is_conflict)


def channel_conflicts(tally: Tally, bounds: ConflictBounds) -> ChannelConflicts:
    """Compare what channels state, situation by situation."""
    departures: list[Departure] = []
    comparable: dict[str, set[int]] = {}
    departing: dict[str, set[int]] = {}
    situations, clashing = 0, 0
    for situation in tally.situations:
        found = list(_in(situation, tally, bounds))
        situations += bool(found)
        clashing += any(one.is_conflict for one in found)
        for one in found:
            comparable.setdefault(one.channel, set()).update(_customers(tally, one, list(one.said)))
            departing.setdefault(one.channel, set()).update(_customers(tally, one, _else(one)))
        departures += _once([one for one in found if one.departing])
    departures.sort(key=lambda one: (-one.is_conflict, -one.customers, -one.departing, one.situation, one.channel))
    wrong, all_ = (set().union(*sets.values()) for sets in (departing, comparable))
    return ChannelConflicts(
        tuple(departures),
        tally.told.number(len(all_)),
        tally.told.number(len(wrong)),
        (len(wrong), len(all_)),
        {name: (len(departing[name]), len(comparable[name])) for name in sorted(comparable)},
        situations,
        clashing,
    )


def _once(found: list[Departure]) -> list[Departure]:
    """Leave out the other side of what two channels alone differ in: the one that says what is decided, else the later.

    Each departs from the other there, and the same two replies would be told twice.
    """
    kept: list[Departure] = []
    for one in sorted(found, key=lambda one: one.instead == dict(one.situation.decided).get(one.outcome)):
        if not any(_is_mirrored(one, other) for other in kept):
            kept.append(one)
    return kept


def _is_mirrored(one: Departure, other: Departure) -> bool:
    return one.outcome == other.outcome and (one.said, one.others) == (other.others, other.said)


def _in(situation: Situation, tally: Tally, bounds: ConflictBounds) -> Iterator[Departure]:
    """Yield what each channel states of each outcome that another channel speaks of too."""
    decided = dict(situation.decided)
    for outcome, channels in sorted(_stated(tally.situations[situation]).items()):
        if len(channels) < 2:
            continue
        for channel, said in sorted(channels.items()):
            others = [counts for name, counts in channels.items() if name != channel]
            usual = _usual(others, decided.get(outcome, ""))
            stating = sum(said.values())
            departing = stating - said.get(usual, 0)
            is_conflict = departing >= bounds.count and departing >= bounds.share * stating
            interval = wilson(departing, stating)
            keys = [Statement(situation, channel, outcome, value) for value in said if value != usual]
            customers = tally.told.number(len(tally.told.union(keys)))
            yield Departure(situation, outcome, channel, usual, said, _summed(others), interval, customers, is_conflict)


def _stated(channels: Mapping[str, Mapping[Values, int]]) -> dict[str, dict[str, dict[str, int]]]:
    """Return for each outcome what each channel states, and in how many replies."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for channel, statements in channels.items():
        if channel == "-":
            continue
        for said, count in statements.items():
            for outcome, value in said:
                counts = found.setdefault(outcome, {}).setdefault(channel, {})
                counts[value] = counts.get(value, 0) + count
    return found


def _usual(others: list[dict[str, int]], decided: str) -> str:
    """Return what the other channels state: each has one vote, parted as its replies are; what is decided wins ties."""
    votes: dict[str, float] = {}
    for counts in others:
        for value, count in counts.items():
            votes[value] = votes.get(value, 0.0) + count / sum(counts.values())
    return min(votes, key=lambda value: (-round(votes[value], 9), value != decided, value))


def _summed(counted: list[dict[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for counts in counted:
        for value, count in counts.items():
            found[value] = found.get(value, 0) + count
    return found


def _else(one: Departure) -> list[str]:
    return [value for value in one.said if value != one.usual]


def _customers(tally: Tally, one: Departure, values: list[str]) -> set[int]:
    return tally.told.union([Statement(one.situation, one.channel, one.outcome, value) for value in values])


def examples(tally: Tally, one: Departure) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return a channel and a reply of it for what is told here and for what is usual elsewhere."""
    channels = tally.situations[one.situation]
    here = _example(tally, one.situation, {one.channel: channels[one.channel]}, one.outcome, one.instead)
    rest = {name: said for name, said in channels.items() if name not in (one.channel, "-")}
    return here, _example(tally, one.situation, rest, one.outcome, one.usual)


def _example(
    tally: Tally, situation: Situation, channels: Mapping[str, Mapping[Values, int]], outcome: str, value: str
) -> tuple[str, str]:
    found = (
        (-count, channel, said)
        for channel, statements in channels.items()
        for said, count in statements.items()
        if (outcome, value) in said
    )
    _, channel, said = min(found)
    return channel, tally.examples.get(SaidIn(situation, channel, said), "")
