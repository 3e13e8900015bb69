"""The values that base.yaml gives to placeholders: the placeholder is declared, the channel exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from knowledge.checks.place import problem_at
from knowledge.model.base import Base
from knowledge.model.script_forms import DEFAULT
from knowledge.nearest import nearest_hint
from knowledge.problem import Fault, Problem


def check(base: Base) -> Iterator[Problem]:
    """Yield a problem for each value of a placeholder or for a channel that nobody declared."""
    for name, by_channel in base.about.values.items():
        if name not in base.placeholders:
            mend = nearest_hint(name, base.placeholders) or "declare it under `placeholders:`"
            yield _dangling(base, (name,), f"there is no placeholder {name!r}", mend)
        for channel in by_channel:
            if channel != DEFAULT and channel not in base.channels:
                yield _dangling(base, (name, channel), f"there is no channel {channel!r}", _channel(channel, base))


def _channel(name: str, base: Base) -> str:
    known: Iterable[str] = (DEFAULT, *base.channels)
    return nearest_hint(name, known) or "name a channel, or `default`"


def _dangling(base: Base, path: tuple[str, ...], message: str, mend: str) -> Problem:
    return problem_at(base, "about", "base", Fault(("values", *path), "reference", message, mend))
