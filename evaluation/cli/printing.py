"""A run as lines for a terminal: its conditions, its figures, the slices as a table, the cases that fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluation.comparison import Comparison
from evaluation.gate import Check
from evaluation.misses import english
from evaluation.report.words import unseen_in_words
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
    """Yield the slices, those of one dimension in one table; a gap where a slice lacks a measure."""
    tables: dict[str, dict[str, dict[str, Measure]]] = {}
    for measure in run.measures:
        name, stroke, slice_ = measure.name.partition("/")
        if stroke:
            tables.setdefault(slice_.partition(":")[0], {}).setdefault(slice_, {})[name] = measure
    shown: list[str] | None = None
    for rows in tables.values():
        names = list(dict.fromkeys(name for found in rows.values() for name in found))
        if names != shown:
            shown = names
            yield ""
            yield " ".join([f"{'':28}", *(f"{name:>12}" for name in names), f"{'n':>6}"])
        for slice_, found in rows.items():
            count = max(measure.count for measure in found.values())
            cells = (_cell(found.get(name), max(12, len(name))) for name in names)
            yield " ".join([f"{slice_:28}", *cells, f"{count:6}"])


def _cell(measure: Measure | None, width: int) -> str:
    return " " * width if measure is None else f"{measure.value:{width}.3f}"


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
    yield from (f"  differs in {note}" for note in comparison.notes)
    for name, moved in comparison.scores.items():
        span = f"[{moved.interval.low:+.4f}, {moved.interval.high:+.4f}]"
        counts = f"{moved.better} better, {moved.worse} worse"
        yield (
            f"  {name}: {moved.before:.4f} → {moved.after:.4f}, {moved.difference:+.4f} {span}, "
            f"p {moved.p:.4f} ({moved.test}), {counts}"
        )
    for word, cases in (("better", comparison.better), ("worse", comparison.worse)):
        yield from (f"  {word}: {one.id} {english(one.miss) if one.miss else ''}" for one in cases)


def unseen_in(run: Run) -> Iterator[str]:
    """Yield what a run over a log could not see, before its figures are read."""
    labels = run.details.get("labels", {})
    yield from (f"看不到：{one}" for one in unseen_in_words(run.details.get("unseen") or (), labels))


def left_out_of(run: Run) -> Iterator[str]:
    """Yield what of a log could not be judged or was not understood, and how often."""
    for told, key in (("rows not judged", "unreadable"), ("left out as unknown", "faults")):
        counts = run.details.get(key) or {}
        if counts:
            yield f"\n{told}: " + ", ".join(f"{name} ({count})" for name, count in counts.items())


def checks_of(checks: Sequence[Check]) -> Iterator[str]:
    """Yield each threshold of a figure, each case that fails, and how many cases hold."""
    if checks:
        yield "\ngate:"
    for check in checks:
        if not (check.case and check.holds):
            yield f"{'holds' if check.holds else 'FAILS'}  {check.name}: {check.message}"
    right = sum(check.holds for check in checks if check.case)
    if right:
        yield f"holds  {right} single cases"
