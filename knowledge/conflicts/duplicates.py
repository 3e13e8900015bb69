"""Findings of kind duplicate: two policies that decide the same, or say the same, for the same cases."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.conflicts.compiled_policies import Part, Stage
from knowledge.conflicts.finding import Finding, Kind, Member
from knowledge.conflicts.identity import identity_of


def within(stage: Stage) -> Iterator[Finding]:
    """Yield each policy that repeats an earlier one."""
    seen: dict[object, list[Part]] = {}
    for part in stage.policies.values():
        if not part.region:
            continue
        earlier = seen.setdefault(part.cases, [])
        again = next((other for other in earlier if _repeats(stage, other, part)), None)
        if again is not None:
            yield _finding(stage, again, part)
        earlier.append(part)


def _repeats(stage: Stage, left: Part, right: Part) -> bool:
    if left.decide and left.decide == right.decide:
        return True
    texts = [stage.base.policies[part.name].say for part in (left, right)]
    return bool(texts[0]) and texts[0] == texts[1]


def _finding(stage: Stage, left: Part, right: Part) -> Finding:
    policies = stage.base.policies
    digests = [stage.digest("policies", part.name) for part in (left, right)]
    outcomes = tuple(name for name in stage.base.outcomes if left.decide.get(name, 0) == right.decide.get(name, 1))
    says = [str(sorted(policies[part.name].say.items())) for part in (left, right)]
    return Finding(
        id=identity_of([Kind.DUPLICATE, *digests, *says]),
        kind=Kind.DUPLICATE,
        entries=(Member("policy", left.name), Member("policy", right.name)),
        outcomes=outcomes,
        detail="" if left.decide == right.decide else "两条话术一字不差",
    )
