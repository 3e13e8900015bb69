"""Findings of kind shadowed: a policy that stands in no case at all."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.conflicts.compiled_policies import CompiledPolicies, CompiledPolicy, common_channels_and_days
from knowledge.conflicts.conflict import Conflict, ConflictKind, Member
from knowledge.conflicts.identity import identity
from knowledge.conflicts.witness_query import WitnessQuery, witness
from knowledge.deciding.space.axes import bits
from knowledge.deciding.space.regions import is_covered, overlap


def over(compiled: CompiledPolicies, part: CompiledPolicy) -> Iterator[Conflict]:
    """Yield the finding about a policy whose condition cannot hold, or whose place others always take."""
    if part.region and not part.decide:
        return
    above: dict[str, CompiledPolicy] = {}
    for outcome in part.decide if part.region else ():
        taking = [other for other in compiled.droppers_of(part.name, outcome) if _meets(part, other)]
        boxes = [box for other in taking for box in compiled.boxes(other)]
        if not taking or not is_covered(compiled.boxes(part), boxes, compiled.full):
            return
        above.update((other.name, other) for other in taking)
    yield _finding(compiled, part, sorted(above, key=compiled.rank.__getitem__))


def _meets(part: CompiledPolicy, other: CompiledPolicy) -> bool:
    channels, days = common_channels_and_days((part, other))
    return bool(channels and days) and any(overlap(a, b) for a in part.region for b in other.region)


def _applies(applying: int, _: int) -> bool:
    return bool(applying)


def _finding(compiled: CompiledPolicies, part: CompiledPolicy, above: list[str]) -> Conflict:
    channels = [(channel, channel) for channel in bits(part.channels)]
    least = len(part.region[0]) if len(part.region) == 1 else 0
    case = WitnessQuery(compiled, tuple(part.decide), (part,), _applies, channels, part.days, least=least).smallest()
    outcomes = tuple(outcome for outcome in compiled.base.outcomes if outcome in part.decide)
    return Conflict(
        id=identity(compiled, ConflictKind.SHADOWED, (part.name, *above), outcomes),
        kind=ConflictKind.SHADOWED,
        entries=(Member("policy", part.name), *(Member("policy", name) for name in above)),
        outcomes=outcomes,
        witness=None if case is None else witness(compiled, case),
        left={outcome: compiled.base.policies[part.name].decide[outcome] for outcome in outcomes},
    )
