"""Conflicts of kind statute: a case in which an outcome falls below what the law asks for, or nobody decides it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from knowledge.conflicts.compiled_policies import CompiledPolicies, CompiledPolicy
from knowledge.conflicts.conflict import Conflict, ConflictKind, Member
from knowledge.conflicts.identity import identity
from knowledge.conflicts.witness_query import CasePositions, WitnessQuery, queries_by_case, smallest, witness
from knowledge.deciding.resolution import policies_that_stand as standing_of
from knowledge.deciding.space.axes import bits, mask_of
from knowledge.deciding.space.regions import overlap


def below(compiled: CompiledPolicies, statute: CompiledPolicy) -> Iterator[Conflict]:
    """Yield where the policies fall short of a statute."""
    queries = [_query(compiled, statute, outcome) for outcome in compiled.base.outcomes if outcome in statute.decide]
    for case, shown in queries_by_case(queries, smallest(queries)):
        yield _finding(compiled, statute, case, shown)


def _query(compiled: CompiledPolicies, statute: CompiledPolicy, outcome: str) -> WitnessQuery:
    names = dict.fromkeys(
        name for subject in compiled.subjects(statute) for name in compiled.deciding.get((subject, outcome), ())
    )
    near = [
        part
        for name in sorted(names, key=compiled.rank.__getitem__)
        if _meets(part := compiled.policies[name], statute)
    ]
    above = [mask_of([number for number, part in enumerate(near, 1) if one.name in part.over]) for one in near]
    favour = compiled.base.outcomes[outcome].favour
    floor = favour(statute.decide[outcome])
    short = mask_of([number for number, part in enumerate(near, 1) if favour(part.decide[outcome]) < floor])
    channels = [(channel, channel) for channel in bits(compiled.full[compiled.space.channel])]
    least = len(statute.region[0]) if len(statute.region) == 1 else 0
    return WitnessQuery(
        compiled,
        (outcome,),
        (statute, *near),
        partial(_falls_short, above, short),
        channels,
        least=least,
        needs=1,
        spoils=((1 << len(near)) - 1) << 1,
        unless=short,
    )


def _falls_short(above: Sequence[int], short: int, applying: int, _: int) -> bool:
    """The statute (bit 0) holds, and no policy applies or one that stands is below the floor."""
    if not applying & 1:
        return False
    return applying == 1 or any(not above[number - 1] & applying for number in bits(applying & short))


def _meets(part: CompiledPolicy, statute: CompiledPolicy) -> bool:
    return any(overlap(a, b) for a in part.region for b in statute.region)


def _finding(
    compiled: CompiledPolicies, statute: CompiledPolicy, case: CasePositions, shown: Sequence[WitnessQuery]
) -> Conflict:
    base = compiled.base
    right: dict[str, str | None] = {}
    standing: set[str] = set()
    considered: set[str] = set()
    for query in shown:
        outcome = query.outcomes[0]
        stand = {name for names in _standing(compiled, query, case) for name in names}
        values = (base.policies[name].decide[outcome] for name in sorted(stand, key=compiled.rank.__getitem__))
        right[outcome] = min(values, key=base.outcomes[outcome].favour, default=None)
        standing |= stand
        considered.update(part.name for part in query.policies[1:])
    floor = base.statutes[statute.name].floor
    return Conflict(
        id=identity(
            compiled, ConflictKind.STATUTE, sorted(considered, key=compiled.rank.__getitem__), right, statute.name
        ),
        kind=ConflictKind.STATUTE,
        entries=(
            Member("statute", statute.name),
            *(Member("policy", name) for name in sorted(standing, key=compiled.rank.__getitem__)),
        ),
        outcomes=tuple(right),
        witness=witness(compiled, case),
        left={outcome: floor[outcome] for outcome in right},
        right=right,
    )


def _standing(compiled: CompiledPolicies, query: WitnessQuery, case: CasePositions) -> list[tuple[str, ...]]:
    """Return the policies that stand in each way to complete the case."""
    ways = ([query.policies[number].name for number in numbers if number] for numbers in query.applying(case))
    return [standing_of(names, compiled.base.policies) for names in ways]
