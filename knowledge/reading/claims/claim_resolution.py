"""Drafts to claims: what one part of a reply says is taken into account for the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from knowledge.reading.claims.claim import Claim, Condition
from knowledge.reading.claims.conditions import NamedCondition
from knowledge.reading.claims.draft import Draft
from knowledge.reading.claims.lexicon import Lexicon, opposite


@dataclass(frozen=True, slots=True)
class Proof:
    """A paper that the reply names; `is_lacking` where the customer does not have it."""

    sentence: int
    paper: str
    is_lacking: bool
    start: int = 0  # where it stands


@dataclass(frozen=True, slots=True)
class WholeReply:
    """What is known of the whole reply: its subject, every act that it names, and the papers."""

    about: str
    acts: Set[str]
    proofs: Sequence[Proof]
    sends_back: bool


def resolve_claims(drafts: Sequence[Draft], lexicon: Lexicon, around: WholeReply) -> list[Claim]:
    """Return the claims in the order of the text, each once, with spans in the normal text."""
    ships = any(lexicon.acts[name].ships for name in around.acts)
    kept = [one for one in drafts if ships or not one.is_shipping or around.about in one.sent_in]
    kept = [one for one in kept if not _is_known(one, kept, lexicon, around)]
    kept = [one for one in kept if not _is_other_cost(one, lexicon, around)]
    repaid = {one.outcome for one in kept if one.is_repaid}
    kept = [one for one in kept if not (one.is_advance and one.outcome in repaid)]
    if any(one.act and one.is_granted for one in kept):
        kept = [one for one in kept if not one.yields]
    kept = _without_unmeasured(kept, lexicon)
    kept = _with_proofs(kept, lexicon, around)
    shown = {one.sentence for one in kept if one.paper and one.is_granted}
    kept = [one for one in kept if one.is_granted or not one.paper or one.sentence not in shown]
    kept = [one for one in kept if not any(_gives_way(one, other) for other in kept)]
    kept = _with_contrasts(kept)
    return list(_claims(sorted(kept, key=lambda one: (one.start, one.end)), lexicon))


def _claims(drafts: Sequence[Draft], lexicon: Lexicon) -> Iterator[Claim]:
    seen: set[tuple[object, ...]] = set()
    for draft in drafts:
        limits = tuple(one for one in draft.conditions if not one.outcomes or draft.outcome in one.outcomes)
        conditions = tuple(one.condition for one in limits)
        key = (draft.outcome, draft.value, conditions)
        if key not in seen:
            seen.add(key)
            yield Claim(draft.outcome, draft.value, (draft.start, draft.end), conditions)
        yield from _otherwise(draft, limits, lexicon)


def _otherwise(draft: Draft, limits: Sequence[NamedCondition], lexicon: Lexicon) -> Iterator[Claim]:
    """没拆才能退 also says that what is opened cannot be returned."""
    act = lexicon.acts.get(draft.act)
    if act is None or draft.outcome not in act.says:
        return
    refused, granted = act.says[draft.outcome]
    other = refused if draft.value == granted else granted
    rest = tuple(one.condition for one in limits if not one.is_only)
    for only in limits:
        if only.is_only and len(only.condition.when) == 1:
            outside = Condition(opposite(only.condition.when), True)
            yield Claim(draft.outcome, other, (draft.start, draft.end), (*rest, outside))


def _is_known(draft: Draft, drafts: Sequence[Draft], lexicon: Lexicon, around: WholeReply) -> bool:
    """Where a refund is on its way, 3天内退款 states its time alone."""
    act = lexicon.acts.get(draft.act)
    if act is None or around.about not in act.known_in:
        return False
    return any(one.is_time and one.sentence == draft.sentence for one in drafts)


def _is_other_cost(draft: Draft, lexicon: Lexicon, around: WholeReply) -> bool:
    """The freight of what we send again is not the freight of a return."""
    cost = lexicon.costs.get(draft.cost)
    if cost is None or around.sends_back or around.acts.isdisjoint(cost.beside):
        return False
    return not any(lexicon.acts[name].back for name in around.acts)


def _without_unmeasured(drafts: list[Draft], lexicon: Lexicon) -> list[Draft]:
    """退款 beside a deduction is that part; 全额退款 stands against it."""
    lessened = {lexicon.acts[one.act].lessens for one in drafts if one.act} - {""}
    kept = []
    for draft in drafts:
        act = lexicon.acts.get(draft.act)
        unmeasured = act is not None and draft.is_granted and not act.whole and not act.lessens
        if not (unmeasured and draft.outcome in lessened):
            kept.append(draft)
    return kept


def _with_proofs(drafts: list[Draft], lexicon: Lexicon, around: WholeReply) -> list[Draft]:
    """医药费凭病历报销 asks for no paper: it limits the claim to those who have one."""
    sentences = {one.sentence for one in drafts if one.cost and lexicon.costs[one.cost].proved}
    if not sentences:
        return drafts
    kept = []
    for draft in drafts:
        if draft.paper in lexicon.proofs and draft.sentence in sentences:
            continue
        is_proved = bool(draft.cost) and lexicon.costs[draft.cost].proved
        near = [one for one in around.proofs if abs(one.sentence - draft.sentence) <= 1]
        earlier = [one for one in near if one.sentence == draft.sentence and one.start < draft.start]
        proof = next(iter([*reversed(earlier), *near]), None)
        kept.append(_limit(draft, proof, lexicon) if is_proved and proof is not None else draft)
    return kept


def _limit(draft: Draft, proof: Proof, lexicon: Lexicon) -> Draft:
    when = lexicon.proofs[proof.paper].when
    condition = Condition(opposite(when) if proof.is_lacking else when, True)
    return replace(draft, conditions=(*draft.conditions, NamedCondition(condition, (), draft.start, False)))


def _with_contrasts(drafts: Sequence[Draft]) -> list[Draft]:
    """没拆可以退，拆了不行: what is told of two opposite cases in one sentence is told of neither as this one."""
    kept = []
    for draft in drafts:
        facts = {
            fact
            for other in drafts
            if other.sentence == draft.sentence and other.outcome == draft.outcome and other.value != draft.value
            for one in other.conditions
            if one not in draft.conditions  # 都半年了，按说不退，不过给您退: the same case
            for fact in one.condition.when
        }
        limits = tuple(
            replace(one, condition=Condition(one.condition.when, True)) if facts & one.condition.when.keys() else one
            for one in draft.conditions
        )
        kept.append(replace(draft, conditions=limits))
    return kept


def _gives_way(draft: Draft, other: Draft) -> bool:
    """原则上不退，不过给您退: what follows a "but" in the sentence stands against what was said before it."""
    return (
        other.is_after_but
        and other.sentence == draft.sentence
        and other.start > draft.start
        and other.outcome == draft.outcome
        and (draft.is_general or all(one in other.conditions for one in draft.conditions))
        and other.value != draft.value
    )
