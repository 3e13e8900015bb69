"""A tally to the figures of a run: shares with intervals, conflicts between channels, cells, gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from evaluation.labels import labels_of
from evaluation.misses import Contradicting
from evaluation.replies.columns import Columns
from evaluation.replies.conflicts import ChannelConflicts, ConflictBounds, Departure, channel_conflicts, examples
from evaluation.replies.tally import Counts, Tally
from evaluation.replies.unseen import unseen
from evaluation.run import CaseLine, Measure, Run
from evaluation.scorecard.card import card_json
from evaluation.scorecard.figures import scorecard_of
from evaluation.significance import wilson
from knowledge.model.base import Base
from knowledge.reading.normal import normalise
from service.store.gaps import is_greeting, near, shortest

_SHOWN = 50
K = TypeVar("K", bound=tuple[Any, ...])


def run_of(
    tally: Tally,
    conditions: Mapping[str, Any],
    base: Base,
    columns: Columns | None = None,
    bounds: ConflictBounds | None = None,
    wrong: Sequence[Mapping[str, Any]] = (),
) -> Run:
    """Return the run that a whole tally comes to; `columns` are those of its log, `wrong` the first wrong replies."""
    settled = bounds or ConflictBounds()
    conflicts = channel_conflicts(tally, settled)
    counted = {
        **conditions,
        "rows": tally.rows,
        "replies": tally.judged,
        "conflict_share": settled.share,
        "conflict_count": settled.count,
    }
    return Run(
        "replies",
        counted,
        tuple(_measures(tally, conflicts)),
        tuple(_cells(tally)),
        {**_details(tally, conflicts, base, columns), "wrong_replies": list(wrong)},
    )


def _measures(tally: Tally, conflicts: ChannelConflicts) -> Iterator[Measure]:
    total = tally.by.get("all", {}).get("all", {})
    yield from _shares(total, "")
    if conflicts.situations:
        yield _share("conflicts_between_channels", *conflicts.sampled)
        yield _share("situations_in_conflict", conflicts.situations_in_conflict, conflicts.situations)
        for channel, (part, whole) in conflicts.by_channel.items():
            yield _share(f"conflicts_between_channels/channel:{channel}", part, whole)
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
    read = counts.get("sure", 0) + counts.get("unsure", 0)  # none where the learned reader sleeps
    if read:
        yield _share(f"sure{slice_}", counts.get("sure", 0), read)
        yield _share(f"contradictions_sure{slice_}", counts.get("sure_contradicts", 0), n)
        yield _share(f"contradictions_unsure{slice_}", counts.get("unsure_contradicts", 0), n)
    yield _share(f"unsupported{slice_}", counts.get("unsupported", 0), n)
    yield _share(f"forbidden{slice_}", counts.get("forbidden_ban", 0), n)
    yield _share(f"unanswered{slice_}", counts.get("unanswered", 0), n)


def _share(name: str, part: int, whole: int) -> Measure:
    interval = wilson(part, whole)
    return Measure(name, part / whole if whole else 0.0, whole, interval.low, interval.high)


def _cells(tally: Tally) -> Iterator[CaseLine]:
    """Yield a case for each situation of a channel: right where no reply in it contradicts."""
    for (channel, issue), counts in sorted(tally.cells.items()):
        wrong, n = counts.get("contradicts", 0), counts["n"]
        miss = Contradicting(wrong, n) if wrong else None
        about = {"channel": channel, "issue": issue, "n": n, "contradicts": wrong, "stating": counts.get("stating", 0)}
        yield CaseLine(f"{channel}/{issue}", not wrong, issue, {"agree": 1 - wrong / n}, miss, about)


def _details(tally: Tally, conflicts: ChannelConflicts, base: Base, columns: Columns | None) -> Mapping[str, Any]:
    fields = columns.fields if columns else ()
    return {
        "unseen": list(unseen(tally, base, columns)),
        "scorecard": card_json(scorecard_of(tally, conflicts, fields)),
        "unreadable": tally.unreadable,
        "faults": tally.faults,
        "agents": _worst(tally.by.get("agent", {})),
        "weeks": _listed(tally.by.get("week", {})),
        "wrong": [[one.outcome, one.said, list(one.decided), count] for one, count in _most(tally.wrong)],
        "forbidden": [[*one, count] for one, count in _most(tally.forbidden)],
        "customers": [conflicts.customers_departing, conflicts.customers],
        "conflicts": [_conflict(tally, one) for one in conflicts.departures[:_SHOWN]],
        "gaps": list(_gaps(tally)),
        "unanswered_rest": tally.unanswered_rest,
        "asked": tally.asked,
        "labels": labels_of(base),
    }


def _conflict(tally: Tally, one: Departure) -> Mapping[str, Any]:
    here, there = examples(tally, one)
    return {
        "issue": one.situation.issue,
        "decided": dict(one.situation.decided).get(one.outcome),
        "outcome": one.outcome,
        "channels": [here[0], there[0]],
        "values": [one.instead, one.usual],
        "replies": [here[1], there[1]],
        "said": dict(sorted(one.said.items())),
        "others": dict(sorted(one.others.items())),
        "departing": one.departing,
        "stating": one.stating,
        "low": one.interval.low,
        "high": one.interval.high,
        "customers": one.customers,
        "is_conflict": one.is_conflict,
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
    asked = [(plain, text) for text in tally.unanswered if not is_greeting(plain := normalise(text))]
    for texts in near(asked):
        channels: Counts = {}
        for text in texts:
            for channel, count in tally.unanswered[text].items():
                channels[channel] = channels.get(channel, 0) + count
        found.append(
            {"question": shortest(texts), "count": sum(channels.values()), "channels": channels, "questions": texts[:5]}
        )
    yield from sorted(found, key=lambda one: (-one["count"], one["question"]))[:_SHOWN]
