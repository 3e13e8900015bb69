"""Counts of judged replies that add up: tallies of the parts of a log, merged in order, are the tally of the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

MOST_KEYS = 20_000  # values of a dimension that are told apart; the rest is counted together
MOST_SITUATIONS = 4_000
MOST_TEXTS = 3_000  # unanswered questions kept as examples; all are counted
REST = "…"

Counts = dict[str, int]


@dataclass(slots=True)
class Tally:
    """Everything that is counted; plain data, so that it can be written and sent."""

    rows: int = 0
    judged: int = 0
    unreadable: Counts = field(default_factory=dict)  # reason -> rows
    faults: Counts = field(default_factory=dict)  # facts and channels left out -> rows
    by: dict[str, dict[str, Counts]] = field(default_factory=dict)  # dimension -> value -> what -> replies
    wrong: Counts = field(default_factory=dict)  # outcome|said|decided -> claims
    forbidden: Counts = field(default_factory=dict)  # level|phrase -> replies
    situations: dict[str, dict[str, Counts]] = field(
        default_factory=dict
    )  # situation -> channel -> what is said -> replies
    examples: dict[str, str] = field(default_factory=dict)  # situation|channel|what is said -> a masked reply
    unanswered: dict[str, Counts] = field(default_factory=dict)  # masked question -> channel -> times
    unanswered_rest: int = 0
    asked: dict[str, dict[str, int]] = field(default_factory=dict)  # issue -> channel -> messages

    def count(self, dimension: str, value: str, what: str) -> None:
        """Count one reply."""
        values = self.by.setdefault(dimension, {})
        if value not in values and len(values) >= MOST_KEYS:
            value = REST
        _add(values.setdefault(value, {}), what, 1)

    def say(self, situation: str, channel: str, said: str, example: Callable[[], str]) -> None:
        """Note what a reply states in a situation; `example` is asked for once."""
        if situation not in self.situations and len(self.situations) >= MOST_SITUATIONS:
            return
        _add(self.situations.setdefault(situation, {}).setdefault(channel, {}), said, 1)
        name = f"{situation}|{channel}|{said}"
        if name not in self.examples:
            self.examples[name] = example()

    def miss(self, question: str, channel: str) -> None:
        """Note a question that the base does not answer."""
        if question not in self.unanswered and len(self.unanswered) >= MOST_TEXTS:
            self.unanswered_rest += 1
            return
        _add(self.unanswered.setdefault(question, {}), channel, 1)

    def merge(self, other: Tally) -> None:
        """Add the tally of the part that follows."""
        self.rows += other.rows
        self.judged += other.judged
        for name in ("unreadable", "faults", "wrong", "forbidden"):
            _merge(getattr(self, name), getattr(other, name))
        for dimension, values in other.by.items():
            mine = self.by.setdefault(dimension, {})
            for value, counts in values.items():
                kept = value if value in mine or len(mine) < MOST_KEYS else REST
                _merge(mine.setdefault(kept, {}), counts)
        for issue, channels in other.asked.items():
            _merge(self.asked.setdefault(issue, {}), channels)
        self._merge_situations(other)
        self._merge_unanswered(other)

    def _merge_situations(self, other: Tally) -> None:
        for situation, channels in other.situations.items():
            if situation not in self.situations and len(self.situations) >= MOST_SITUATIONS:
                continue
            mine = self.situations.setdefault(situation, {})
            for channel, said in channels.items():
                _merge(mine.setdefault(channel, {}), said)
                for key in said:
                    name = f"{situation}|{channel}|{key}"
                    self.examples.setdefault(name, other.examples[name])

    def _merge_unanswered(self, other: Tally) -> None:
        for question, channels in other.unanswered.items():
            if question not in self.unanswered and len(self.unanswered) >= MOST_TEXTS:
                self.unanswered_rest += sum(channels.values())
                continue
            _merge(self.unanswered.setdefault(question, {}), channels)
        self.unanswered_rest += other.unanswered_rest


def _add(counts: Counts, key: str, number: int) -> None:
    counts[key] = counts.get(key, 0) + number


def _merge(into: Counts, other: Mapping[str, int]) -> None:
    for key, number in other.items():
        _add(into, key, number)


def as_json(tally: Tally) -> dict[str, Any]:
    """Return the tally as plain data, in the order in which things were met."""
    return asdict(tally)


def tally_of(data: Mapping[str, Any]) -> Tally:
    """Return the tally that `as_json` wrote."""
    return Tally(**{one.name: data[one.name] for one in fields(Tally)})
