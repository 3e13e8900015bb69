"""The heat map: one figure for each situation on each channel, taken from the cases of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.report.words import KINDS
from evaluation.run import CaseLine, Run

ENOUGH = 10  # cases from which a share has a colour
_GREY = "#e6e9ed"


@dataclass(frozen=True, slots=True)
class Cell:
    """A share from 0 (bad) to 1 (good), measured on `count`; None where nothing was."""

    share: float | None
    count: int
    colour: str

    @property
    def is_few(self) -> bool:
        """Too few to say anything by its colour."""
        return 0 < self.count < ENOUGH


@dataclass(frozen=True, slots=True)
class Heat:
    """Rows of cells in the order of the columns."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def heat_of(run: Run) -> Heat | None:
    """Return situation by channel, None where the run has no such cases."""
    counts: dict[str, dict[str, list[float]]] = {}
    for case in run.cases:
        for row, channel, good, count in _of(case, run.kind):
            held = counts.setdefault(row, {}).setdefault(channel, [0.0, 0.0])
            held[0] += good
            held[1] += count
    labels: Mapping[str, Any] = run.details.get("labels", {})
    channels = [key for key in labels.get("channels", {}) if any(key in row for row in counts.values())]
    if not channels:
        return None
    order = [key for key in (*labels.get("issues", {}), *KINDS) if key in counts]
    rows = tuple(
        (_row_name(key, labels), tuple(_cell(counts[key].get(channel)) for channel in channels)) for key in order
    )
    captions = {
        "retrieval": "每格：该渠道该情形下第一条就对的比例",
        "consistency": "每格：该渠道的答案与多数渠道、多数问法相同的比例",
        "replies": "每格：该渠道该情形下不与政策矛盾的回复比例",
    }
    return Heat(captions[run.kind], tuple(labels["channels"][key] for key in channels), rows)


def _of(case: CaseLine, kind: str) -> Sequence[tuple[str, str, float, float]]:
    about = case.about
    if kind == "replies":
        return [(about["issue"], about["channel"], about["n"] - about["contradicts"], about["n"])]
    if kind == "consistency":
        return [(about["issue"], channel, good, count) for channel, (good, count) in about.get("agree", {}).items()]
    return [(about["issue"] or about["kind"], about["channel"], float(case.right), 1.0)] if about.get("channel") else []


def _row_name(key: str, labels: Mapping[str, Any]) -> str:
    return str(labels.get("issues", {}).get(key) or KINDS.get(key, key))


def _cell(held: Sequence[float] | None) -> Cell:
    if not held or not held[1]:
        return Cell(None, 0, "transparent")
    share = held[0] / held[1]
    count = int(held[1])
    return Cell(share, count, colour_of(share) if count >= ENOUGH else _GREY)


def colour_of(share: float) -> str:
    """Return a colour from red over sand to green, steep near 1 where the difference matters."""
    place = max(0.0, min(1.0, (share - 0.5) / 0.5)) ** 1.6
    stops = ((222, 118, 96), (245, 226, 178), (178, 214, 176))
    low, high, part = (stops[0], stops[1], place * 2) if place < 0.5 else (stops[1], stops[2], place * 2 - 1)
    red, green, blue = (round(one + (other - one) * part) for one, other in zip(low, high, strict=True))
    return f"rgb({red},{green},{blue})"
