"""Build or refresh the index snapshot of a base."""

from __future__ import annotations

import sys

from service.cli.opening import open_for_command
from service.cli.options import BaseOption, Format, FormatOption, print_json, settings_for

NAME = "index"


def run(base: BaseOption = None, format: FormatOption = Format.TEXT) -> None:
    """Build what is missing or stale, and print which snapshot serves."""
    assistant = open_for_command(settings_for(base), must_be_whole=True)
    facts = {
        "snapshot": assistant.snapshot,
        "folder": str(assistant.opened.shelf),
        "passages": len(assistant.opened.index.passages),
        "entries": sum(1 for _ in assistant.base.entries()),
    }
    if format is Format.JSON:
        print_json(facts)
    else:
        counts = f"{facts['entries']} entries, {facts['passages']} passages"
        print(f"snapshot {facts['snapshot']}: {counts}, in {facts['folder']}")
    sys.stdout.flush()
