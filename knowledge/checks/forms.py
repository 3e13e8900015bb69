"""No channel bears the name of a form of scripts: a text under it would be read as that form."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.place import problem_at
from knowledge.model.base import Base
from knowledge.model.script_forms import FORMS
from knowledge.problem import Fault, Problem


def check(base: Base) -> Iterator[Problem]:
    """Yield a problem for each channel that is called default, spoken or short."""
    for name in base.channels:
        if name in FORMS:
            fault = Fault((), "channel", f"{name!r} is a form of scripts, no channel", "give the channel another id")
            yield problem_at(base, "channels", name, fault)
