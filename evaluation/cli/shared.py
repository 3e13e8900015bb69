"""What every evaluation command does: open the base, hold the run against gate and baseline, write, print, exit."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evaluation.problem import EvaluationError
from service.cli.options import Format, UsageFault, print_json, read_day
from service.settings import Settings

if TYPE_CHECKING:
    from evaluation.comparison import Comparison
    from evaluation.gate import Check
    from evaluation.run import Run

SeedOption = Annotated[int, typer.Option("--seed", help="seed of intervals and of drawn variants")]
GateOption = Annotated[Path | None, typer.Option("--gate", help="YAML file of thresholds; exit 1 below them")]
BaselineOption = Annotated[Path | None, typer.Option("--baseline", help="run.json of an earlier run to compare with")]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", help="folder for run.json, report.html and the history that trends are drawn from"),
]
JunitOption = Annotated[Path | None, typer.Option("--junit", help="JUnit XML file to write for CI")]
MISSES_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Output:
    """Where a run goes and what it is held against."""

    gate: Path | None
    baseline: Path | None
    out: Path | None
    junit: Path | None
    format: Format
    seed: int


@contextmanager
def faults_as_usage() -> Iterator[None]:
    """Turn what the user can mend into the one line and exit code of wrong usage."""
    try:
        yield
    except EvaluationError as error:
        raise UsageFault(str(error)) from error


def settings_for(base: Path | None, on: str | None) -> tuple[Settings, Any]:
    """Return the settings for a base, and the day."""
    settings = Settings(base=base) if base else Settings()
    return settings, read_day(on, settings)


def settle(run: Run, output: Output) -> None:
    """Compare, hold against the gate, write and print; exit 1 where the gate is shut."""
    from evaluation.comparison import compare
    from evaluation.gate import held, is_open, read_gate
    from evaluation.junit import junit
    from evaluation.run import read_run, write_text

    gate = read_gate(output.gate) if output.gate else None
    before = read_run(output.baseline) if output.baseline else None
    comparison = compare(before, run, output.seed) if before else None
    checks = held(gate, run, comparison) if gate else ()
    if output.junit:
        write_text(output.junit, junit(run, checks))
    if output.out:
        _write(run, checks, comparison, output.out)
    if output.format is Format.JSON:
        print_json(_json(run, checks, comparison))
    else:
        _print(run, checks, comparison)
    if not is_open(checks):
        for check in checks:
            if not check.holds:
                print(f"below the gate: {check.name}: {check.message}", file=sys.stderr)
        raise typer.Exit(1)


def _write(run: Run, checks: tuple[Check, ...], comparison: Comparison | None, out: Path) -> None:
    from evaluation.report.page import page
    from evaluation.run import as_json, dumped, past_runs, write_run, write_text

    history = out / "history"
    past = [one for _, one in past_runs(history, run.kind)] if history.is_dir() else []
    write_text(out / "report.html", page(run, checks, comparison, past))
    write_run(run, out / "run.json")
    digest = _digest(dumped(as_json(run)))
    write_run(run, history / f"{run.kind}-{run.conditions['date']}-{digest}.json")


def _digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _json(run: Run, checks: tuple[Check, ...], comparison: Comparison | None) -> dict[str, Any]:
    from evaluation.gate import is_open
    from evaluation.run import as_json

    gate = {"open": is_open(checks), "checks": [asdict(one) for one in checks]} if checks else None
    return {**as_json(run), "gate": gate, "comparison": asdict(comparison) if comparison else None}


def _print(run: Run, checks: tuple[Check, ...], comparison: Comparison | None) -> None:
    from evaluation.cli.printing import lines_of, misses_of, moves_of

    for line in (*lines_of(run), *misses_of(run, MISSES_SHOWN), *(moves_of(comparison) if comparison else ())):
        print(line)
    for check in checks:
        print(f"{'holds' if check.holds else 'FAILS'}  {check.name}: {check.message}")
