"""Files that look like a part of the base and are not read as one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from knowledge.problem import Location, Problem, Severity

_NEAR = (".yml", ".yaml.txt", ".yml.txt")


def unread_files(folder: Path) -> Iterator[Problem]:
    """Yield a warning for each file whose name ends almost as those that are read."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") for part in Path(name).parts) or not path.is_file() or name.endswith(".yaml"):
            continue
        if name.lower().endswith((".yaml", *_NEAR)):
            named = name[: len(name) - len(next(end for end in (*_NEAR, ".yaml") if name.lower().endswith(end)))]
            yield Problem(
                Location(name),
                "",
                "",
                "unread-file",
                "this file is not read",
                f"name it {named}.yaml",
                Severity.WARNING,
            )
