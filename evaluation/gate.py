"""The gate: thresholds for measures and for cases, from a YAML file; a mean alone never opens it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evaluation.comparison import Comparison
from evaluation.misses import Miss
from evaluation.problem import EvaluationError
from evaluation.run import Run
from knowledge.nearest import nearest_hint

_Share = Annotated[float, Field(ge=0, le=1)]  # every figure is one; 95 would hold or fail always
_PER_CASE = "write `cases: {failing: N}` or `cases: {right: [ID]}`"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bound(_Part):
    """What a figure must reach; `low` and `high` hold the ends of its interval, not the mean."""

    min: _Share | None = None
    max: _Share | None = None
    low: _Share | None = None  # the lower end must be at least this
    high: _Share | None = None  # the upper end must be at most this
    count: int | None = Field(None, ge=0)  # measured on at least so many

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.model_dump(exclude_none=True):
            raise ValueError("it asks nothing: write {min: 0.9} or {max: 0.1}")
        return self


class Cases(_Part):
    """What single cases must do."""

    right: tuple[str, ...] = ()  # these; channels/* is every case whose id begins so
    failing: int | None = Field(None, ge=0)  # at most so many may fail
    worse: int | None = Field(None, ge=0)  # at most so many may be worse than in the baseline

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.right and self.failing is None and self.worse is None:
            raise ValueError(f"it asks nothing: {_PER_CASE}")
        return self


class Gate(_Part):
    """Thresholds; both parts are needed, since a mean hides the case that went wrong."""

    measures: Mapping[str, Bound] = {}
    cases: Cases
    significant_loss: bool = False  # shut where any score is significantly worse than in the baseline


@dataclass(frozen=True, slots=True)
class GateFigure:
    """What a threshold holds: a figure, or a number of cases."""

    measure: str
    key: str  # min, max, low, high or count
    value: float | None
    wanted: float


@dataclass(frozen=True, slots=True)
class Check:
    """One threshold, and whether it holds."""

    name: str
    holds: bool
    message: str
    figure: GateFigure | None = None
    case: str = ""  # the single case that it is about
    miss: Miss | None = None  # what is wrong with that case


def read_gate(path: Path) -> Gate:
    """Read a gate; raises EvaluationError with what is wrong in it."""
    try:
        return gate_of(path.read_text(encoding="utf-8-sig"), str(path))
    except OSError as error:
        raise EvaluationError(f"cannot read the gate {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"the gate {path} is not in UTF-8: save it so") from error


def gate_of(text: str, name: str) -> Gate:
    """Return the gate that a text writes; raises EvaluationError with what is wrong in it."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        fault = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise EvaluationError(f"the gate {name}{place} is no YAML: {fault}") from error
    except (RecursionError, ValueError) as error:  # nested past all use; a day that is none, such as 2026-13-01
        raise EvaluationError(f"the gate {name} is no YAML: it is nested too deep, or holds no such value") from error
    if not isinstance(data, dict):
        held = "nothing" if data is None else "no keys"
        raise EvaluationError(f"the gate {name} holds {held}: {_PER_CASE}, and thresholds under `measures:`")
    try:
        return Gate.model_validate(data)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, one['loc']))}: {_fault(one)}" for one in error.errors()[:5])
        raise EvaluationError(f"the gate {name} cannot be used: {faults}") from error


def _fault(error: Mapping[str, Any]) -> str:
    path = error["loc"]
    match error["type"]:
        case "missing":
            return f"it is missing: a gate never stands on means only, {_PER_CASE}"
        case "extra_forbidden":
            known = (Gate if len(path) == 1 else Cases if path[0] == "cases" else Bound).model_fields
            return f"there is no such key: {nearest_hint(str(path[-1]), known) or 'the keys are ' + ', '.join(known)}"
        case "model_type":
            return _PER_CASE if path == ("cases",) else "write {min: 0.9} or {max: 0.1}"
        case "tuple_type":
            return "write a list: [ID, ID]"
        case "less_than_equal" | "greater_than_equal" if path[0] == "measures" and path[-1] != "count":
            return f"{error['input']} lies outside 0 to 1: figures are shares, write 0.95 for 95 %"
    return str(error["msg"]).removeprefix("Value error, ").lower()


def check_gate(gate: Gate, run: Run, comparison: Comparison | None) -> tuple[Check, ...]:
    """Return every threshold of a gate with whether the run holds it."""
    return (*_measures(gate, run), *_cases(gate.cases, run), *_against(gate, comparison))


def _measures(gate: Gate, run: Run) -> Iterator[Check]:
    for name, bound in gate.measures.items():
        measure = run.measure(name)
        if measure is None:
            known = ", ".join(one.name for one in run.measures if "/" not in one.name)
            hint = nearest_hint(name, [one.name for one in run.measures]) or f"it has {known}"
            yield Check(name, False, f"the run has no such measure: {hint}")
            continue
        for key, value, holds in (
            ("min", measure.value, bound.min is None or measure.value >= bound.min),
            ("max", measure.value, bound.max is None or measure.value <= bound.max),
            ("low", measure.low, bound.low is None or (measure.low is not None and measure.low >= bound.low)),
            ("high", measure.high, bound.high is None or (measure.high is not None and measure.high <= bound.high)),
            ("count", measure.count, bound.count is None or measure.count >= bound.count),
        ):
            wanted = getattr(bound, key)
            if wanted is not None:
                shown = "none" if value is None else f"{value:.4g}"
                figure = GateFigure(name, key, value, wanted)
                yield Check(f"{name} {key}", holds, f"{name} is {shown}, {key} {wanted:g}", figure)


def _cases(cases: Cases, run: Run) -> Iterator[Check]:
    for wanted in cases.right:
        chosen = [one for one in run.cases if _means(wanted, one.id)]
        if not chosen:
            yield Check(f"case {wanted}", False, f"the run has no case {wanted}")
        for one in chosen:
            yield Check(f"case {one.id}", one.right, one.message or "right", case=one.id, miss=one.miss)
    if cases.failing is not None:
        failing = sum(not one.right for one in run.cases)
        message = f"{failing} cases fail, at most {cases.failing} may"
        figure = GateFigure("cases failing", "max", failing, cases.failing)
        yield Check("cases failing", failing <= cases.failing, message, figure)


def _means(wanted: str, id: str) -> bool:
    return id.startswith(wanted[:-1]) if wanted.endswith("*") else id == wanted


def _against(gate: Gate, comparison: Comparison | None) -> Iterator[Check]:
    if gate.cases.worse is None and not gate.significant_loss:
        return
    if comparison is None:
        yield Check("baseline", False, "the gate compares with a baseline: name one with --baseline RUN")
        return
    if gate.cases.worse is not None:
        worse = len(comparison.worse)
        named = ", ".join(one.id for one in comparison.worse[:10])
        yield Check(
            "cases worse",
            worse <= gate.cases.worse,
            f"{worse} cases are worse, at most {gate.cases.worse} may" + (f": {named}" if named else ""),
            GateFigure("cases worse", "max", worse, gate.cases.worse),
        )
    if gate.significant_loss:
        for name, found in comparison.scores.items():
            lost = found.difference < 0 and found.p < 0.05
            yield Check(
                f"{name} against the baseline", not lost, f"{name} moved by {found.difference:+.4f}, p {found.p:.4f}"
            )


def is_open(checks: Sequence[Check]) -> bool:
    """Say whether every threshold holds."""
    return all(one.holds for one in checks)
