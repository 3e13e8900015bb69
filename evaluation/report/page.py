"""A run as one page of HTML: headline figures against the last run, heat map, calibration, conflicts, trend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pydantic import TypeAdapter

from evaluation.comparison import Comparison
from evaluation.gate import Check
from evaluation.misses import Miss
from evaluation.report import svg, words
from evaluation.report.heat import ENOUGH, heat_of
from evaluation.report.misses import chinese, heading
from evaluation.report.steps import next_steps
from evaluation.report.workbook import right_in_words
from evaluation.run import Measure, Run
from evaluation.scorecard.card import card_in

_MISS: TypeAdapter[Miss] = TypeAdapter(Miss)
_HERE = Path(__file__).parent
_MISSES = 60


@dataclass(frozen=True, slots=True)
class Headline:
    """One large figure and how it moved since the last run."""

    name: str
    value: str
    spread: str
    count: int
    moved: str
    sense: str  # better, worse or same


def page(
    run: Run,
    checks: Sequence[Check],
    comparison: Comparison | None,
    past: Sequence[Run],
    baseline: Run | None = None,
) -> str:
    """Return the report of a run; `past` are earlier runs of its kind, oldest first; figures move since a baseline."""
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    labels = run.details.get("labels", {})
    last = baseline or (past[-1] if past else None)
    against = _against(baseline, last)
    return environment.get_template("page.html").render(
        title=words.TITLES[run.kind],
        run=run,
        labels=labels,
        unseen=words.unseen_in_words(run.details.get("unseen", ()), labels),
        base=labels.get("base", run.conditions.get("base", "")),
        headlines=[
            one for name in words.HEADLINES[run.kind] if (one := _headline(name, run, last, against)) is not None
        ],
        steps=next_steps(run, checks),
        card=card_in(run.details),
        enough=ENOUGH,
        right=right_in_words,
        checks=[
            (one.holds, one.miss, *words.check_in_words(one, labels)) for one in checks if not (one.case and one.holds)
        ],
        holding=sum(one.holds for one in checks if one.case),
        comparison=comparison,
        heat=heat_of(run),
        calibration=svg.calibration(run.details["reliability"]) if run.details.get("reliability") else None,
        trend=_trend(run, past),
        measures=[
            (words.measure_name(one.name, labels), one, _bar(one)) for one in run.measures if "/" not in one.name
        ],
        slices=_slices(run, labels),
        misses=[one for one in run.cases if not one.right][:_MISSES] if run.kind != "replies" else [],
        missed=sum(not one.right for one in run.cases),
        words=words,
        heading=lambda data: heading(_MISS.validate_python(data)),
        said=lambda miss: chinese(miss, labels) if miss else "",
        conditions=[(words.CONDITIONS[key], run.conditions[key]) for key in words.CONDITIONS if key in run.conditions],
    )


def _against(baseline: Run | None, last: Run | None) -> str:
    """Return what the figures are held against, by name: 基线 2026-11-01 · week.csv."""
    if last is None:
        return ""
    told = [str(last.conditions[key]) for key in ("date", "log", "suite") if last.conditions.get(key)]
    return " · ".join([f"{'基线' if baseline else '上次'} {told[0] if told else ''}".strip(), *told[1:]])


def _headline(name: str, run: Run, last: Run | None, against: str) -> Headline | None:
    measure = run.measure(name)
    if measure is None:
        return None
    before = last.measure(name) if last else None
    moved, sense = "首次运行", "same"
    if before is not None:
        step = measure.value - before.value
        moved = f"较{against} {step * 100:+.1f} 个百分点" if abs(step) >= 0.0005 else f"与{against} 持平"
        good = step < 0 if measure.is_lower_better else step > 0
        sense = "same" if abs(step) < 0.0005 else "better" if good else "worse"
    shape = ".3f" if name == "calibration_error" else ".1%"
    spread = "" if measure.low is None or measure.high is None else f"{measure.low:{shape}} 至 {measure.high:{shape}}"
    value = f"{measure.value:{shape}}"
    return Headline(words.MEASURES.get(name, name), value, spread, measure.count, moved, sense)


def _bar(measure: Measure) -> Markup:
    return svg.interval(measure.value, measure.low, measure.high)


def _trend(run: Run, past: Sequence[Run]) -> Markup | None:
    runs = [*past, run]
    if len(runs) < 2:
        return None
    lines = []
    for name in words.HEADLINES[run.kind]:
        values = [one.value if (one := each.measure(name)) is not None else None for each in runs]
        if any(value is not None for value in values):
            lines.append((words.MEASURES.get(name, name), values))
    return svg.trend([str(each.conditions.get("date", "")) for each in runs], lines)


def _slices(
    run: Run, labels: Mapping[str, Any]
) -> list[tuple[str, list[str], list[tuple[str, list[Measure | None], int]]]]:
    """Return for each dimension its columns and rows of measures."""
    found: dict[str, dict[str, dict[str, Measure]]] = {}
    for measure in run.measures:
        name, stroke, slice_ = measure.name.partition("/")
        if stroke:
            dimension, _, value = slice_.partition(":")
            found.setdefault(dimension, {}).setdefault(value, {})[name] = measure
    titles = {
        "kind": "按类别",
        "tag": "按说法",
        "channel": "按渠道",
        "issue": "按情形",
        "policy": "按政策",
        "week": "按周",
        "outcome": "按处理结果",
    }
    tables = []
    for dimension, rows in found.items():
        names = list(dict.fromkeys(name for row in rows.values() for name in row))
        shown = [
            (
                words.slice_name(f"{dimension}:{value}", labels),
                [row.get(name) for name in names],
                max(one.count for one in row.values()),
            )
            for value, row in rows.items()
        ]
        tables.append((titles.get(dimension, dimension), [words.MEASURES.get(name, name) for name in names], shown))
    return tables
