"""Read a reviewed spreadsheet back into the base: only what was edited changes, and with any error nothing does."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from knowledge.editing.applying import difference, write
from knowledge.editing.faq import Drafts, drafts
from knowledge.editing.reviewing import Plan, plan
from knowledge.editing.rewriting import EditError
from knowledge.editing.tables import read_table
from knowledge.editing.workbook import WorkbookError
from knowledge.whole_files import write_whole
from service.answers.answer import to_json
from service.answers.workbook_import import DraftImport, WorkbookImport
from service.cli.options import BaseOption, Format, FormatOption, open_base, print_json
from service.settings import Settings

NAME = "import"


def run(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE.xlsx", help="what `yizhi export` wrote, or questions and answers; CSV too"),
    ],
    base: BaseOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="print the difference and write nothing")] = False,
    delete: Annotated[bool, typer.Option("--delete", help="remove the entries whose rows were deleted")] = False,
    format: FormatOption = Format.TEXT,
) -> None:
    """Write the edited entries back; exit 1 on any error, each told by sheet, row and column.

    A sheet of questions and answers from elsewhere becomes draft entries, which are not served until they are moved.
    """
    settings = Settings()
    folder = base or settings.base
    found = open_base(folder, settings).require()
    try:
        sheets = read_table(file.name, _read(file))
        drawn = drafts(found, sheets, file.stem)
        if drawn is not None:
            _draft(folder, drawn, dry_run, format)
            return
        made = plan(found, sheets, deletes=delete)
        if not made.faults and not dry_run:
            write(folder, found, made.files)
    except (WorkbookError, EditError) as error:
        print(f"yizhi: {error}", file=sys.stderr)
        raise typer.Exit(1) from error
    changed = tuple(difference(found, made.files))
    if format is Format.JSON:
        is_written = not made.faults and not dry_run and bool(made.files)
        print_json(to_json(WorkbookImport.of(made, changed, is_written)))
    elif dry_run:
        for line in changed:
            print(line)
    for notice in made.notices:
        print(f"notice: {notice}", file=sys.stderr)
    for fault in made.faults:
        print(fault, file=sys.stderr)
    print(_summary(made, dry_run), file=sys.stderr)
    raise typer.Exit(1 if made.faults else 0)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        raise WorkbookError(f"there is no file {file}: write one with `yizhi export {file}`") from error
    except OSError as error:
        raise WorkbookError(f"{file} cannot be read: {error.strerror}") from error


def _draft(folder: Path, drawn: Drafts, dry_run: bool, format: Format) -> None:
    """Write draft entries beside the base; exit 1 where a row could not be read."""
    is_written = not drawn.faults and not dry_run and drawn.count > 0
    if is_written:
        write_whole(folder / drawn.file, drawn.text)
    if format is Format.JSON:
        print_json(to_json(DraftImport.of(drawn, is_written)))
    elif dry_run:
        print(drawn.text.decode())
    for notice in drawn.notices:
        print(f"to mend: {notice}", file=sys.stderr)
    for fault in drawn.faults:
        print(fault, file=sys.stderr)
    if drawn.faults:
        print(f"{len(drawn.faults)} errors; nothing was written", file=sys.stderr)
        raise typer.Exit(1)
    done = "would write" if dry_run else "wrote"
    print(
        f"{done} {drawn.count} draft entries to {drawn.file}; look them through, then move the file to guides/",
        file=sys.stderr,
    )


def _summary(made: Plan, dry_run: bool) -> str:
    if made.faults:
        return f"{len(made.faults)} errors; nothing was written"
    changes = made.changes
    told = "; ".join(f"{change.id}: {'new' if change.is_new else ', '.join(change.keys)}" for change in changes[:20])
    more = f"; and {len(changes) - 20} more" if len(changes) > 20 else ""
    gone = ", ".join(key for _, key in made.removed)
    parts = []
    if changes:
        parts.append(f"{'would change' if dry_run else 'changed'} {len(changes)} entries: {told}{more}")
    if gone:
        parts.append(f"{'would remove' if dry_run else 'removed'} {len(made.removed)} entries: {gone}")
    return "; ".join(parts) or "nothing differs from the base"
