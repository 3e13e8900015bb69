"""One run of an evaluation: its conditions, measures and cases, as a file that a later run is held against."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from evaluation.misses import Miss, english
from evaluation.problem import EvaluationError
from evaluation.significance import mean_interval
from knowledge.validation import faults_of
from knowledge.whole_files import write_whole

FORMAT = 2
Kind = Literal["retrieval", "consistency", "replies"]
_LOWER_IS_BETTER = (
    "calibration_error",
    "confidently_wrong",
    "contradictions",
    "conflicts_between_channels",
    "forbidden",
    "harmful@1",
    "unanswered",
    "high_out_of_scope",
    "never_first",
    "unsupported",
)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure; `name` carries its slice after a stroke: recall@1/tag:typo. Low and high bound it at 95 %."""

    name: str
    value: float
    count: int
    low: float | None = None
    high: float | None = None

    @property
    def is_lower_better(self) -> bool:
        return self.name.split("/")[0] in _LOWER_IS_BETTER


@dataclass(frozen=True, slots=True)
class CaseLine:
    """What came of one case: whether it is right, its scores (higher is better), and what is wrong."""

    id: str
    right: bool
    group: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)
    miss: Miss | None = None
    about: Mapping[str, Any] = field(default_factory=dict)  # what a reader needs to see of it

    @property
    def message(self) -> str:
        """What is wrong, in English; empty where nothing is."""
        return english(self.miss) if self.miss else ""


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that one evaluation found; the same input gives the same bytes."""

    kind: Kind
    conditions: Mapping[str, Any]  # date, base, snapshot, encoder, seed, suite, counts
    measures: tuple[Measure, ...]
    cases: tuple[CaseLine, ...]
    details: Mapping[str, Any] = field(default_factory=dict)

    def measure(self, name: str) -> Measure | None:
        return next((one for one in self.measures if one.name == name), None)


_RUN = TypeAdapter(Run)


def mean_measure(name: str, values: Sequence[float], groups: Sequence[str], seed: int) -> Measure:
    """Return the mean with its interval; `values` is not empty."""
    interval = mean_interval(values, groups, seed)
    return Measure(name, sum(values) / len(values), len(values), interval.low, interval.high)


def as_json(run: Run) -> dict[str, Any]:
    """Return the run as it is written."""
    return {"format": FORMAT, **_RUN.dump_python(run, mode="json")}


def to_text(data: Any) -> str:
    """Return JSON that is the same for the same data."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def write_run(run: Run, path: Path) -> None:
    """Write a run, whole or not at all."""
    write_text(path, to_text(as_json(run)))


def write_text(path: Path, text: str) -> None:
    """Write a file, whole or not at all."""
    write_whole(path, text.encode())


def read_run(path: Path) -> Run:
    """Read a run; raises EvaluationError where the file is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvaluationError(f"cannot read the run {path}: {error.strerror}") from error
    except ValueError as error:
        raise EvaluationError(
            f"{path} is no run: it holds no JSON; name a run.json that an evaluation wrote"
        ) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise EvaluationError(f"{path} is no run of format {FORMAT}: name a run.json that an evaluation wrote")
    return run_of(data)


def run_of(data: Mapping[str, Any]) -> Run:
    """Return the run that was written as `data`."""
    try:
        return _RUN.validate_python({key: value for key, value in data.items() if key != "format"})
    except ValidationError as error:
        raise EvaluationError(f"the run cannot be read: {faults_of(error, data, _RUN)[0]}") from error


def past_runs(folder: Path, kind: str) -> Iterable[tuple[Path, Run]]:
    """Yield the runs of a kind that a folder keeps, the oldest first."""
    found = []
    for path in sorted(folder.glob(f"{kind}-*.json")):
        try:
            found.append((path, read_run(path)))
        except EvaluationError:
            continue  # another program's file is no reason to give no report
    yield from sorted(found, key=lambda one: (str(one[1].conditions.get("date", "")), one[0].name))
