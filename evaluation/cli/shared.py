"""What every evaluation command does: open the base, hold the run against gate and baseline, exit."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from evaluation.cli.options import Output, Setting
from evaluation.problem import EvaluationError
from service.cli.options import Format, UsageFault, chosen, print_json, read_day
from service.settings import Settings

if TYPE_CHECKING:
    from evaluation.comparison import Comparison
    from evaluation.gate import Check
    from evaluation.run import Run
    from service.assist.assistant import Assistant

MISSES_SHOWN = 40


@contextmanager
def faults_as_usage() -> Iterator[None]:
    """Turn what the user can mend into the one line and exit code of wrong usage."""
    try:
        yield
    except EvaluationError as error:
        raise UsageFault(str(error)) from error


@dataclass(frozen=True, slots=True)
class Opened:
    """The assistant that is evaluated, the day, and the conditions that every figure carries."""

    settings: Settings
    assistant: Assistant
    day: date
    conditions: Mapping[str, Any]


def open_for(setting: Setting) -> Opened:
    """Open what a command evaluates; raises UsageFault, or BrokenBaseError."""
    from evaluation.conditions import conditions_of
    from service.cli.opening import opened

    settings = chosen(setting.base)
    day = read_day(setting.on, settings)
    assistant = opened(settings)
    return Opened(settings, assistant, day, conditions_of(assistant, day, setting.seed))


def settle(run: Run, output: Output, seed: int) -> None:
    """Compare, hold against the gate, write and print; exit 1 where the gate is shut."""
    from evaluation.comparison import compare
    from evaluation.gate import held, is_open, read_gate
    from evaluation.junit import junit
    from evaluation.run import read_run, write_text

    gate = read_gate(output.gate) if output.gate else None
    before = read_run(output.baseline) if output.baseline else None
    comparison = compare(before, run, seed) if before else None
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
