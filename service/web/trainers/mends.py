"""What settles a conflict with one click: the editor of an entry, opened with the change already made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from knowledge.conflicts.conflict import ConflictKind
from knowledge.model.base import Base
from knowledge.model.entries import Kind
from knowledge.model.script_forms import FORM_NAMES
from service.answers.conflict import ConflictAnswer


@dataclass(frozen=True, slots=True)
class Act:
    """Something that settles a conflict: the name of its text, the title to fill in, and where it leads."""

    text: str
    name: str
    link: str


@dataclass(frozen=True, slots=True)
class Apart:
    """A policy that may differ from another on purpose: the declaration still wants a reason, and may have an end."""

    id: str
    name: str
    other: str


def acts(base: Base, conflict: ConflictAnswer) -> Iterator[Act]:
    """Yield the mends that are known beforehand: keep this side, keep that one, or what else settles the kind."""
    match conflict.kind:
        case ConflictKind.OUTCOME | ConflictKind.CHANNEL:
            yield from _sides(conflict)
        case ConflictKind.STATUTE:
            yield from _raised(base, conflict)
        case ConflictKind.WORDING:
            yield from _worded(base, conflict)
        case ConflictKind.GUIDANCE:
            yield from _guided(base, conflict)
        case ConflictKind.GAP:
            yield from _open(conflict)
        case ConflictKind.SHADOWED:
            yield from _shadowed(conflict)
        case ConflictKind.DUPLICATE:
            (one, other), (name, another) = conflict.entries[:2], conflict.titles[:2]
            yield _edit("keep_left", name, other, "policy", retire="true")
            yield _edit("keep_left", another, one, "policy", retire="true")


def apart(conflict: ConflictAnswer) -> tuple[Apart, ...]:
    """Return who may differ from whom on purpose."""
    if conflict.kind is not ConflictKind.CHANNEL:
        return ()
    (one, other), (name, another) = conflict.entries[:2], conflict.titles[:2]
    return Apart(one, name, other), Apart(other, another, one)


def _edit(text: str, name: str, key: str, kind: Kind, **change: object) -> Act:
    return Act(text, name, f"/train/entries/{kind}/{key}?{urlencode(change, doseq=True)}")


def _sides(conflict: ConflictAnswer) -> Iterator[Act]:
    pairs = list(zip(conflict.entries[:2], conflict.titles[:2], strict=True))
    for (key, name), (other, _), values in zip(pairs, pairs[::-1], (conflict.left, conflict.right), strict=True):
        if conflict.kind is ConflictKind.OUTCOME:
            yield _edit("keep_left", name, key, "policy", over=other)
        else:
            yield _edit("keep_left", name, other, "policy", decide=_pairs(values.items()))


def _raised(base: Base, conflict: ConflictAnswer) -> Iterator[Act]:
    """Yield the floor as the decision of each policy that is below it, and a policy for what nobody decides."""
    for key, name in zip(conflict.entries[1:], conflict.titles[1:], strict=True):
        decide = base.policies[key].decide
        floor = [(outcome, value) for outcome, value in conflict.left.items() if outcome in decide]
        yield _edit("raise_to_floor", name, key, "policy", decide=_pairs(floor))
    missing = [(outcome, conflict.left[outcome]) for outcome, value in conflict.right.items() if value is None]
    if missing:
        yield _begin(conflict, basis=conflict.entries[0], decide=_pairs(missing))


def _worded(base: Base, conflict: ConflictAnswer) -> Iterator[Act]:
    """Yield the text that holds, or the decision; of two texts that differ, either."""
    (key,), (name,) = conflict.entries[:1], conflict.titles[:1]
    decided = base.policies[key].decide
    if all(decided.get(outcome) == value for outcome, value in conflict.right.items()):
        yield _edit("keep_decision", name, key, "policy", focus="say")
        yield _edit("keep_text", name, key, "policy", decide=_pairs(conflict.left.items()))
        return
    (one, other) = (place[-1] for place in conflict.places[:2])
    yield _edit("keep_form", _form(base, one), key, "policy", say=f"{other}:{one}")
    yield _edit("keep_form", _form(base, other), key, "policy", say=f"{one}:{other}")


def _form(base: Base, key: str) -> str:
    return FORM_NAMES.get(key) or base.channels[key].name


def _guided(base: Base, conflict: ConflictAnswer) -> Iterator[Act]:
    """Yield the text that recommends what is to be avoided; stances that disagree are errors, and never served."""
    kinds = {key: kind for kind, key, _ in base.entries()}
    key, name = conflict.entries[0], conflict.titles[0]
    yield _edit("mend_text", name, key, kinds[key], focus="say")


def _open(conflict: ConflictAnswer) -> Iterator[Act]:
    yield _begin(conflict, decide=[f"{outcome}:" for outcome in conflict.outcomes])


def _begin(conflict: ConflictAnswer, **more: object) -> Act:
    """Return the start of a policy for the case of the witness."""
    begun = {"kind": "policy", "when": case_of(conflict), **more}
    return Act("write_policy", "", f"/train/new?{urlencode(begun, doseq=True)}")


def case_of(conflict: ConflictAnswer) -> list[str]:
    """Return the facts of the witness as a link tells them: `fact:value`."""
    facts = conflict.witness.facts.items() if conflict.witness else ()
    return [f"{fact}:{str(value).lower()}" for fact, value in facts]


def _shadowed(conflict: ConflictAnswer) -> Iterator[Act]:
    """Yield the shadowed policy without those over it, and its end."""
    (key, *above), (name, *titles) = conflict.entries, conflict.titles
    for other, its in zip(above, titles, strict=True):
        yield _edit("no_longer_over", its, other, "policy", under=key)
    yield _edit("retire", name, key, "policy", retire="true")


def _pairs(values: object) -> list[str]:
    return [f"{key}:{value}" for key, value in values if value is not None]  # type: ignore[attr-defined]
