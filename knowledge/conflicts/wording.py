"""Conflicts of kind wording: a script states what its own case does not decide, or two channels' scripts differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from knowledge.conflicts.compiled_policies import CompiledPolicies, CompiledPolicy
from knowledge.conflicts.conflict import Conflict, ConflictKind, Member
from knowledge.conflicts.identity import identity_of
from knowledge.conflicts.minimal_assignment import AssignmentSearch
from knowledge.conflicts.witness_query import CasePositions, witness
from knowledge.conflicts.wordings import Words, in_each_language
from knowledge.deciding.decide import Decider
from knowledge.deciding.resolution import Decided, Resolution, plain
from knowledge.deciding.space import Region
from knowledge.deciding.space.axes import bits
from knowledge.deciding.space.diagrams import Diagrams
from knowledge.deciding.space.regions import intersection
from knowledge.model.case import Case
from knowledge.model.script_forms import text_key


@dataclass(frozen=True, slots=True)
class Stated:
    """What a text states about an outcome, for the cases of a region."""

    outcome: str
    value: str
    region: Region
    words: str


Read = Callable[[str, str], Iterable[Stated]]  # of a text that speaks about a subject; "": about any


def of_policy(compiled: CompiledPolicies, decider: Decider, part: CompiledPolicy, read: Read) -> Iterator[Conflict]:
    """Yield what a policy's texts state against the decisions of its case, else where they differ from each other."""
    subjects = compiled.subjects(part)
    about = str(compiled.space.axes[0].values[subjects[0]]) if len(subjects) == 1 else ""
    said = {key: tuple(read(text, about)) for key, text in compiled.base.policies[part.name].say.items()}
    against = list(_against_decisions(compiled, decider, part, said))
    yield from against or _against_each_other(compiled, part, said)


def _against_decisions(
    compiled: CompiledPolicies, decider: Decider, part: CompiledPolicy, said: Mapping[str, tuple[Stated, ...]]
) -> Iterator[Conflict]:
    """Yield a finding for each value that texts state wrongly, with the smallest case of the first of them."""
    wrong: dict[tuple[str, str], list[tuple[CasePositions, str, str]]] = {}
    said_keys = compiled.base.policies[part.name].say
    tried: set[tuple[str, str, str, str]] = set()  # a text that several channels share is held once
    for channel in bits(part.channels):
        name = str(compiled.space.axes[-1].values[channel])
        key = text_key(said_keys, name, compiled.base.channels)
        for stated in said.get(key, ()):
            if (key, stated.outcome, stated.value, stated.words) in tried:
                continue
            case = _smallest(compiled, decider, part, stated, channel)
            if case is not None:
                tried.add((key, stated.outcome, stated.value, stated.words))
                wrong.setdefault((stated.outcome, stated.value), []).append((case, key, stated.words))
    for (outcome, value), found in wrong.items():
        yield _wrong(compiled, part, (outcome, value), [(key, words) for _, key, words in found], found[0][0])


def _smallest(
    compiled: CompiledPolicies, decider: Decider, part: CompiledPolicy, stated: Stated, channel: int
) -> CasePositions | None:
    """Return a smallest case of the policy, within the statement's own, that does not decide what is stated.

    A text that says what its own policy decides agrees with it, whoever else decides there. Of what others decide it is
    wrong only where it is never right, or where more than a special case (a policy that takes the place of another)
    decides otherwise.
    """
    own = compiled.base.policies[part.name].decide.get(stated.outcome)
    if own is not None and _is_right(compiled, stated, Decided(stated.outcome, own)):
        return None
    best: CasePositions | None = None
    axes = compiled.space.axes
    boxes = intersection(part.region, stated.region)
    for day in _days(compiled, part):
        case = Case(str(axes[-1].values[channel]), compiled.day(day), {})
        search = AssignmentSearch(Diagrams())
        found = decider.diagram(stated.outcome, case)
        right = search.diagrams.mapped(found, lambda one: _is_right(compiled, stated, one), {})
        is_ever_right = any(True in search.within(right, box, axes).leaves for box in boxes)
        if not part.decide and is_ever_right:
            return None
        if is_ever_right and own is None:
            right = search.diagrams.mapped(
                found, lambda one: _is_right(compiled, stated, one) or _is_special(compiled, one), {}
            )
        wrong = search.diagrams.mapped(right, lambda one: not one, {})
        for box in boxes:
            least = search.least(search.within(wrong, box, axes))
            if least is not None and (best is None or len(least) < len(best.facts)):
                best = CasePositions(day, channel, channel, {axis: (first, last) for axis, first, last in least})
    return best


def _days(compiled: CompiledPolicies, part: CompiledPolicy) -> list[int]:
    return [day for day in {*compiled.stretches, next(bits(part.days))} if part.days >> day & 1]


def _is_special(compiled: CompiledPolicies, found: Resolution) -> bool:
    """Say whether policies decide that stand in the place of others: what is so in general is another matter."""
    return isinstance(found, Decided) and all(compiled.base.policies[name].over for name in found.policies)


def _is_right(compiled: CompiledPolicies, stated: Stated, found: Resolution) -> bool:
    """Say whether a statement is what is decided; a promised time that is sooner is no conflict."""
    if not isinstance(found, Decided):
        return False
    outcome = compiled.base.outcomes[stated.outcome]
    if outcome.is_duration:
        return outcome.favour(stated.value) >= outcome.favour(found.value)
    return stated.value == found.value


def _against_each_other(
    compiled: CompiledPolicies, part: CompiledPolicy, said: Mapping[str, tuple[Stated, ...]]
) -> Iterator[Conflict]:
    """Yield an outcome of which two texts have no value in common, in cases that both speak of."""
    seen: set[str] = set()
    for (left, of_left), (right, of_right) in combinations(said.items(), 2):
        for one in of_left:
            if one.outcome in seen or not _values(compiled, of_left, one.outcome).isdisjoint(
                _values(compiled, of_right, one.outcome)
            ):
                continue
            against = (
                (other, _meeting(compiled, part, one, other)) for other in of_right if other.outcome == one.outcome
            )
            found = next(((other, case) for other, case in against if case is not None), None)
            if found is not None:
                seen.add(one.outcome)
                yield _apart(compiled, part, (left, one), (right, found[0]), found[1])


def _values(compiled: CompiledPolicies, said: Iterable[Stated], outcome: str) -> set[str]:
    return {plain(compiled.base.outcomes[outcome], stated.value) for stated in said if stated.outcome == outcome}


def _meeting(compiled: CompiledPolicies, part: CompiledPolicy, one: Stated, other: Stated) -> CasePositions | None:
    search = AssignmentSearch(Diagrams())
    channel, day = next(bits(part.channels)), next(bits(part.days))
    for box in intersection(part.region, intersection(one.region, other.region)):
        least = search.least(search.within(search.diagrams.leaf(True), box, compiled.space.axes))
        if least is not None:
            return CasePositions(day, channel, channel, {axis: (first, last) for axis, first, last in least})
    return None


def _wrong(
    compiled: CompiledPolicies,
    part: CompiledPolicy,
    stated: tuple[str, str],
    said: Sequence[tuple[str, str]],
    case: CasePositions,
) -> Conflict:
    """Return the finding of one value: the case, where it is said, and the sentence."""
    outcome, value = stated
    base = compiled.base
    quoted = dict.fromkeys(text for _, text in said)
    shown = witness(compiled, case)
    decided = base.policies[part.name].decide.get(outcome)

    def tell(words: Words) -> str:
        return words.say(
            "said_wrong",
            where=words.join(dict.fromkeys(words.place(key) for key, _ in said)),
            quotes="".join(words.say("quote", text=text) for text in quoted),
            said=words.value(outcome, value),
            case=words.case(shown),
            rule=words.say("rule", value=words.value(outcome, decided)) if decided else words.say("no_rule"),
        )

    return Conflict(
        id=identity_of(
            [ConflictKind.WORDING, compiled.digest("policies", part.name, [outcome]), outcome, value, *quoted]
        ),
        kind=ConflictKind.WORDING,
        entries=(Member("policy", part.name),),
        outcomes=(outcome,),
        witness=shown,
        left={outcome: value},
        right={outcome: decided},
        detail=in_each_language(base, tell),
        places=tuple(dict.fromkeys(("say", key) for key, _ in said)),
    )


def _apart(
    compiled: CompiledPolicies,
    part: CompiledPolicy,
    left: tuple[str, Stated],
    right: tuple[str, Stated],
    case: CasePositions,
) -> Conflict:
    (here, one), (there, other) = left, right

    def tell(words: Words) -> str:
        return words.say(
            "said_apart",
            here=words.place(here),
            left_words=one.words,
            left=words.value(one.outcome, one.value),
            there=words.place(there),
            right_words=other.words,
            right=words.value(one.outcome, other.value),
        )

    lines = [
        ConflictKind.WORDING,
        compiled.digest("policies", part.name, [one.outcome]),
        one.outcome,
        here,
        one.words,
        there,
        other.words,
    ]
    return Conflict(
        id=identity_of(lines),
        kind=ConflictKind.WORDING,
        entries=(Member("policy", part.name),),
        outcomes=(one.outcome,),
        witness=witness(compiled, case),
        left={one.outcome: one.value},
        right={one.outcome: other.value},
        detail=in_each_language(compiled.base, tell),
        places=(("say", here), ("say", there)),
    )
