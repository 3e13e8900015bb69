"""The least that a number can be, where no decision turns on how much more it is: 用了两个月 is past every window."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.deciding.decide import Decider
from knowledge.deciding.space.diagrams import ends_on
from knowledge.model.case import Case


def with_lower_bounds(decider: Decider, case: Case, at_least: Mapping[str, int]) -> Case:
    """Return the case with each unknown number at its least, where every greater one is decided alike."""
    known = {
        name: least
        for name, least in at_least.items()
        if name not in case.facts and not _turns_above(decider, case, name, least)
    }
    return Case(case.channel, case.on, {**case.facts, **known}) if known else case


def _turns_above(decider: Decider, case: Case, name: str, least: int) -> bool:
    """Say whether some outcome of the case changes between the least number and the greatest."""
    number = decider.space.index[name]
    axis = decider.space.axes[number]
    first, last = axis.position(least), axis.size - 1
    return any(
        first <= end < last
        for outcome in decider.base.outcomes
        for end in ends_on(decider.diagram(outcome, case), number)
    )
