"""Where it can be written that a case which nobody decides is left open on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.ranker.targets import issue_of
from knowledge.conflicts.conflict import ConflictKind
from knowledge.deciding.space import Space
from knowledge.model.base import Base
from knowledge.model.entries import Policy
from service.answers.conflict import ConflictAnswer

_MOST = 6  # policies offered; a policy of its own settles the case too


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """A policy of the case: the declaration still wants a reason."""

    id: str
    name: str
    is_whole: bool  # it holds in every completion of the case; else the rest is told again


def open_places(base: Base, space: Space, conflict: ConflictAnswer) -> Sequence[OpenPlace]:
    """Return the policies of the subject that can leave the outcomes of a gap open, those of the whole case first."""
    if conflict.kind is not ConflictKind.GAP or conflict.witness is None:
        return ()
    return sorted(_places(base, space, conflict), key=lambda one: not one.is_whole)[:_MOST]


def _places(base: Base, space: Space, conflict: ConflictAnswer) -> Iterator[OpenPlace]:
    for key, policy in base.policies.items():
        if issue_of(base, policy) != conflict.subject or not _may_accept(policy, conflict):
            continue
        holds = space.holds(space.region(policy.when), conflict.witness.facts if conflict.witness else {})
        if holds is not False:
            yield OpenPlace(key, policy.title, bool(holds))


def _may_accept(policy: Policy, conflict: ConflictAnswer) -> bool:
    """Say whether a policy decides where the gap is, but not its outcomes, nor leaves them open already."""
    witness, known = conflict.witness, {*policy.decide, *(policy.gaps.accepted if policy.gaps else ())}
    if witness is None or not policy.decide or not known.isdisjoint(conflict.outcomes):
        return False
    on_channel = policy.channels is None or all(one in policy.channels for one in witness.channel)
    return on_channel and (policy.valid.from_ or witness.on) <= witness.on <= (policy.valid.to or witness.on)
