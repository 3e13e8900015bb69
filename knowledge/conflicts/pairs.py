"""Pairs of policies: where they differ, what is near to where they meet, and the finding about them."""

from __future__ import annotations

from collections.abc import Collection

from knowledge.conflicts.compiled_policies import CompiledPolicies, CompiledPolicy
from knowledge.conflicts.conflict import Conflict, ConflictKind, Member
from knowledge.conflicts.identity import identity
from knowledge.conflicts.witness_query import CasePositions, witness
from knowledge.deciding.space import Region
from knowledge.deciding.space.regions import overlap


def differences(left: CompiledPolicy, right: CompiledPolicy) -> list[str]:
    """Return the outcomes that both decide, differently."""
    return [name for name, value in left.decide.items() if right.decide.get(name, value) != value]


def is_near(part: CompiledPolicy, met: Region, days: int) -> bool:
    """Say whether a policy can apply to a case of a region on one of the days."""
    return bool(part.days & days) and any(overlap(a, b) for a in met for b in part.region)


def conflict_between(
    compiled: CompiledPolicies,
    kind: ConflictKind,
    left: CompiledPolicy,
    right: CompiledPolicy,
    case: CasePositions,
    outcomes: Collection[str],
) -> Conflict:
    """Return what a case shows of two policies."""
    policies = compiled.base.policies
    shown = tuple(name for name in compiled.base.outcomes if name in outcomes)
    return Conflict(
        id=identity(compiled, kind, (left.name, right.name), shown),
        kind=kind,
        entries=(Member("policy", left.name), Member("policy", right.name)),
        outcomes=shown,
        witness=witness(compiled, case),
        left={outcome: policies[left.name].decide[outcome] for outcome in shown},
        right={outcome: policies[right.name].decide[outcome] for outcome in shown},
    )
