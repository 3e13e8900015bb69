"""Findings of kind gap: an outcome that is decided for a subject, and that nobody decides for this case of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.conflicts.compiled_policies import Stage
from knowledge.conflicts.finding import Finding, Kind
from knowledge.conflicts.identity import identity
from knowledge.conflicts.witness_query import Scene, Spot, grouped, smallest, witness
from knowledge.deciding.space.axes import bits


def within(stage: Stage, subject: int) -> Iterator[Finding]:
    """Yield what is left open for one value of the subject."""
    scenes = [
        _scene(stage, subject, outcome) for outcome in stage.base.outcomes if (subject, outcome) in stage.deciding
    ]
    for spot, shown in grouped(scenes, smallest(scenes)):
        yield _finding(stage, subject, spot, shown)


def _scene(stage: Stage, subject: int, outcome: str) -> Scene:
    cast = [stage.policies[name] for name in stage.deciding[subject, outcome]]
    channels = [(channel, channel) for channel in bits(stage.full[stage.space.channel])]
    return Scene(stage, (outcome,), cast, _nobody, channels, given={0: subject}, least=1, spoils=(1 << len(cast)) - 1)


def _nobody(applying: int, _: int) -> bool:
    return not applying


def _finding(stage: Stage, subject: int, spot: Spot, shown: Sequence[Scene]) -> Finding:
    outcomes = tuple(scene.outcomes[0] for scene in shown)
    value = str(stage.space.axes[0].values[subject])
    deciding = dict.fromkeys(part.name for scene in shown for part in scene.cast)
    return Finding(
        id=identity(stage, Kind.GAP, sorted(deciding, key=stage.rank.__getitem__), outcomes, subject=value),
        kind=Kind.GAP,
        entries=(),
        outcomes=outcomes,
        witness=witness(stage, spot),
        subject=value,
    )
