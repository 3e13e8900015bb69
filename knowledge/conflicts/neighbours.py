"""Neighbours: the policies that can apply to one case, whatever the channel, and decide a common outcome.

Held one by one against those of the same subject: ten thousand policies of twenty-five subjects take a second.
"""

from __future__ import annotations

from itertools import combinations

from knowledge.conflicts.compiled_policies import CompiledPolicies, CompiledPolicy
from knowledge.deciding.space.regions import overlap


def neighbours(compiled: CompiledPolicies) -> dict[str, set[str]]:
    """Return the neighbours of each policy."""
    near: dict[str, set[str]] = {name: set() for name in compiled.policies}
    groups: dict[int, list[CompiledPolicy]] = {}
    for part in compiled.policies.values():
        for subject in compiled.subjects(part) if part.decide else ():
            groups.setdefault(subject, []).append(part)
    for parts in groups.values():
        for one, other in combinations(parts, 2):
            if other.name not in near[one.name] and meets(one, other):
                near[one.name].add(other.name)
                near[other.name].add(one.name)
    return near


def meets(left: CompiledPolicy, right: CompiledPolicy) -> bool:
    """Say whether two policies decide a common outcome and can apply to one case on one day, whatever the channel."""
    if not left.days & right.days or left.decide.keys().isdisjoint(right.decide):
        return False
    return any(overlap(a, b) for a in left.region for b in right.region)
