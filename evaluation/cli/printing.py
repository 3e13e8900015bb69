"""A run as lines for a terminal: its conditions, its figures, the slices as a table, the cases that fail."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.comparison import Comparison
from evaluation.run import Measure, Run

_CONDITIONS = ("suite", "suite_sha256", "log", "split", "questions", "replies", "snapshot", "encoder", "seed", "date")


def lines_of(run: Run) -> Iterator[str]:
    """Yield the conditions, then each figure; a figure of a slice stands in the table of its measure."""
    yield " | ".join(f"{key}:{run.conditions[key]}" for key in _CONDITIONS if key in run.conditions)
    for measure in run.measures:
        if "/" not in measure.name:
            yield f"{measure.name:28} {measure.value:.4f}{_spread(measure)}  n:{measure.count}"
    yield from _table(run)


def _spread(measure: Measure) -> str:
    return "" if measure.low is None or measure.high is None else f"  [{measure.low:.3f}, {measure.high:.3f}]"


def _table(run: Run) -> Iterator[str]:
    rows: dict[str, dict[str, Measure]] = {}
    for measure in run.measures:
        name, stroke, slice_ = measure.name.partition("/")
        if stroke:
            rows.setdefault(slice_, {})[name] = measure
    shown: list[str] | None = None
    for slice_, found in rows.items():
        if list(found) != shown:
            shown = list(found)
            yield ""
            yield " ".join([f"{'':28}", *(f"{name:>12}" for name in shown), f"{'n':>6}"])
        count = max(measure.count for measure in found.values())
        yield " ".join([f"{slice_:28}", *(f"{measure.value:12.3f}" for measure in found.values()), f"{count:6}"])


def misses_of(run: Run, shown: int) -> Iterator[str]:
    """Yield the cases that fail, with what came instead and why."""
    wrong = [one for one in run.cases if not one.right]
    if wrong:
        yield f"\n{len(wrong)} of {len(run.cases)} cases fail:"
    for one in wrong[:shown]:
        yield f"  {one.id} {one.about.get('text', '')}"
        yield f"    {one.message}"
    if len(wrong) > shown:
        yield f"  … and {len(wrong) - shown} more: --format json or --out lists them all"


def moves_of(comparison: Comparison) -> Iterator[str]:
    """Yield what moved against the baseline, how surely, and each case that got better or worse."""
    yield "\nagainst the baseline:"
    yield from (f"  other {note}" for note in comparison.notes)
    for name, moved in comparison.scores.items():
        span = f"[{moved.interval.low:+.4f}, {moved.interval.high:+.4f}]"
        counts = f"{moved.better} better, {moved.worse} worse"
        yield (
            f"  {name}: {moved.before:.4f} → {moved.after:.4f}, {moved.difference:+.4f} {span}, "
            f"p {moved.p:.4f} ({moved.test}), {counts}"
        )
    for word, cases in (("better", comparison.better), ("worse", comparison.worse)):
        yield from (f"  {word}: {one.id} {one.message}" for one in cases)
