"""Findings of kind duplicate: two policies that decide the same, or say the same, for the same cases."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.conflicts.compiled_policies import CompiledPolicies, CompiledPolicy
from knowledge.conflicts.conflict import Conflict, ConflictKind, Member
from knowledge.conflicts.identity import identity_of
from knowledge.conflicts.wordings import in_each_language


def within(compiled: CompiledPolicies) -> Iterator[Conflict]:
    """Yield each policy that repeats an earlier one."""
    seen: dict[object, list[CompiledPolicy]] = {}
    for part in compiled.policies.values():
        if not part.region:
            continue
        earlier = seen.setdefault(part.cases, [])
        again = next((other for other in earlier if _repeats(compiled, other, part)), None)
        if again is not None:
            yield _finding(compiled, again, part)
        earlier.append(part)


def _repeats(compiled: CompiledPolicies, left: CompiledPolicy, right: CompiledPolicy) -> bool:
    if left.decide and left.decide == right.decide:
        return True
    texts = [compiled.base.policies[part.name].say for part in (left, right)]
    return bool(texts[0]) and texts[0] == texts[1]


def _finding(compiled: CompiledPolicies, left: CompiledPolicy, right: CompiledPolicy) -> Conflict:
    policies = compiled.base.policies
    digests = [compiled.digest("policies", part.name) for part in (left, right)]
    outcomes = tuple(name for name in compiled.base.outcomes if left.decide.get(name, 0) == right.decide.get(name, 1))
    says = [str(sorted(policies[part.name].say.items())) for part in (left, right)]
    return Conflict(
        id=identity_of([ConflictKind.DUPLICATE, *digests, *says]),
        kind=ConflictKind.DUPLICATE,
        entries=(Member("policy", left.name), Member("policy", right.name)),
        outcomes=outcomes,
        detail={}
        if left.decide == right.decide
        else in_each_language(compiled.base, lambda words: words.say("same_text")),
    )
