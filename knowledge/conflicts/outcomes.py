"""Conflicts of kind outcome: on one channel, two policies that decide differently both stand."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.conflicts import pairs
from knowledge.conflicts.compiled_policies import CompiledPolicies, CompiledPolicy, common_channels_and_days
from knowledge.conflicts.conflict import Conflict, ConflictKind
from knowledge.conflicts.witness_query import CasePositions, WitnessQuery, queries_by_case, smallest
from knowledge.deciding.space import Region
from knowledge.deciding.space.axes import bits
from knowledge.deciding.space.regions import intersection


def between(compiled: CompiledPolicies, left: CompiledPolicy, right: CompiledPolicy) -> Iterator[Conflict]:
    """Yield the conflicts of two policies, the one that stands first in the base left."""
    channels, days = common_channels_and_days((left, right))
    differing = pairs.differences(left, right)
    if not channels or not days or not differing or right.name in left.over or left.name in right.over:
        return
    met = intersection(left.region, right.region)
    for case, outcomes in _shown(compiled, left, right, met, differing):
        yield pairs.conflict_between(compiled, ConflictKind.OUTCOME, left, right, case, outcomes)


def _shown(
    compiled: CompiledPolicies, left: CompiledPolicy, right: CompiledPolicy, met: Region, differing: list[str]
) -> Iterator[tuple[CasePositions, set[str]]]:
    channels, days = common_channels_and_days((left, right))
    questions: dict[tuple[str, ...], list[str]] = {}
    above: dict[str, CompiledPolicy] = {}
    for outcome in differing:
        dropping = (part for one in (left, right) for part in compiled.droppers_of(one.name, outcome))
        here = [part for part in dropping if part.channels & channels and pairs.is_near(part, met, days)]
        above.update((part.name, part) for part in here)
        questions.setdefault(tuple(dict.fromkeys(part.name for part in here)), []).append(outcome)
    if len(questions) == 1 and not above and len(met) == 1:
        yield _plain(met, channels, days), set(differing)
        return
    ways = [(channel, channel) for channel in bits(channels)]
    queries = []
    for names, outcomes in questions.items():
        policies = (left, right, *(above[name] for name in names))
        spoils = ((1 << len(names)) - 1) << 2
        query = WitnessQuery(
            compiled, tuple(outcomes), policies, _both_stand, ways, days, least=_least(met), needs=0b11, spoils=spoils
        )
        queries.append(query)
    for case, shown in queries_by_case(queries, smallest(queries)):
        yield case, {outcome for query in shown for outcome in query.outcomes}


def _both_stand(applying: int, _: int) -> bool:
    """Both policies apply, and nothing that takes the place of one of them does."""
    return applying == 0b11


def _least(met: Region) -> int:
    return len(met[0]) if len(met) == 1 else 0


def _plain(met: Region, channels: int, days: int) -> CasePositions:
    """Return the smallest case of a single box that nothing takes anything from."""
    facts = {axis: _first_run(mask) for axis, mask in met[0].items()}
    channel = next(bits(channels))
    return CasePositions(next(bits(days)), channel, channel, facts)


def _first_run(mask: int) -> tuple[int, int]:
    first = (mask & -mask).bit_length() - 1
    rest = mask >> first
    return first, first + (~rest & (rest + 1)).bit_length() - 2
