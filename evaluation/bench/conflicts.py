"""How long the conflict analysis takes, from a loaded base to findings, and after an edit of one policy."""

from __future__ import annotations

import gc
from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random
from statistics import median
from time import process_time

from evaluation.bench.conditions import peak_mib
from evaluation.bench.policies import Shape, draw_base
from knowledge.conflicts import Analysis, analyse
from knowledge.model.base import Base

TODAY = date(2026, 11, 21)
SEED = 7
EDITS = 20
_SHAPES = {
    "1,000 policies": Shape(1_000, 25),
    "1,000 policies of one subject": Shape(1_000, 1),
    "10,000 policies": Shape(10_000, 250),
    "10,000 policies of 25 subjects": Shape(10_000, 25),
    "10,000 policies, half of them at random": Shape(10_000, 250, faults=0.5),
}


def report(embedded: Base) -> list[str]:
    """Return a line a measurement, with its conditions; times are of one core."""
    lines = [_line("embedded base", embedded, embedded)]
    for name, shape in _SHAPES.items():
        lines.append(_line(name, draw_base(shape, SEED), draw_base(shape, SEED + 1)))
    return lines


def _line(name: str, base: Base, other: Base) -> str:
    start = process_time()
    analysis = analyse(base, TODAY)
    count = Counter(found.kind.value for found in analysis.findings)
    taken_s = process_time() - start
    gc.collect()
    gc.freeze()  # the collector's pauses over a large base are not the analysis
    edits_ms = _edits(analysis, base, other)
    gc.unfreeze()
    found = ", ".join(f"{kind} {number}" for kind, number in sorted(count.items())) or "none"
    return (
        f"conflicts | {name}, {len(base.policies)} policies | {taken_s:.2f} s | findings: {found} | "
        f"an edit: median {median(edits_ms):.0f} ms, longest {max(edits_ms):.0f} ms of {EDITS} | "
        f"peak so far {peak_mib():.0f} MiB | seed:{SEED}"
    )


def _edits(analysis: Analysis, base: Base, other: Base) -> list[float]:
    """Give one policy the decisions of another base's, `EDITS` times, and return how long each took."""
    random = Random(SEED)
    times = []
    for _ in range(EDITS):
        name = random.choice(tuple(base.policies))
        donor = other.policies.get(name) or random.choice(tuple(other.policies.values()))
        policy = base.policies[name].model_copy(update={"decide": donor.decide})
        after = replace(base, policies={**base.policies, name: policy})
        start = process_time()
        analysis.edited(after)
        times.append((process_time() - start) * 1000)
    return times
