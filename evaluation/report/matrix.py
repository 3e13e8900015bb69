"""The coverage matrix as a page and as lines for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evaluation.coverage import Coverage, State
from evaluation.labels import labels_of
from knowledge.model.base import Base
from service.answers.script import fact_label

_STATES: Mapping[State, str] = {"script": "有话术", "decision": "只有决定", "part": "不全", "nothing": "没有"}


def matrix_page(found: Coverage, base: Base, conditions: Mapping[str, Any]) -> str:
    """Return the matrix as one page."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    labels = labels_of(base)
    counts = Counter(state for row in found.rows for state in row.states.values())
    return environment.get_template("coverage.html").render(
        base=base.about.name,
        conditions=conditions,
        states=_STATES,
        counts=counts,
        channels=labels["channels"],
        rows=[
            {
                "issue": labels["issues"].get(row.issue, row.issue),
                "titles": row.titles,
                "states": row.states,
                "example": _told(row.example, base),
                "asked": row.asked,
            }
            for row in found.rows
        ],
        unplaced=[
            (labels["issues"].get(issue, issue), sum(channels.values())) for issue, channels in found.unplaced.items()
        ],
    )


def matrix_lines(found: Coverage, base: Base) -> Iterator[str]:
    """Yield a line for each situation that lacks a script on some channel, the most asked first, then the counts."""
    counts = Counter(state for row in found.rows for state in row.states.values())
    yield "，".join(f"{name} {counts[state]}" for state, name in _STATES.items()) + "（情形 × 渠道的格数）"
    lacking = [row for row in found.rows if any(state != "script" for state in row.states.values())]
    for row in sorted(lacking, key=lambda row: -sum(row.asked.values())):
        missing: dict[str, list[str]] = {}
        for channel, state in row.states.items():
            if state != "script":
                missing.setdefault(_STATES[state], []).append(base.channels[channel].name)
        where = "；".join(
            f"{state}：{'、'.join(names) if len(names) < len(base.channels) else '所有渠道'}"
            for state, names in missing.items()
        )
        asked = sum(row.asked.values())
        yield f"{_told(row.example, base)}：{where}" + (f"（问到 {asked} 次）" if asked else "")


def _told(facts: Mapping[str, Any], base: Base) -> str:
    return "，".join(
        f"{base.facts[name].name or name} {fact_label(base, name, value)}" for name, value in facts.items()
    )
