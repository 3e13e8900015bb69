"""The command line `yizhi`: one command a module, and the exit codes (0 fine, 1 problems found, 2 wrong usage)."""

from __future__ import annotations

import gc
import sys
from functools import cache
from importlib import import_module
from typing import Any

import typer
from pydantic import ValidationError

from knowledge.languages.telling import told
from knowledge.problem import BrokenBaseError
from service.cli.options import UsageFault
from service.cli.speaking import spoken
from service.entry_points import COMMANDS, load_entry_points
from service.settings import Settings, SettingsFileError

_MODULES = {  # by the name of the command
    "serve": "serve",
    "lint": "lint",
    "conflicts": "conflicts",
    "decide": "decide",
    "index": "index",
    "suggest": "suggest",
    "check-reply": "check_reply",
    "ingredients": "ingredients",
    "export": "export",
    "import": "importing",
    "new": "new",
    "ask": "ask",
    "config": "config",
    "forget": "forget",
    "backup": "backup",
    "restore": "restore",
    "keys": "keys",
}


@cache
def command_line(only: str = "") -> typer.Typer:
    """Return the command line with every command; with `only` that one alone, and what it imports."""
    app = typer.Typer(
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        help="一致：同一个问题，每个渠道同一个答案。",
    )
    app.callback()(_begin)
    for name in [only] if only else _MODULES:
        _add(app, import_module(f"service.cli.{_MODULES[name]}"))
    for module in () if only else load_entry_points(COMMANDS):  # of what stands above the service
        _add(app, module)
    return app


def _add(app: typer.Typer, module: Any) -> None:
    """Add a module's command, or its commands where it has several."""
    if hasattr(module, "app"):
        app.add_typer(module.app, name=module.NAME, help=_about(module.__doc__))
    else:
        app.command(module.NAME, help=_about(module.__doc__))(module.run)


def _begin() -> None:
    """Do nothing: with a callback a command that stands alone keeps its name."""


def _about(docstring: str | None) -> str:
    return (docstring or "").strip().splitlines()[0]


def main() -> None:
    """Run one command; faults that a user can mend are one line on standard error."""
    # A base is a million objects that stay: looking through them again and again took two fifths of reading it.
    gc.set_threshold(50_000, 50, 50)
    named = sys.argv[1] if len(sys.argv) > 1 else ""
    app = command_line(named if named in _MODULES else "")
    try:
        app()
    except BrokenBaseError as error:
        for problem in error.problems:
            print(told(problem, Settings().language or error.locale), file=sys.stderr)
        sys.exit(1)
    except UsageFault as error:
        print(f"yizhi: {spoken(str(error))}", file=sys.stderr)
        sys.exit(2)
    except SettingsFileError as error:
        print(f"yizhi: {error}", file=sys.stderr)
        sys.exit(2)
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        from service.configuration import refusal_of

        print(f"yizhi: {refusal_of(error)}; `yizhi config` lists the settings", file=sys.stderr)
        sys.exit(2)
