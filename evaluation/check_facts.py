"""Holds a base against a folder of facts: `python -m evaluation.check_facts FOLDER`; exit 1 where anything differs.

The folder holds `laws/` (a text a law) and `regulations/` (the regulators' tables as CSV).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from evaluation.facts import laws, tables
from knowledge.loading.load import load
from service.settings import EMBEDDED_BASE


def main(
    folder: Annotated[Path, typer.Argument(help="holds laws/ and regulations/")],
    base: Annotated[Path, typer.Option(help="folder of the base")] = EMBEDDED_BASE,
) -> None:
    """Hold a base against law texts and regulators' tables, and print what differs, a line a fault."""
    if not (folder / "laws").is_dir() or not (folder / "regulations").is_dir():
        raise typer.BadParameter(f"{folder} holds no laws/ and regulations/")
    read = load(base).require()
    found = [
        *laws.faults(laws.citations(read), laws.read_laws(folder / "laws")),
        *tables.faults(read, tables.Tables(folder / "regulations")),
    ]
    for fault in found:
        print(fault)
    print(f"{len(found)} facts differ" if found else "every fact holds", file=sys.stderr)
    raise typer.Exit(1 if found else 0)


if __name__ == "__main__":
    typer.run(main)
