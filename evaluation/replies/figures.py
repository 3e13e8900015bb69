"""A tally to the figures of a run: shares with intervals, conflicts between channels, cells, gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from evaluation.firsts import first_of_each
from evaluation.labels import labels_of
from evaluation.misses import Contradicting
from evaluation.replies.tally import Counts, SaidIn, Situation, Tally, Values
from evaluation.run import CaseLine, Measure, Run
from evaluation.significance import wilson
from knowledge.model.base import Base
from knowledge.reading.normal import normalise
from service.store.gaps import near, shortest

_SHOWN = 50
K = TypeVar("K", bound=tuple[Any, ...])


@dataclass(frozen=True, slots=True)
class ChannelClash:
    """A situation in which two channels state different things, with a reply of each."""

    situation: Situation
    channels: tuple[str, str]
    said: tuple[Values, Values]
    replies: tuple[str, str]
    pairs: int  # of replies that differ so
    outcomes: tuple[str, ...]


def run_of(tally: Tally, conditions: Mapping[str, Any], base: Base) -> Run:
    """Return the run that a whole tally comes to."""
    rates = channel_rates(tally)
    counted = {**conditions, "rows": tally.rows, "replies": tally.judged}
    return Run(
        "replies", counted, tuple(_measures(tally, rates)), tuple(_cells(tally, base)), _details(tally, rates, base)
    )


@dataclass(frozen=True, slots=True)
class ChannelRates:
    """Pairs of replies of two channels to one situation that speak of one outcome, and those of them that differ."""

    comparable: int
    differing: int
    by_pair: Mapping[tuple[str, str], tuple[int, int]]  # channels -> comparable, differing
    situations: int  # in which two channels state something of one outcome
    clashing: int  # of them with a difference
    clashes: tuple[ChannelClash, ...]  # the most frequent first

    @property
    def rate(self) -> float:
        return self.differing / self.comparable if self.comparable else 0.0


def channel_rates(tally: Tally) -> ChannelRates:
    """Compare what channels state, situation by situation."""
    by_pair: dict[tuple[str, str], list[int]] = {}
    clashes: list[ChannelClash] = []
    situations = clashing = 0
    for situation, channels in tally.situations.items():
        names = sorted(name for name in channels if name != "-")
        compared = differed = 0
        for place, left in enumerate(names):
            for right in names[place + 1 :]:
                comparable, found = _between(situation, left, right, tally)
                counts = by_pair.setdefault((left, right), [0, 0])
                counts[0] += comparable
                counts[1] += sum(clash.pairs for clash in found)
                compared += comparable
                differed += sum(clash.pairs for clash in found)
                clashes += found
        situations += compared > 0
        clashing += differed > 0
    clashes.sort(key=lambda one: (-one.pairs, one.situation, one.channels, one.said))
    clashes = first_of_each(clashes, lambda one: (one.situation, one.outcomes))
    totals = [sum(counts[side] for counts in by_pair.values()) for side in (0, 1)]
    pairs = {pair: (counts[0], counts[1]) for pair, counts in sorted(by_pair.items())}
    return ChannelRates(totals[0], totals[1], pairs, situations, clashing, tuple(clashes[:_SHOWN]))


def _between(situation: Situation, left: str, right: str, tally: Tally) -> tuple[int, list[ChannelClash]]:
    comparable = 0
    clashes = []
    channels = tally.situations[situation]
    for said, count in sorted(channels[left].items()):
        one = dict(said)
        for other_said, other_count in sorted(channels[right].items()):
            other = dict(other_said)
            shared = one.keys() & other.keys()
            if not shared:
                continue
            comparable += count * other_count
            outcomes = tuple(sorted(name for name in shared if one[name] != other[name]))
            if outcomes:
                replies = tuple(
                    tally.examples.get(SaidIn(situation, name, key), "")
                    for name, key in ((left, said), (right, other_said))
                )
                clashes.append(
                    ChannelClash(
                        situation,
                        (left, right),
                        (said, other_said),
                        (replies[0], replies[1]),
                        count * other_count,
                        outcomes,
                    )
                )
    return comparable, clashes


def _measures(tally: Tally, rates: ChannelRates) -> Iterator[Measure]:
    total = tally.by.get("all", {}).get("all", {})
    yield from _shares(total, "")
    if rates.comparable:
        yield Measure("conflicts_between_channels", rates.rate, rates.comparable)
        yield _share("situations_in_conflict", rates.clashing, rates.situations)
    for dimension in ("channel", "issue", "policy", "week"):
        for value, counts in sorted(tally.by.get(dimension, {}).items()):
            if dimension == "policy":
                yield _share(f"contradictions/policy:{value}", counts.get("contradicts", 0), counts["n"])
            else:
                yield from _shares(counts, f"/{dimension}:{value}")


def _shares(counts: Counts, slice_: str) -> Iterator[Measure]:
    n = counts.get("n", 0)
    if not n:
        return
    yield _share(f"contradictions{slice_}", counts.get("contradicts", 0), n)
    stating = counts.get("stating", 0)
    yield _share(f"stating{slice_}", stating, n)
    if stating:
        yield _share(f"contradictions_of_stating{slice_}", counts.get("contradicts", 0), stating)
    yield _share(f"unsupported{slice_}", counts.get("unsupported", 0), n)
    yield _share(f"forbidden{slice_}", counts.get("forbidden_ban", 0), n)
    yield _share(f"unanswered{slice_}", counts.get("unanswered", 0), n)


def _share(name: str, part: int, whole: int) -> Measure:
    interval = wilson(part, whole)
    return Measure(name, part / whole if whole else 0.0, whole, interval.low, interval.high)


def _cells(tally: Tally, base: Base) -> Iterator[CaseLine]:
    """Yield a case for each situation of a channel: right where no reply in it contradicts."""
    for (channel, issue), counts in sorted(tally.cells.items()):
        wrong, n = counts.get("contradicts", 0), counts["n"]
        miss = Contradicting(wrong, n) if wrong else None
        about = {"channel": channel, "issue": issue, "n": n, "contradicts": wrong, "stating": counts.get("stating", 0)}
        yield CaseLine(f"{channel}/{issue}", not wrong, issue, {"agree": 1 - wrong / n}, miss, about)


def _details(tally: Tally, rates: ChannelRates, base: Base) -> Mapping[str, Any]:
    return {
        "unreadable": tally.unreadable,
        "faults": tally.faults,
        "agents": _worst(tally.by.get("agent", {})),
        "weeks": _listed(tally.by.get("week", {})),
        "wrong": [[one.outcome, one.said, list(one.decided), count] for one, count in _most(tally.wrong)],
        "forbidden": [[*one, count] for one, count in _most(tally.forbidden)],
        "channel_pairs": [[*pair, *counts] for pair, counts in rates.by_pair.items()],
        "clashes": [
            {
                "issue": one.situation.issue,
                "channels": list(one.channels),
                "said": [dict(said) for said in one.said],
                "replies": list(one.replies),
                "pairs": one.pairs,
                "outcomes": list(one.outcomes),
            }
            for one in rates.clashes
        ],
        "gaps": list(_gaps(tally)),
        "unanswered_rest": tally.unanswered_rest,
        "asked": tally.asked,
        "labels": labels_of(base),
    }


def _most(counts: Mapping[K, int]) -> Sequence[tuple[K, int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:_SHOWN]


def _worst(values: Mapping[str, Counts]) -> list[dict[str, Any]]:
    """Return the agents with the most contradictions."""
    order = sorted(values.items(), key=lambda one: (-one[1].get("contradicts", 0), -one[1]["n"], one[0]))
    return [{"name": name, **counts} for name, counts in order[:_SHOWN]]


def _listed(values: Mapping[str, Counts]) -> list[dict[str, Any]]:
    return [{"name": name, **counts} for name, counts in sorted(values.items())]


def _gaps(tally: Tally) -> Iterator[dict[str, Any]]:
    """Group the questions without an answer by how near their wording is, as the service groups its gaps."""
    found: list[dict[str, Any]] = []
    for texts in near([(normalise(text), text) for text in tally.unanswered]):
        channels: Counts = {}
        for text in texts:
            for channel, count in tally.unanswered[text].items():
                channels[channel] = channels.get(channel, 0) + count
        found.append(
            {"question": shortest(texts), "count": sum(channels.values()), "channels": channels, "questions": texts[:5]}
        )
    yield from sorted(found, key=lambda one: (-one["count"], one["question"]))[:_SHOWN]
