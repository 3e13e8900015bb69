"""How often each script comes first for its own questions, the worst first: a mean hides one that is never found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evaluation.run import Measure, Run, mean_measure
from indexer.ranker.targets import Target

WELL = 0.85  # share of its own questions for which a script that is found well comes first
_SHOWN = 40
_MIXED = 3  # other scripts that are named beside one


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a script, and the script that came first; None for silence."""

    right: Target
    first: Target | None
    is_closed: bool = False  # the facts that are read in it close its own script


@dataclass(frozen=True, slots=True)
class ScriptFigure:
    """What came of the questions of one script."""

    kind: str
    id: str
    asks: int
    first: int  # questions for which it came first
    silent: int
    closed: int  # questions whose facts close it
    instead: Mapping[str, int]  # the scripts that came first most often in its place

    @property
    def share(self) -> float:
        return self.first / self.asks


def script_figures(asked: Iterable[Asked]) -> tuple[ScriptFigure, ...]:
    """Return a figure for each script that was asked for, the worst first."""
    of: dict[Target, list[Asked]] = {}
    for one in asked:
        of.setdefault(one.right, []).append(one)
    found = (_figure(script, questions) for script, questions in of.items())
    return tuple(sorted(found, key=lambda one: (one.share, one.kind, one.id)))


def _figure(script: Target, questions: Sequence[Asked]) -> ScriptFigure:
    instead = Counter(one.first[1] for one in questions if one.first is not None and one.first != script)
    return ScriptFigure(
        *script,
        asks=len(questions),
        first=sum(one.first == script for one in questions),
        silent=sum(one.first is None and not one.is_closed for one in questions),
        closed=sum(one.is_closed for one in questions),
        instead=dict(instead.most_common(_MIXED)),
    )


def script_measures(figures: Sequence[ScriptFigure], seed: int) -> Iterator[Measure]:
    """Yield for each kind the share of scripts that are found well, and of those that never come first."""
    for kind in sorted({one.kind for one in figures}):
        own = [one for one in figures if one.kind == kind]
        ids = [one.id for one in own]
        yield mean_measure(f"found_well/kind:{kind}", [float(one.share >= WELL) for one in own], ids, seed)
        yield mean_measure(f"never_first/kind:{kind}", [float(not one.first) for one in own], ids, seed)


def as_details(figures: Sequence[ScriptFigure]) -> list[dict[str, Any]]:
    """Return the figures as a run keeps them."""
    return [asdict(one) for one in figures]


def scripts_of(run: Run) -> Iterator[str]:
    """Yield the scripts of a run that are not found well as lines for a terminal, the worst first."""
    figures = [ScriptFigure(**one) for one in run.details.get("scripts", ())]
    weak = [one for one in figures if one.share < WELL]
    if not figures:
        return
    yield f"\n{len(weak)} of {len(figures)} scripts come first for less than {WELL} of their own questions:"
    for one in weak[:_SHOWN]:
        yield f"  {one.share:5.2f}  {one.first:3} of {one.asks:3}  {one.kind} {one.id}{_besides(one)}"
    if len(weak) > _SHOWN:
        yield f"  … and {len(weak) - _SHOWN} more: --format json or --out lists them all"


def _besides(one: ScriptFigure) -> str:
    told = [f"{key} {count}" for key, count in one.instead.items()]
    told += [f"silent {one.silent}"] if one.silent else []
    told += [f"closed by its facts {one.closed}"] if one.closed else []
    return f"  ({', '.join(told)})" if told else ""
