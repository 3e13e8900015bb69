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
from service.cli.options import Format, UsageFault, print_json, read_day, settings_for
from service.settings import Settings

if TYPE_CHECKING:
    from evaluation.comparison import Comparison
    from evaluation.gate import Check, Gate
    from evaluation.run import Run
    from service.answers.assistant import Assistant

_MISSES_SHOWN = 40
_NAMED = 8  # thresholds named in the last line


@contextmanager
def faults_as_usage() -> Iterator[None]:
    """Turn what the user can mend into the one line and exit code of wrong usage."""
    try:
        yield
    except EvaluationError as error:
        raise UsageFault(str(error)) from error


@contextmanager
def told_when_stopped(out: Path | None) -> Iterator[None]:
    """Say on Ctrl-C how to go on; the exit code stays that of a stopped program."""
    try:
        yield
    except KeyboardInterrupt:
        lasts = "the same command goes on where it was" if out else "with --out DIR the same command would go on"
        print(f"yizhi: stopped; {lasts}", file=sys.stderr)
        raise


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
    from service.cli.opening import open_for_command

    settings = settings_for(setting.base)
    day = read_day(setting.on, settings)
    assistant = open_for_command(settings)
    return Opened(settings, assistant, day, conditions_of(assistant, day, setting.seed))


@dataclass(frozen=True, slots=True)
class Against:
    """What a run will be held against."""

    gate: Gate | None
    before: Run | None


def against(output: Output, kind: str) -> Against:
    """Read gate and baseline before the run: a fault in them must not cost an hour; raises EvaluationError."""
    from evaluation.comparison import another_kind
    from evaluation.gate import read_gate
    from evaluation.run import read_run

    if output.out and output.out.exists() and not output.out.is_dir():
        raise UsageFault(f"--out {output.out} is a file: name a folder")
    gate = read_gate(output.gate) if output.gate else None
    if output.baseline is None:
        return Against(gate, None)
    before = read_run(output.baseline / "run.json" if output.baseline.is_dir() else output.baseline)
    if before.kind != kind:
        raise EvaluationError(another_kind(before, kind))
    return Against(gate, before)


def settle(run: Run, output: Output, known: Against, seed: int) -> None:
    """Compare, hold against the gate, write and print; exit 1 where the gate is shut."""
    from evaluation.comparison import compare
    from evaluation.gate import check_gate, is_open
    from evaluation.junit import junit
    from evaluation.run import write_text

    comparison = compare(known.before, run, seed) if known.before else None
    checks = check_gate(known.gate, run, comparison) if known.gate else ()
    if output.junit:
        write_text(output.junit, junit(run, checks))
    if output.out:
        _write(run, checks, comparison, known.before, output.out)
    if output.format is Format.JSON:
        print_json(_json(run, checks, comparison))
    else:
        _print(run, checks, comparison)
    if not is_open(checks):
        failing = [check.name for check in checks if not check.holds]
        more = f" and {len(failing) - _NAMED} more" if len(failing) > _NAMED else ""
        print(f"below the gate: {', '.join(failing[:_NAMED])}{more}", file=sys.stderr)
        raise typer.Exit(1)


def _write(run: Run, checks: tuple[Check, ...], comparison: Comparison | None, before: Run | None, out: Path) -> None:
    from evaluation.report.page import page
    from evaluation.run import as_json, past_runs, to_text, write_run, write_text

    history = out / "history"
    past = [one for _, one in past_runs(history, run.kind)] if history.is_dir() else []
    write_text(out / "report.html", page(run, checks, comparison, past, before))
    write_run(run, out / "run.json")
    digest = _digest(to_text(as_json(run)))
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
    from evaluation.cli.printing import checks_of, left_out_of, lines_of, misses_of, moves_of, unseen_in
    from evaluation.own_scripts import scripts_of

    moved = moves_of(comparison) if comparison else ()
    for line in (
        *unseen_in(run),
        *lines_of(run),
        *scripts_of(run),
        *left_out_of(run),
        *misses_of(run, _MISSES_SHOWN),
        *moved,
        *checks_of(checks),
    ):
        print(line)
