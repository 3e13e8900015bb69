"""Findings of kind gap: an outcome that is decided for a subject, and that nobody decides for this case of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.conflicts.compiled_policies import CompiledPolicies
from knowledge.conflicts.conflict import Conflict, ConflictKind
from knowledge.conflicts.identity import identity
from knowledge.conflicts.witness_query import CasePositions, WitnessQuery, queries_by_case, smallest, witness
from knowledge.deciding.space.axes import bits


def within(compiled: CompiledPolicies, subject: int) -> Iterator[Conflict]:
    """Yield what is left open for one value of the subject."""
    queries = [
        _query(compiled, subject, outcome)
        for outcome in compiled.base.outcomes
        if (subject, outcome) in compiled.deciding
    ]
    for case, shown in queries_by_case(queries, smallest(queries)):
        yield _finding(compiled, subject, case, shown)


def _query(compiled: CompiledPolicies, subject: int, outcome: str) -> WitnessQuery:
    deciding = compiled.deciding[subject, outcome]
    policies = [compiled.policies[name] for name in (*deciding, *_accepting(compiled, outcome, deciding))]
    channels = [(channel, channel) for channel in bits(compiled.full[compiled.space.channel])]
    return WitnessQuery(
        compiled, (outcome,), policies, _nobody, channels, given={0: subject}, least=1, spoils=(1 << len(policies)) - 1
    )


def _accepting(compiled: CompiledPolicies, outcome: str, deciding: Sequence[str]) -> Iterator[str]:
    """Yield the policies in whose cases the outcome is left open on purpose."""
    for name in compiled.policies:
        gaps = compiled.base.policies[name].gaps
        if gaps is not None and outcome in gaps.accepted and name not in deciding:
            yield name


def _nobody(applying: int, _: int) -> bool:
    return not applying


def _finding(compiled: CompiledPolicies, subject: int, case: CasePositions, shown: Sequence[WitnessQuery]) -> Conflict:
    outcomes = tuple(query.outcomes[0] for query in shown)
    value = str(compiled.space.axes[0].values[subject])
    deciding = dict.fromkeys(part.name for query in shown for part in query.policies)
    return Conflict(
        id=identity(
            compiled, ConflictKind.GAP, sorted(deciding, key=compiled.rank.__getitem__), outcomes, subject=value
        ),
        kind=ConflictKind.GAP,
        entries=(),
        outcomes=outcomes,
        witness=witness(compiled, case),
        subject=value,
    )
