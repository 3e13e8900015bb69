"""What the policies that stand for one outcome come to: decided, contested or undecided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.model.entries import Policy
from knowledge.model.outcomes import Outcome
from knowledge.text import minutes


@dataclass(frozen=True, slots=True)
class Decided:
    """The policies that stand agree; `value` is as the first of them writes it."""

    outcome: str
    value: str
    policies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contested:
    """The policies that stand disagree."""

    outcome: str
    between: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undecided:
    """No policy stands."""

    outcome: str


Resolution = Decided | Contested | Undecided


def policies_that_stand(applying: Sequence[str], policies: Mapping[str, Policy]) -> tuple[str, ...]:
    """Return the candidates for an outcome that no other candidate names in `over`; all drops happen at once."""
    dropped = {below for name in applying for below in policies[name].over}
    return tuple(name for name in applying if name not in dropped)


def settle(
    outcome: str, applying: Sequence[str], policies: Mapping[str, Policy], outcomes: Mapping[str, Outcome]
) -> Resolution:
    """Say what the candidates that apply to a case come to for one outcome."""
    stand = policies_that_stand(applying, policies)
    if not stand:
        return Undecided(outcome)
    values = {plain(outcomes[outcome], policies[name].decide[outcome]) for name in stand}
    if len(values) > 1:
        return Contested(outcome, stand)
    return Decided(outcome, policies[stand[0]].decide[outcome], stand)


def plain(outcome: Outcome, value: str) -> str:
    """Return the one way to write a value: 48h and 2d are 2880m."""
    return f"{minutes(value)}m" if outcome.is_duration else value


def bare(resolution: Resolution, outcomes: Mapping[str, Outcome]) -> Resolution:
    """Return the resolution without the policies behind it, equal for equal decisions."""
    match resolution:
        case Decided(outcome, value):
            return Decided(outcome, plain(outcomes[outcome], value))
        case Contested(outcome):
            return Contested(outcome)
        case _:
            return resolution


def together(resolutions: Iterable[Resolution], rank: Mapping[str, int]) -> tuple[str, ...]:
    """Return every policy behind the resolutions, in the order of the base."""
    return tuple(sorted({name for found in resolutions for name in behind(found)}, key=rank.__getitem__))


def behind(resolution: Resolution) -> tuple[str, ...]:
    """Return the policies that stand."""
    match resolution:
        case Decided(_, _, policies):
            return policies
        case Contested(_, between):
            return between
        case Undecided():
            return ()
