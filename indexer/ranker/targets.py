"""What a message can mean: a script, an entry with wording of its own; above the scripts of one issue, the issue.

A script for an issue belongs to the group of the issue, so that what tells issues apart is learned from all its
questions; any other entry is a group of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from knowledge.model.base import Base
from knowledge.model.conditions import OneOf
from knowledge.model.entries import AnyEntry, Kind, Policy

ISSUE = "issue"
KINDS: tuple[Kind, ...] = ("ingredient", "skin", "product", "guide", "statute", "policy")
Target = tuple[Kind, str]  # a kind and an id
Group = tuple[str, str]  # ISSUE and a value of the subject, or the target itself


@dataclass(frozen=True)
class Targets:
    """The scripts of a base, those of one group side by side, and the groups in the same order."""

    scripts: tuple[Target, ...]
    groups: tuple[Group, ...]
    group_of: npt.NDArray[np.int64]  # the place of each script's group

    @classmethod
    def of(cls, grouped: Mapping[Target, Group]) -> Targets:
        scripts = tuple(sorted(grouped, key=lambda script: (grouped[script], script)))
        groups = tuple(sorted(set(grouped.values())))
        places = {group: place for place, group in enumerate(groups)}
        return cls(scripts, groups, np.array([places[grouped[one]] for one in scripts], dtype=np.int64))

    @classmethod
    def of_base(cls, base: Base) -> Targets:
        return cls.of(
            {
                (kind, key): group_of(base, kind, key, entry)
                for kind, key, entry in base.entries()
                if is_suggested(entry)
            }
        )

    @cached_property
    def places(self) -> Mapping[Target, int]:
        return {script: place for place, script in enumerate(self.scripts)}

    @cached_property
    def group_places(self) -> Mapping[Group, int]:
        return {group: place for place, group in enumerate(self.groups)}

    @cached_property
    def rivals(self) -> npt.NDArray[np.int64]:
        """The places of the scripts that share their group with others: within it they must be told apart."""
        return np.flatnonzero(np.bincount(self.group_of, minlength=len(self.groups))[self.group_of] > 1)

    @cached_property
    def rival_groups(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The number of each rival's group among those of rivals, and where each group begins."""
        _, starts, groups = np.unique(self.group_of[self.rivals], return_index=True, return_inverse=True)
        return groups, starts

    @cached_property
    def issues(self) -> tuple[str | None, ...]:
        """The issue of each script; None for one of no issue."""
        return tuple(key if kind == ISSUE else None for kind, key in (self.groups[place] for place in self.group_of))

    @cached_property
    def kinds(self) -> npt.NDArray[np.float64]:
        """For each script of no issue its kind, a column each in the order of KINDS; zeros for those of an issue."""
        rows = [
            [float(script[0] == kind and issue is None) for kind in KINDS]
            for script, issue in zip(self.scripts, self.issues, strict=True)
        ]
        return np.asarray(rows, dtype=np.float64).reshape(len(rows), len(KINDS))

    @cached_property
    def starts(self) -> npt.NDArray[np.int64]:
        """The place of the first script of each group."""
        return np.searchsorted(self.group_of, np.arange(len(self.groups)))


def is_suggested(entry: AnyEntry) -> bool:
    """Say whether an entry has wording to suggest; a policy that is there to browse is never suggested."""
    return bool(entry.say) and not (isinstance(entry, Policy) and entry.browse)


def group_of(base: Base, kind: Kind, key: str, entry: AnyEntry) -> Group:
    """Return the issue of a policy about one issue, else the entry itself."""
    issue = issue_of(base, entry) if isinstance(entry, Policy) else None
    return (kind, key) if issue is None else (ISSUE, issue)


def issue_of(base: Base, policy: Policy) -> str | None:
    """Return the one value of the subject that a policy is about, or None where it names none or several."""
    matcher = policy.when.all.get(base.subject)
    if isinstance(matcher, OneOf) and len(matcher.values) == 1:
        return str(matcher.values[0])
    return None
