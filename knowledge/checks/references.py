"""Every id that an entry names exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from knowledge.checks.place import problem_at
from knowledge.model.base import SECTION_OF, Base
from knowledge.model.ingredient import Ingredient
from knowledge.model.script_forms import FORMS
from knowledge.nearest import nearest_hint
from knowledge.problem import Fault, Problem

Named = tuple[str, tuple[str | int, ...], str]  # section of the id, path to it, the id
_CALLED = ("name", "title", "cite")
_WORD = {
    "skins": "skin",
    "policies": "policy",
    "statutes": "statute",
    "channels": "channel",
    "facts": "fact",
    "ingredients": "ingredient",
}


def check(base: Base) -> Iterator[Problem]:
    """Yield a problem for each id that names nothing."""
    known = _declared(base)
    for kind, key, entry in base.entries():
        section = SECTION_OF[kind]
        for target, path, name in _named(entry):
            if name not in known[target]:
                yield problem_at(
                    base, section, key, _dangling(target, path, name, known[target], _called(base, target))
                )
    for key, policy in base.policies.items():
        for index, name in enumerate(policy.gaps.accepted if policy.gaps else ()):
            if name not in base.outcomes:
                hint = nearest_hint(name, base.outcomes) or "name an outcome of the base"
                fault = Fault(("gaps", "accepted", index), "reference", f"there is no outcome {name!r}", hint)
                yield problem_at(base, "policies", key, fault)
    for name, fact in base.facts.items():
        for index, value in enumerate(getattr(fact, "urgency", ())):
            if value not in getattr(fact, "values", {}):
                hint = nearest_hint(value, getattr(fact, "values", {})) or "name a value of the fact"
                fault = Fault(("urgency", index), "reference", f"{value!r} is no value of {name}", hint)
                yield problem_at(base, "facts", name, fault)


def _declared(base: Base) -> Mapping[str, frozenset[str]]:
    """Return every id that is written down, also of entries that cannot be read: their own problem is enough."""
    known: dict[str, set[str]] = {section: set() for section in _WORD}
    for section, key in base.origins:
        known.setdefault(section, set()).add(key)
    return {section: frozenset(keys) for section, keys in known.items()}


def _called(base: Base, section: str) -> Mapping[str, str]:
    """Return what people call each entry of a section."""
    return {
        key: next((str(getattr(one, name)) for name in _CALLED if getattr(one, name, "")), key)
        for key, one in getattr(base, section).items()
    }


def _dangling(
    target: str, path: tuple[str | int, ...], name: str, known: Iterable[str], called: Mapping[str, str]
) -> Fault:
    word = _WORD[target]
    if path[0] == "ask" and not name.isascii() and name not in called.values():
        mend = "write under `asks:` what customers say; `ask` names the facts to ask for"
        return Fault(path, "reference", f"there is no {word} {name!r}", mend)
    return Fault(
        path,
        "reference",
        f"there is no {word} {name!r}",
        nearest_hint(name, known, called) or f"write the {word}, or remove the id",
    )


def _named(entry: Any) -> Iterator[Named]:
    for name in ("over", "basis", "channels", "suits", "unsuits", "ask"):
        for index, value in enumerate(getattr(entry, name, None) or ()):
            yield _TARGET[name], (name, index), value
    if getattr(entry, "differs", None):
        for index, value in enumerate(entry.differs.from_):
            yield "policies", ("differs", "from", index), value
    for channel in getattr(entry, "say", ()):
        if channel not in FORMS:
            yield "channels", ("say", channel), channel
    for index, case in enumerate(getattr(entry, "cases", ())):
        for channel in case.say:
            if channel not in FORMS:
                yield "channels", ("cases", index, "say", channel), channel
    yield from _substances(entry)


_TARGET = {
    "over": "policies",
    "basis": "statutes",
    "channels": "channels",
    "suits": "skins",
    "unsuits": "skins",
    "ask": "facts",
}


def _substances(entry: Any) -> Iterator[Named]:
    if isinstance(entry, Ingredient):
        for skin in entry.skins:
            yield "skins", ("skins", skin), skin
        for index, pair in enumerate(entry.pairs):
            yield "ingredients", ("pairs", index, "with"), pair.with_
        return
    ingredients = getattr(entry, "ingredients", ())
    if isinstance(ingredients, Mapping):
        for name in ingredients:
            yield "ingredients", ("ingredients", name), name
    else:
        for index, part in enumerate(ingredients):
            yield "ingredients", ("ingredients", index, "id"), part.id
