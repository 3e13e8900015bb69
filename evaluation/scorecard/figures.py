"""A tally to the scorecard: the figures that the log holds, and what would give the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from evaluation.replies.conflicts import ChannelConflicts
from evaluation.replies.tally import Tally
from evaluation.scorecard.card import ChannelFigure, Dimension, Figure, Score, Scorecard
from evaluation.scorecard.counting import Counts
from evaluation.scorecard.definitions import DIMENSIONS, FIELDS, MEASURES, NO_SUCH_CASE, Definition
from evaluation.scorecard.visits import VisitCounts, visit_counts
from evaluation.significance import wilson

_PEAK_HOURS = 3
_ALWAYS = ("base",)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the figures are computed from."""

    tally: Tally
    visits: VisitCounts
    conflicts: ChannelConflicts

    def counts(self, what: str) -> Counts:
        return self.tally.service.counts.get(what, {})

    def waits(self, kind: str) -> Mapping[int, int]:
        return self.tally.service.waits.get(kind, {})

    def replies(self, what: str) -> Counts:
        by = self.tally.by.get("channel", {})
        return {
            "": sum(one.get(what, 0) for one in by.values()),
            **{name: one.get(what, 0) for name, one in by.items()},
        }


def scorecard_of(tally: Tally, conflicts: ChannelConflicts, fields: Collection[str]) -> Scorecard:
    """Return the scorecard; `fields` are those that the log has."""
    held = {*fields, *_ALWAYS}
    counted = _Counted(tally, visit_counts(tally.service.contacts), conflicts)
    return Scorecard(
        tuple(
            Dimension(
                key,
                name,
                tuple(_score(id, one, held, counted) for id, one in MEASURES.items() if one.dimension == key),
            )
            for key, name in DIMENSIONS.items()
        )
    )


def _score(id: str, one: Definition, held: Collection[str], counted: _Counted) -> Score:
    missing = tuple(FIELDS[need] for need in one.needs if need not in held)
    figure = None if missing or id not in _FIGURES else _FIGURES[id](counted)
    if figure is None and not missing:
        missing = (NO_SUCH_CASE,)
    return Score(id, one.name, one.text, one.unit, one.better, figure, () if figure else missing)


def _share(part: int, whole: int, channels: tuple[ChannelFigure, ...] = ()) -> Figure | None:
    if not whole:
        return None
    interval = wilson(part, whole)
    return Figure(part / whole, whole, interval.low, interval.high, channels)


def _counted_share(part: Counts, whole: Counts) -> Figure | None:
    channels = (
        ChannelFigure(name, part.get(name, 0) / count, count) for name, count in sorted(whole.items()) if name and count
    )
    return _share(part.get("", 0), whole.get("", 0), tuple(channels))


def quantile(counts: Mapping[int, int], share: float) -> float:
    """Return the least value that this share of what was counted does not pass; `counts` is not empty."""
    wanted = share * sum(counts.values())
    passed = 0
    for value, count in sorted(counts.items()):
        passed += count
        if passed >= wanted:
            return float(value)
    raise ValueError("nothing was counted")


def _wait(kind: str, share: float) -> Callable[[_Counted], Figure | None]:
    def figure(counted: _Counted) -> Figure | None:
        waits = counted.waits(kind)
        return Figure(quantile(waits, share), sum(waits.values())) if waits else None

    return figure


def _peaks(counted: _Counted) -> Figure | None:
    hours = counted.tally.service.hours
    busiest = sorted(hours, key=lambda hour: (-sum(hours[hour].values()), hour))[:_PEAK_HOURS]
    peak = _together([hours[hour] for hour in busiest])
    calm = _together([there for hour, there in hours.items() if hour not in busiest])
    if not peak or not calm or not quantile(calm, 0.5):
        return None
    return Figure(quantile(peak, 0.5) / quantile(calm, 0.5), sum(peak.values()))


def _together(counted: list[dict[int, int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for counts in counted:
        for value, count in counts.items():
            found[value] = found.get(value, 0) + count
    return found


def _of_counts(part: str, whole: str) -> Callable[[_Counted], Figure | None]:
    return lambda counted: _counted_share(counted.counts(part), counted.counts(whole))


def _of_replies(part: str, whole: str) -> Callable[[_Counted], Figure | None]:
    return lambda counted: _counted_share(counted.replies(part), counted.replies(whole))


def _of_visits(part: str, whole: str) -> Callable[[_Counted], Figure | None]:
    return lambda counted: _share(getattr(counted.visits, part), getattr(counted.visits, whole))


def _conflicts(counted: _Counted) -> Figure | None:
    found = counted.conflicts
    channels = (ChannelFigure(name, part / whole, whole) for name, (part, whole) in found.by_channel.items() if whole)
    return _share(*found.sampled, tuple(channels))


def _length(counted: _Counted) -> Figure | None:
    lengths = counted.visits.lengths
    return Figure(quantile(lengths, 0.5), sum(lengths.values())) if lengths else None


def _turns(counted: _Counted) -> Figure | None:
    visits = counted.visits
    return Figure(visits.contacts / visits.visits, visits.visits) if visits.visits else None


def _gap(counted: _Counted) -> Figure | None:
    full, part = (
        _counted_share(counted.counts(f"{who}_right"), counted.counts(f"{who}_stating")) for who in ("full", "part")
    )
    return Figure(full.value - part.value, part.count) if full and part else None


def _answerable(counted: _Counted) -> Figure | None:
    asked = sum(sum(channels.values()) for channels in counted.tally.asked.values())
    return _share(asked - counted.replies("unanswered")[""], asked)


_FIGURES: Mapping[str, Callable[[_Counted], Figure | None]] = {
    "first_response": _wait("first", 0.5),
    "first_response_slowest": _wait("first", 0.9),
    "reply_time": _wait("reply", 0.5),
    "peak_fluctuation": _peaks,
    "urgent_in_time": _of_counts("urgent_in_time", "urgent_timed"),
    "abandoned": _of_counts("abandoned", "conversations"),
    "solved_at_once": _of_visits("at_once", "about_something"),
    "escalated": _of_visits("hands_on", "visits"),
    "repeated": _of_visits("repeated", "about_something"),
    "sound": _of_replies("consistent", "stating"),
    "too_early": _of_replies("depends", "stating"),
    "time_to_close": _length,
    "replies_per_conversation": _turns,
    "handed_over": _of_visits("several_agents", "visits"),
    "wording_conflicts": _conflicts,
    "situations_in_conflict": lambda counted: _share(
        counted.conflicts.situations_in_conflict, counted.conflicts.situations
    ),
    "contradictions": _of_replies("contradicts", "n"),
    "unsupported": _of_replies("unsupported", "n"),
    "forbidden": _of_replies("forbidden_ban", "n"),
    "part_time_accuracy": _of_counts("part_right", "part_stating"),
    "part_time_gap": _gap,
    "answerable": _answerable,
    "asked_again": _of_visits("asked_again", "changers"),
    "channel_changers": _of_visits("changers", "customers"),
    "same_treatment": _of_visits("told_alike", "told_on_several"),
    "order_carried": _of_counts("with_order", "conversations"),
    "follow_up": _of_visits("followed_up", "due"),
    "comfort": _of_counts("comforted", "urgent"),
    "satisfied": _of_counts("satisfied", "rated"),
    "rated": _of_counts("rated", "conversations"),
}
