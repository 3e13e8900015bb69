"""Write the base to a spreadsheet for people who review it there: a sheet a kind, a row an entry."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from knowledge.editing.workbook import WorkbookError, write_workbook
from service.cli.options import BaseOption, UsageFault, open_base
from service.settings import Settings

NAME = "export"


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="the workbook; one that exists is replaced")],
    base: BaseOption = None,
) -> None:
    """Write the workbook; `yizhi import` reads it back."""
    if file.suffix.lower() != ".xlsx":
        raise UsageFault(f"{file} is no .xlsx file: name one that ends in .xlsx")
    found = open_base(base, Settings()).require()
    try:
        count = write_workbook(found, file)
    except WorkbookError as error:
        print(f"yizhi: {error}", file=sys.stderr)
        raise typer.Exit(1) from error
    print(f"wrote {count} entries to {file}; edit it, then: yizhi import {file} --dry-run")
