"""Pairs of policies: where they differ, what is near to where they meet, and the finding about them."""

from __future__ import annotations

from collections.abc import Collection

from knowledge.conflicts.compiled_policies import Part, Stage
from knowledge.conflicts.finding import Finding, Kind, Member
from knowledge.conflicts.identity import identity
from knowledge.conflicts.witness_query import Spot, witness
from knowledge.deciding.space import Region
from knowledge.deciding.space.regions import overlap


def differing(left: Part, right: Part) -> list[str]:
    """Return the outcomes that both decide, differently."""
    return [name for name, value in left.decide.items() if right.decide.get(name, value) != value]


def is_near(part: Part, met: Region, days: int) -> bool:
    """Say whether a policy can apply to a case of a region on one of the days."""
    return bool(part.days & days) and any(overlap(a, b) for a in met for b in part.region)


def finding(stage: Stage, kind: Kind, left: Part, right: Part, spot: Spot, outcomes: Collection[str]) -> Finding:
    """Return what a case shows of two policies."""
    policies = stage.base.policies
    shown = tuple(name for name in stage.base.outcomes if name in outcomes)
    return Finding(
        id=identity(stage, kind, (left.name, right.name), shown),
        kind=kind,
        entries=(Member("policy", left.name), Member("policy", right.name)),
        outcomes=shown,
        witness=witness(stage, spot),
        left={outcome: policies[left.name].decide[outcome] for outcome in shown},
        right={outcome: policies[right.name].decide[outcome] for outcome in shown},
    )
