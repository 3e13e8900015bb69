"""How long one decision takes: the embedded base and drawn ones, the subject known and unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from random import Random
from statistics import quantiles
from time import perf_counter

from evaluation.bench.policies import Shape, draw_base
from knowledge.deciding.decide import Decider
from knowledge.model.base import Base
from knowledge.model.case import Case
from knowledge.model.facts import BooleanFact, ChoiceFact, Fact, Value

TODAY = date(2026, 11, 21)
CASES = 2000
_OPEN_CASES = 200  # with the subject unknown: at 10,000 policies one takes a tenth of a second
SEED = 7


def report(embedded: Base) -> Iterator[str]:
    """Yield a line a measurement, with its conditions, as each is taken: those of large bases take minutes."""
    shapes = {"1,000 drawn policies": Shape(1_000, 25), "10,000 drawn policies": Shape(10_000, 250)}
    shapes["10,000 drawn policies of 25 subjects"] = Shape(10_000, 25)
    yield from _lines("embedded base", embedded)
    for name, shape in shapes.items():
        yield from _lines(name, draw_base(shape, SEED))


def _lines(name: str, base: Base) -> Iterator[str]:
    start = perf_counter()
    decider = Decider(base)
    compiled_ms = (perf_counter() - start) * 1000
    for subject_known in (True, False):
        cases = _cases(base, subject_known, Random(SEED))
        first = _times(decider.decide, cases)
        again = _times(decider.decide, cases)
        known = "known" if subject_known else "unknown"
        yield (
            f"decide | {name}, {len(base.policies)} policies | subject {known} | cases:{len(cases)} seed:{SEED} | "
            f"first time {_spread(first)}, again {_spread(again)} | compiled in {compiled_ms:.0f} ms"
        )


def _times(decide: Callable[[Case], object], cases: Sequence[Case]) -> list[float]:
    times = []
    for case in cases:
        start = perf_counter()
        decide(case)
        times.append((perf_counter() - start) * 1000)
    return times


def _spread(times_ms: Sequence[float]) -> str:
    cuts = quantiles(times_ms, n=100)
    mean = sum(times_ms) / len(times_ms)
    return f"mean {mean:.3f} p50 {cuts[49]:.3f} p99 {cuts[98]:.3f} max {max(times_ms):.2f} ms"


def _cases(base: Base, subject_known: bool, random: Random) -> list[Case]:
    """Return cases in which each fact is known half of the time, the channel nearly always."""
    cases = []
    for _ in range(CASES if subject_known else _OPEN_CASES):
        facts = {
            name: _value(fact, random) for name, fact in base.facts.items() if _is_known(fact, subject_known, random)
        }
        channel = random.choice(tuple(base.channels)) if random.random() < 0.9 else None
        cases.append(Case(channel, TODAY, facts))
    return cases


def _is_known(fact: Fact, subject_known: bool, random: Random) -> bool:
    return subject_known if fact.subject else random.random() < 0.5


def _value(fact: Fact, random: Random) -> Value:
    match fact:
        case ChoiceFact(values=values):
            return random.choice(tuple(values))
        case BooleanFact():
            return random.random() < 0.5
        case _:
            return random.randint(fact.min, fact.max)
