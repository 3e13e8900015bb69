"""A scorecard as it is shown and sent: dimensions of figures, typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

Unit = Literal["share", "seconds", "ratio", "number"]
Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Text:
    """The same in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class ChannelFigure:
    """A figure on one channel of the base."""

    channel: str
    value: float
    count: int


@dataclass(frozen=True, slots=True)
class Figure:
    """What a log comes to: the value, on how many cases, and its interval of 95 % where it is a share."""

    value: float
    count: int
    low: float | None = None
    high: float | None = None
    channels: tuple[ChannelFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """One measure of service; where the log does not hold it, `missing` says what would give the figure."""

    id: str
    name: Text
    definition: Text
    unit: Unit
    better: Better
    figure: Figure | None = None
    missing: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Dimension:
    """Measures that stand together."""

    id: str
    name: Text
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Every measure, whether the log holds it or not."""

    dimensions: tuple[Dimension, ...]

    @property
    def computed(self) -> int:
        """How many measures the log holds."""
        return sum(score.figure is not None for one in self.dimensions for score in one.scores)


_CARD = TypeAdapter(Scorecard)


def card_json(card: Scorecard) -> Mapping[str, Any]:
    """Return the card as it stands in the details of a run, under `scorecard`."""
    return _CARD.dump_python(card, mode="json")  # type: ignore[no-any-return]


def card_in(details: Mapping[str, Any]) -> Scorecard | None:
    """Return the card of a run's details, None where the run has none."""
    held = details.get("scorecard")
    return _CARD.validate_python(held) if held else None
