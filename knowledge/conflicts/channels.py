"""Conflicts of kind channel: the same case is decided on two channels, differently, and nobody declares it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from knowledge.conflicts import pairs
from knowledge.conflicts.compiled_policies import CompiledPolicies, CompiledPolicy, common_channels_and_days
from knowledge.conflicts.conflict import Conflict, ConflictKind
from knowledge.conflicts.witness_query import WitnessQuery, queries_by_case, smallest
from knowledge.deciding.space.axes import bits, mask_of
from knowledge.deciding.space.regions import Region, intersection


def between(
    compiled: CompiledPolicies, near: Mapping[str, set[str]], left: CompiledPolicy, right: CompiledPolicy
) -> Iterator[Conflict]:
    """Yield the conflicts of two neighbours, the one that stands first in the base left."""
    if right.name in left.differs or left.name in right.differs:
        return
    ways = {name: here for name in pairs.differences(left, right) if (here := _ways(compiled, left, right, name))}
    if not ways:
        return
    met = intersection(left.region, right.region)
    queries = [
        query for name in ways if (query := _query(compiled, near, (left, right), met, name, ways[name])) is not None
    ]
    for case, shown in queries_by_case(queries, smallest(queries)):
        outcomes = {outcome for query in shown for outcome in query.outcomes}
        yield pairs.conflict_between(compiled, ConflictKind.CHANNEL, left, right, case, outcomes)


def _ways(
    compiled: CompiledPolicies, left: CompiledPolicy, right: CompiledPolicy, outcome: str
) -> list[tuple[int, int]]:
    """Return the channels on which each side may stand without the other, which is not open to it or may be dropped."""
    on_left = left.channels & ~_firm(compiled, right, outcome)
    on_right = right.channels & ~_firm(compiled, left, outcome)
    return [(one, other) for one in bits(on_left) for other in bits(on_right) if one != other]


def _firm(compiled: CompiledPolicies, part: CompiledPolicy, outcome: str) -> int:
    """Return the channels on which nothing can take the place of a policy that applies."""
    firm = part.channels
    for above in compiled.droppers_of(part.name, outcome):
        firm &= ~above.channels
    return firm


def _query(
    compiled: CompiledPolicies,
    near: Mapping[str, set[str]],
    pair: tuple[CompiledPolicy, CompiledPolicy],
    met: Region,
    outcome: str,
    ways: Sequence[tuple[int, int]],
) -> WitnessQuery | None:
    left, right = pair
    days = common_channels_and_days((left, right))[1]
    others = sorted(near[left.name] & near[right.name], key=compiled.rank.__getitem__)
    policies = [
        left,
        right,
        *(
            part
            for name in others
            if outcome in (part := compiled.policies[name]).decide and pairs.is_near(part, met, days)
        ),
    ]
    if len({part.channels for part in policies}) == 1:
        return None
    above = [mask_of([number for number, part in enumerate(policies) if one.name in part.over]) for one in policies]
    agree = [
        mask_of([number for number, part in enumerate(policies) if part.decide[outcome] == one.decide[outcome]])
        for one in policies[:2]
    ]
    lasting = mask_of([number for number, taken in enumerate(above) if not taken])  # nothing takes their place
    return WitnessQuery(
        compiled,
        (outcome,),
        policies,
        partial(_decided_apart, above, agree),
        ways,
        days,
        least=len(met[0]) if len(met) == 1 else 0,
        needs=0b01,
        needs_right=0b10,
        spoils=above[0] | lasting & ~agree[0],
        spoils_right=above[1] | lasting & ~agree[1],
    )


def _decided_apart(above: Sequence[int], agree: Sequence[int], on_left: int, on_right: int) -> bool:
    """The first policy stands on the left channel, the second on the right, and each side agrees with itself."""
    return _is_decided_by(0, above, agree, on_left) and _is_decided_by(1, above, agree, on_right)


def _is_decided_by(number: int, above: Sequence[int], agree: Sequence[int], applying: int) -> bool:
    if not applying >> number & 1 or above[number] & applying:
        return False
    return all(above[other] & applying for other in bits(applying & ~agree[number]))
