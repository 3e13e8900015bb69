"""Which policy of an issue is offered: one that can apply; the more surely, specifically and nearly the better."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.ranker.ranker import Ranking
from indexer.ranker.targets import ISSUE, Target
from indexer.retriever import Hit
from knowledge.model.base import SECTION_OF
from knowledge.model.case import Case
from knowledge.model.entries import AnyEntry, Kind, Policy
from service.answers.assistant import Assistant

_MAY_APPLY = 0.6  # cosine that a policy of unsure application is held back
_PER_CONDITION = 0.08  # cosine that each fact of its `when` is worth to a policy that applies for certain
_MOST_CONDITIONS = 4
_PER_DOUBLING = 0.2  # cosine that twice as many questions are worth: what is asked more is meant more
_DECIDES = 0.1  # cosine that deciding something is worth
_SETTLES = 4.0  # more than any cosine: the facts settle the case, and a general script says only what may be decided


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry that can be suggested, with the passage that explains it."""

    kind: Kind
    id: str
    entry: AnyEntry
    hit: Hit | None
    worth: float  # higher is better; only comparable within one target


def offers(assistant: Assistant, target: Target, case: Case, ranking: Ranking) -> tuple[Offer, ...]:
    """Return what can be offered for a target in a case, the best first; nothing contradicts the known facts."""
    return tuple(sorted(_offers(assistant, target, case, ranking), key=lambda offer: (-offer.worth, offer.id)))


def _offers(assistant: Assistant, target: Target, case: Case, ranking: Ranking) -> Iterator[Offer]:
    settling = _settling(assistant, target, case)
    for kind, key, entry in _entries(assistant, target):
        if not entry.say:
            continue
        hit = assistant.retriever.nearest(ranking, kind, key)
        near = hit.score if hit else -1.0
        if not isinstance(entry, Policy):
            yield Offer(kind, key, entry, hit, near)
            continue
        near += _PER_DOUBLING * math.log2(1 + len(entry.asks)) + (_DECIDES if entry.decide else 0.0)
        applies = _applies(assistant, key, entry, case)
        if applies is None:
            yield Offer(kind, key, entry, hit, near - _MAY_APPLY)
        elif applies:
            specific = min(_conditions(entry), _MOST_CONDITIONS)
            settles = _SETTLES if key in settling else 0.0
            yield Offer(kind, key, entry, hit, near + _PER_CONDITION * specific + settles)


def _settling(assistant: Assistant, target: Target, case: Case) -> frozenset[str]:
    """Return the policies that decide an outcome of the case because of its facts, not for its issue alone."""
    if target[0] != ISSUE or assistant.base.subject not in case.facts:
        return frozenset()
    deciding = {key for keys in assistant.decider.decide(case).policies.values() for key in keys}
    return frozenset(key for key in deciding if _conditions(assistant.base.policies[key]) > 1)


def _conditions(policy: Policy) -> int:
    return len(policy.when.all) + bool(policy.when.any)


def _entries(assistant: Assistant, target: Target) -> Iterator[tuple[Kind, str, AnyEntry]]:
    base = assistant.base
    if target[0] == ISSUE:
        for key in assistant.policies_of(target[1]):
            yield "policy", key, base.policies[key]
        return
    kind: Kind = target[0]  # type: ignore[assignment]  # every target but an issue is a kind and an id
    entry = getattr(base, SECTION_OF[kind]).get(target[1])
    if entry is not None:
        yield kind, target[1], entry


def _applies(assistant: Assistant, key: str, policy: Policy, case: Case) -> bool | None:
    """Say whether a policy applies to every completion of the case (True), to some (None) or to none (False)."""
    valid = policy.valid
    if (valid.from_ and case.on < valid.from_) or (valid.to and case.on > valid.to):
        return False
    if policy.channels is not None and case.channel is not None and case.channel not in policy.channels:
        return False
    decider = assistant.decider
    holds = decider.space.holds(assistant.region(key), case.facts)
    return None if holds and policy.channels is not None and case.channel is None else holds
