"""Read a reviewed spreadsheet back into the base: only what was edited changes, and with any error nothing does."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from knowledge.editing.applying import CellFault, Change, difference, write
from knowledge.editing.reviewing import plan
from knowledge.editing.rewriting import EditError
from knowledge.editing.workbook import WorkbookError, read_workbook
from service.cli.options import BaseOption, Format, FormatOption, open_base, print_json
from service.settings import Settings

NAME = "import"


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="a workbook that `yizhi export` wrote")],
    base: BaseOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="print the difference and write nothing")] = False,
    format: FormatOption = Format.TEXT,
) -> None:
    """Write the edited entries back; exit 1 on any error, each told by sheet, row and column."""
    settings = Settings()
    folder = base or settings.base
    found = open_base(folder, settings).require()
    try:
        made = plan(found, read_workbook(file))
        if not made.faults and not dry_run:
            write(folder, found, made.files)
    except (WorkbookError, EditError) as error:
        print(f"yizhi: {error}", file=sys.stderr)
        raise typer.Exit(1) from error
    changed = tuple(difference(found, made.files))
    if format is Format.JSON:
        print_json(
            {
                "written": not made.faults and not dry_run and bool(made.files),
                "changes": [_change(change) for change in made.changes],
                "errors": [_fault(fault) for fault in made.faults],
                "diff": list(changed),
            }
        )
    elif dry_run:
        for line in changed:
            print(line)
    for fault in made.faults:
        print(fault, file=sys.stderr)
    print(_summary(made.changes, made.faults, dry_run), file=sys.stderr)
    raise typer.Exit(1 if made.faults else 0)


def _summary(changes: Sequence[Change], faults: Sequence[CellFault], dry_run: bool) -> str:
    if faults:
        return f"{len(faults)} errors; nothing was written"
    told = "; ".join(f"{change.id}: {'new' if change.is_new else ', '.join(change.keys)}" for change in changes[:20])
    more = f"; and {len(changes) - 20} more" if len(changes) > 20 else ""
    if not changes:
        return "nothing differs from the base"
    return f"{'would change' if dry_run else 'changed'} {len(changes)} entries: {told}{more}"


def _change(change: Change) -> dict[str, object]:
    return {
        "kind": change.section,
        "id": change.id,
        "file": change.file,
        "keys": list(change.keys),
        "new": change.is_new,
        "row": change.row.number,
    }


def _fault(fault: CellFault) -> dict[str, str | int]:
    return {
        "sheet": fault.sheet,
        "row": fault.row,
        "column": fault.column,
        "header": fault.header,
        "message": fault.message,
        "mend": fault.mend,
    }
