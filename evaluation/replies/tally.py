"""Counts of judged replies that add up: tallies of the parts of a log, merged in order, are the tally of the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter

from evaluation.replies.customers import CustomerSample
from evaluation.scorecard.counting import ServiceCounts, counts_json, counts_of

_MOST_KEYS = 20_000  # values of a dimension that are told apart; the rest is counted together
_MOST_SITUATIONS = 4_000
_MOST_TEXTS = 3_000  # unanswered questions kept as examples; all are counted
REST = "…"

Counts = dict[str, int]
Values = tuple[tuple[str, str], ...]  # outcomes with their values, by name


class Situation(NamedTuple):
    """An issue with all that is decided and open in it, whatever the channel."""

    issue: str
    decided: Values = ()
    open: tuple[str, ...] = ()


class SaidIn(NamedTuple):
    """What is stated in a situation on a channel."""

    situation: Situation
    channel: str
    said: Values


class Statement(NamedTuple):
    """A value of an outcome, stated in a situation on a channel."""

    situation: Situation
    channel: str
    outcome: str
    value: str


class WrongClaim(NamedTuple):
    """A claim that contradicts, and what is decided instead."""

    outcome: str
    said: str
    decided: tuple[str, ...]


class ForbiddenPhrase(NamedTuple):
    """Forbidden wording and how bad it is."""

    level: str
    phrase: str


class ReplyCell(NamedTuple):
    """The replies of one channel to one issue."""

    channel: str
    issue: str


@dataclass(slots=True)
class Tally:
    """Everything that is counted; plain data, so that it can be written and sent."""

    rows: int = 0
    judged: int = 0
    unreadable: Counts = field(default_factory=dict)  # reason -> rows
    faults: Counts = field(default_factory=dict)  # facts and channels left out -> rows
    by: dict[str, dict[str, Counts]] = field(default_factory=dict)  # dimension -> value -> what -> replies
    cells: dict[ReplyCell, Counts] = field(default_factory=dict)  # what -> replies
    wrong: dict[WrongClaim, int] = field(default_factory=dict)  # claims
    forbidden: dict[ForbiddenPhrase, int] = field(default_factory=dict)  # replies
    situations: dict[Situation, dict[str, dict[Values, int]]] = field(
        default_factory=dict
    )  # channel -> what is said -> replies
    examples: dict[SaidIn, str] = field(default_factory=dict)  # a masked reply
    unanswered: dict[str, Counts] = field(default_factory=dict)  # masked question -> channel -> times
    unanswered_rest: int = 0
    asked: dict[str, dict[str, int]] = field(default_factory=dict)  # issue -> channel -> messages
    told: CustomerSample[Statement] = field(default_factory=CustomerSample)  # customers
    service: ServiceCounts = field(default_factory=ServiceCounts)

    def count(self, dimension: str, value: str, what: str) -> None:
        """Count one reply."""
        values = self.by.setdefault(dimension, {})
        if value not in values and len(values) >= _MOST_KEYS:
            value = REST
        _add(values.setdefault(value, {}), what, 1)

    def count_cell(self, cell: ReplyCell, what: str) -> None:
        """Count one reply of a channel and issue."""
        _add(self.cells.setdefault(cell, {}), what, 1)

    def say(self, situation: Situation, channel: str, said: Values, customer: int, example: Callable[[], str]) -> None:
        """Note what a reply states in a situation, and to whom; `example` is asked for once."""
        if situation not in self.situations and len(self.situations) >= _MOST_SITUATIONS:
            return
        _add(self.situations.setdefault(situation, {}).setdefault(channel, {}), said, 1)
        for outcome, value in said:
            self.told.add(Statement(situation, channel, outcome, value), customer)
        statement = SaidIn(situation, channel, said)
        if statement not in self.examples:
            self.examples[statement] = example()

    def miss(self, question: str, channel: str) -> None:
        """Note a question that the base does not answer."""
        if question not in self.unanswered and len(self.unanswered) >= _MOST_TEXTS:
            self.unanswered_rest += 1
            return
        _add(self.unanswered.setdefault(question, {}), channel, 1)

    def merge(self, other: Tally) -> None:
        """Add the tally of the part that follows."""
        self.rows += other.rows
        self.judged += other.judged
        _merge(self.unreadable, other.unreadable)
        _merge(self.faults, other.faults)
        _merge(self.wrong, other.wrong)
        _merge(self.forbidden, other.forbidden)
        for cell, counts in other.cells.items():
            _merge(self.cells.setdefault(cell, {}), counts)
        for dimension, values in other.by.items():
            mine = self.by.setdefault(dimension, {})
            for value, counts in values.items():
                kept = value if value in mine or len(mine) < _MOST_KEYS else REST
                _merge(mine.setdefault(kept, {}), counts)
        for issue, channels in other.asked.items():
            _merge(self.asked.setdefault(issue, {}), channels)
        self.told.merge(other.told)
        self.service.merge(other.service)
        self._merge_situations(other)
        self._merge_unanswered(other)

    def _merge_situations(self, other: Tally) -> None:
        for situation, channels in other.situations.items():
            if situation not in self.situations and len(self.situations) >= _MOST_SITUATIONS:
                continue
            mine = self.situations.setdefault(situation, {})
            for channel, said in channels.items():
                _merge(mine.setdefault(channel, {}), said)
                for key in said:
                    statement = SaidIn(situation, channel, key)
                    self.examples.setdefault(statement, other.examples[statement])

    def _merge_unanswered(self, other: Tally) -> None:
        for question, channels in other.unanswered.items():
            if question not in self.unanswered and len(self.unanswered) >= _MOST_TEXTS:
                self.unanswered_rest += sum(channels.values())
                continue
            _merge(self.unanswered.setdefault(question, {}), channels)
        self.unanswered_rest += other.unanswered_rest


K = TypeVar("K")


def _add(counts: dict[K, int], key: K, number: int) -> None:
    counts[key] = counts.get(key, 0) + number


def _merge(into: dict[K, int], other: Mapping[K, int]) -> None:
    for key, number in other.items():
        _add(into, key, number)


# JSON has texts for keys only: what is kept by another key is written as rows of key and value.
_ROWS: Mapping[str, TypeAdapter[Any]] = {
    "cells": TypeAdapter(list[tuple[ReplyCell, Counts]]),
    "wrong": TypeAdapter(list[tuple[WrongClaim, int]]),
    "forbidden": TypeAdapter(list[tuple[ForbiddenPhrase, int]]),
    "examples": TypeAdapter(list[tuple[SaidIn, str]]),
}
_OWN = ("situations", "told", "service")
_TOLD: TypeAdapter[Any] = TypeAdapter(list[tuple[Statement, list[int]]])
_SITUATIONS: TypeAdapter[Any] = TypeAdapter(list[tuple[Situation, list[tuple[str, list[tuple[Values, int]]]]]])


def as_json(tally: Tally) -> dict[str, Any]:
    """Return the tally as plain data, in the order in which things were met."""
    plain = {one.name: getattr(tally, one.name) for one in fields(Tally) if one.name not in (*_ROWS, *_OWN)}
    rows = {name: list(getattr(tally, name).items()) for name in _ROWS}
    situations = [
        (situation, [(channel, list(said.items())) for channel, said in channels.items()])
        for situation, channels in tally.situations.items()
    ]
    written = {name: adapter.dump_python(rows[name], mode="json") for name, adapter in _ROWS.items()}
    return {
        **plain,
        **written,
        "situations": _SITUATIONS.dump_python(situations, mode="json"),
        "told": {"level": tally.told.level, "by": _TOLD.dump_python(tally.told.rows(), mode="json")},
        "service": counts_json(tally.service),
    }


def tally_of(data: Mapping[str, Any]) -> Tally:
    """Return the tally that `as_json` wrote."""
    rows = {name: dict(adapter.validate_python(data[name])) for name, adapter in _ROWS.items()}
    situations = {
        situation: {channel: dict(said) for channel, said in channels}
        for situation, channels in _SITUATIONS.validate_python(data["situations"])
    }
    own = {
        "situations": situations,
        "told": CustomerSample.of_rows(data["told"]["level"], _TOLD.validate_python(data["told"]["by"])),
        "service": counts_of(data["service"]),
    }
    return Tally(**{**{one.name: data[one.name] for one in fields(Tally)}, **rows, **own})
