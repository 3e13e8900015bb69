"""The files that scripts are sent with stand below the base."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from knowledge.checks.place import problem_at
from knowledge.model.base import SECTION_OF, Base
from knowledge.problem import Fault, Problem


def check(base: Base, folder: Path) -> Iterator[Problem]:
    """Yield a problem for each attachment whose file is missing, or is reached by a link that leaves `folder`."""
    for kind, key, entry in base.entries():
        for index, attachment in enumerate(entry.attachments):
            fault = _fault(attachment.file, folder) if attachment.file else None
            if fault is not None:
                message, mend = fault
                path = ("attachments", index, "file")
                yield problem_at(base, SECTION_OF[kind], key, Fault(path, "attachment", message, mend))


def _fault(name: str, folder: Path) -> tuple[str, str] | None:
    path = folder / name
    if not path.is_file():
        return f"there is no file {name!r} below the base", "put the file there, or mend its path"
    if not path.resolve().is_relative_to(folder.resolve()):
        return f"{name!r} leaves the base by a link", "put the file itself below the base"
    return None
