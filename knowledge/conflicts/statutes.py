"""Conflicts of kind statute: a case in which an outcome falls below what the law asks for, or nobody decides it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from knowledge.conflicts.compiled_policies import Part, Stage
from knowledge.conflicts.finding import Finding, Kind, Member
from knowledge.conflicts.identity import identity
from knowledge.conflicts.witness_query import Scene, Spot, grouped, smallest, witness
from knowledge.deciding.resolution import standing as standing_of
from knowledge.deciding.space.axes import bits, mask_of
from knowledge.deciding.space.regions import overlap


def below(stage: Stage, statute: Part) -> Iterator[Finding]:
    """Yield where the policies fall short of a statute."""
    scenes = [_scene(stage, statute, outcome) for outcome in stage.base.outcomes if outcome in statute.decide]
    for spot, shown in grouped(scenes, smallest(scenes)):
        yield _finding(stage, statute, spot, shown)


def _scene(stage: Stage, statute: Part, outcome: str) -> Scene:
    names = dict.fromkeys(
        name for subject in stage.subjects(statute) for name in stage.deciding.get((subject, outcome), ())
    )
    near = [part for name in sorted(names, key=stage.rank.__getitem__) if _meets(part := stage.policies[name], statute)]
    above = [mask_of([number for number, part in enumerate(near, 1) if one.name in part.over]) for one in near]
    favour = stage.base.outcomes[outcome].favour
    floor = favour(statute.decide[outcome])
    short = mask_of([number for number, part in enumerate(near, 1) if favour(part.decide[outcome]) < floor])
    channels = [(channel, channel) for channel in bits(stage.full[stage.space.channel])]
    least = len(statute.region[0]) if len(statute.region) == 1 else 0
    return Scene(
        stage,
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


def _meets(part: Part, statute: Part) -> bool:
    return any(overlap(a, b) for a in part.region for b in statute.region)


def _finding(stage: Stage, statute: Part, spot: Spot, shown: Sequence[Scene]) -> Finding:
    base = stage.base
    right: dict[str, str | None] = {}
    standing: set[str] = set()
    considered: set[str] = set()
    for scene in shown:
        outcome = scene.outcomes[0]
        stand = {name for names in _standing(stage, scene, spot) for name in names}
        values = (base.policies[name].decide[outcome] for name in sorted(stand, key=stage.rank.__getitem__))
        right[outcome] = min(values, key=base.outcomes[outcome].favour, default=None)
        standing |= stand
        considered.update(part.name for part in scene.cast[1:])
    floor = base.statutes[statute.name].floor
    return Finding(
        id=identity(stage, Kind.STATUTE, sorted(considered, key=stage.rank.__getitem__), right, statute.name),
        kind=Kind.STATUTE,
        entries=(
            Member("statute", statute.name),
            *(Member("policy", name) for name in sorted(standing, key=stage.rank.__getitem__)),
        ),
        outcomes=tuple(right),
        witness=witness(stage, spot),
        left={outcome: floor[outcome] for outcome in right},
        right=right,
    )


def _standing(stage: Stage, scene: Scene, spot: Spot) -> list[tuple[str, ...]]:
    """Return the policies that stand in each way to complete the case."""
    ways = ([scene.cast[number].name for number in numbers if number] for numbers in scene.applying(spot))
    return [standing_of(names, stage.base.policies) for names in ways]
