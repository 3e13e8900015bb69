"""What answers at one moment, and how far the opening of what is to answer is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from knowledge.model.base import Base
from knowledge.problem import Problem
from service.answers.assistant import Assistant
from service.answers.conflict import ConflictAnswer


@dataclass(frozen=True)
class View:
    """What answers at one moment."""

    assistant: Assistant
    problems: tuple[Problem, ...] = ()  # of the folder as it is now
    fault: str = ""  # why the newest base could not be taken over, where its files are not the reason
    conflicts: Sequence[ConflictAnswer] | None = None  # None until they are known
    analysed: str = ""  # fingerprint of the base that the conflicts were found in: for a moment, the one before
    is_light: bool = False  # whether a light index answers until the one that the settings name is built

    @property
    def base(self) -> Base:
        return self.assistant.base

    @property
    def is_current(self) -> bool:
        """Say whether what answers is what the folder holds; else the last good snapshot serves."""
        return not self.fault and not any(problem.is_error for problem in self.problems)

    @cached_property
    def conflicts_of(self) -> Mapping[str, tuple[ConflictAnswer, ...]]:
        """Return the conflicts in which each entry stands."""
        found: dict[str, list[ConflictAnswer]] = {}
        for conflict in self.conflicts or ():
            for entry in dict.fromkeys(conflict.entries):
                found.setdefault(entry, []).append(conflict)
        return MappingProxyType({entry: tuple(conflicts) for entry, conflicts in found.items()})


@dataclass(frozen=True, slots=True)
class Opening:
    """How far the first opening is, or what follows a light index; how many steps it takes is not known before."""

    step: int = 0  # counted from 1
    what: str = ""
    share: float = 0.0  # of the step, 0 to 1
