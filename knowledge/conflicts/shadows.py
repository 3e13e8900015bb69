"""Findings of kind shadowed: a policy that stands in no case at all."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.conflicts.compiled_policies import Part, Stage, meeting
from knowledge.conflicts.finding import Finding, Kind, Member
from knowledge.conflicts.identity import identity
from knowledge.conflicts.witness_query import Scene, witness
from knowledge.deciding.space.axes import bits
from knowledge.deciding.space.regions import is_covered, overlap


def over(stage: Stage, part: Part) -> Iterator[Finding]:
    """Yield the finding about a policy whose condition cannot hold, or whose place others always take."""
    if part.region and not part.decide:
        return
    above: dict[str, Part] = {}
    for outcome in part.decide if part.region else ():
        taking = [other for other in stage.droppers_of(part.name, outcome) if _meets(part, other)]
        boxes = [box for other in taking for box in stage.boxes(other)]
        if not taking or not is_covered(stage.boxes(part), boxes, stage.full):
            return
        above.update((other.name, other) for other in taking)
    yield _finding(stage, part, sorted(above, key=stage.rank.__getitem__))


def _meets(part: Part, other: Part) -> bool:
    channels, days = meeting((part, other))
    return bool(channels and days) and any(overlap(a, b) for a in part.region for b in other.region)


def _applies(applying: int, _: int) -> bool:
    return bool(applying)


def _finding(stage: Stage, part: Part, above: list[str]) -> Finding:
    channels = [(channel, channel) for channel in bits(part.channels)]
    least = len(part.region[0]) if len(part.region) == 1 else 0
    spot = Scene(stage, tuple(part.decide), (part,), _applies, channels, part.days, least=least).smallest()
    outcomes = tuple(outcome for outcome in stage.base.outcomes if outcome in part.decide)
    return Finding(
        id=identity(stage, Kind.SHADOWED, (part.name, *above), outcomes),
        kind=Kind.SHADOWED,
        entries=(Member("policy", part.name), *(Member("policy", name) for name in above)),
        outcomes=outcomes,
        witness=None if spot is None else witness(stage, spot),
        left={outcome: stage.base.policies[part.name].decide[outcome] for outcome in outcomes},
    )
