"""Two runs held against each other case by case: what moved, how surely, and every case that got better or worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluation.misses import Miss
from evaluation.problem import EvaluationError
from evaluation.run import CaseLine, Run
from evaluation.significance import Paired, compare_paired


@dataclass(frozen=True, slots=True)
class Moved:
    """A case that is right now and was not, or the other way round; else its rank moved."""

    id: str
    before: Mapping[str, float]
    after: Mapping[str, float]
    miss: Miss | None  # what is wrong now, or what was wrong before


@dataclass(frozen=True, slots=True)
class Comparison:
    """What moved between two runs on the cases that both have."""

    scores: Mapping[str, Paired]
    better: tuple[Moved, ...]
    worse: tuple[Moved, ...]
    new: tuple[str, ...]  # cases that only the later run has
    gone: tuple[str, ...]
    notes: tuple[str, ...]  # conditions that differ


def compare(before: Run, after: Run, seed: int) -> Comparison:
    """Hold a run against an earlier one; raises EvaluationError where they have nothing in common."""
    if before.kind != after.kind:
        raise EvaluationError(another_kind(before, after.kind))
    old = {one.id: one for one in before.cases}
    new = {one.id: one for one in after.cases}
    shared = [key for key in new if key in old]
    if not shared:
        raise EvaluationError(
            "the baseline shares no case with this run: name a run of the same suite and --split, or of a log that "
            "has channels and situations in common"
        )
    pairs = [(old[key], new[key]) for key in shared]
    return Comparison(
        {name: _paired(name, pairs, seed) for name in sorted({name for _, one in pairs for name in one.scores})},
        tuple(_moved(pairs, 1)),
        tuple(_moved(pairs, -1)),
        tuple(key for key in new if key not in old),
        tuple(key for key in old if key not in new),
        _notes(before, after),
    )


def another_kind(before: Run, kind: str) -> str:
    """Say why a run cannot be the baseline of one of this kind."""
    return f"the baseline is a run of {before.kind}, not of {kind}: name the run.json of `yizhi evaluate {kind}`"


def _paired(name: str, pairs: Sequence[tuple[CaseLine, CaseLine]], seed: int) -> Paired:
    held = [(old, new) for old, new in pairs if name in old.scores and name in new.scores]
    if not held:
        return compare_paired([0.0], [0.0], [""], seed)
    groups = [new.group or new.id for _, new in held]
    return compare_paired([old.scores[name] for old, _ in held], [new.scores[name] for _, new in held], groups, seed)


def _moved(pairs: Sequence[tuple[CaseLine, CaseLine]], direction: int) -> list[Moved]:
    """Return the cases of which a score moved in the direction and none in the other."""
    found = []
    for old, new in pairs:
        steps = [new.scores[name] - old.scores[name] for name in new.scores if name in old.scores]
        if any(step * direction > 0 for step in steps) and not any(step * direction < 0 for step in steps):
            found.append(Moved(new.id, old.scores, new.scores, new.miss or old.miss))
    return sorted(found, key=lambda one: one.id)


def _notes(before: Run, after: Run) -> tuple[str, ...]:
    keys = ("suite", "suite_sha256", "split", "snapshot", "encoder", "seed", "date")
    return tuple(
        f"{key}: {before.conditions.get(key)} → {after.conditions.get(key)}"
        for key in keys
        if before.conditions.get(key) != after.conditions.get(key)
    )
