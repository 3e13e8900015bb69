"""What stands above the service and adds to it, found by entry points so that nothing here imports it."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Any

# modules as those in service.cli; one with several commands has `app` in place of `run`, one that reads logs has
# `read_asked` as well
COMMANDS = "yizhi.commands"
EVALUATIONS = "yizhi.evaluations"  # makes what runs evaluations in the background; see service.api.evaluations


def load_entry_points(group: str) -> tuple[Any, ...]:
    """Return what is installed for a group, in the order of the names."""
    return tuple(point.load() for point in sorted(entry_points(group=group), key=lambda point: point.name))
