"""The first line of a file in a base of one's own: it names the schema that editors complete and check the file by."""

from __future__ import annotations

from pathlib import PurePosixPath

SCHEMA = ".yizhi/schema.json"  # below the base
HEADING = "# yaml-language-server: $schema="


def heading(file: str) -> str:
    """Return the line for a file, named as it stands below the base."""
    up = "../" * (len(PurePosixPath(file).parts) - 1)
    return f"{HEADING}{up}{SCHEMA}\n"
