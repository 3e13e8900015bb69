"""The command line `yizhi`: one command a module, and the exit codes (0 fine, 1 problems found, 2 wrong usage)."""

from __future__ import annotations

import gc
import sys

import typer

from knowledge.languages.telling import told
from knowledge.problem import BrokenBaseError
from service.cli import check_reply, conflicts, decide, export, importing, index, ingredients, lint, new, serve, suggest
from service.cli.options import UsageFault
from service.entry_points import COMMANDS, load_entry_points
from service.settings import Settings

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="一致：同一个问题，每个渠道同一个答案。",
)
for module in (serve, lint, conflicts, decide, index, suggest, check_reply, ingredients, export, importing, new):
    app.command(module.NAME, help=(module.__doc__ or "").strip().splitlines()[0])(module.run)


def plug_in() -> None:
    """Add the commands of what stands above the service; each one once."""
    known = {group.name for group in app.registered_groups} | {command.name for command in app.registered_commands}
    for module in load_entry_points(COMMANDS):
        about = (module.__doc__ or "").strip().splitlines()[0]
        if module.NAME in known:
            continue
        if hasattr(module, "app"):
            app.add_typer(module.app, name=module.NAME, help=about)
        else:
            app.command(module.NAME, help=about)(module.run)


def main() -> None:
    """Run one command; faults that a user can mend are one line on standard error."""
    # A base is a million objects that stay: looking through them again and again took two fifths of reading it.
    gc.set_threshold(50_000, 50, 50)
    plug_in()
    try:
        app()
    except BrokenBaseError as error:
        for problem in error.problems:
            print(told(problem, Settings().language or error.locale), file=sys.stderr)
        sys.exit(1)
    except UsageFault as error:
        print(f"yizhi: {error}", file=sys.stderr)
        sys.exit(2)
