"""What agents are given to say holds no forbidden wording and no placeholder that nobody declared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from knowledge.checks.place import problem_at
from knowledge.model.base import SECTION_OF, Base
from knowledge.model.entries import Forbidden, Terms
from knowledge.nearest import nearest_hint
from knowledge.problem import Fault, Problem
from knowledge.reading.forbidden import ForbiddenFound, ForbiddenWords

_KEPT = 1 << 14  # texts
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

_OPEN = re.compile(r"[{}｛｝]")
_SHOWN = 12

Said = tuple[tuple[str | int, ...], str]


def check(base: Base) -> Iterator[Problem]:
    """Yield a problem for each forbidden phrase and undeclared placeholder in a text that agents send."""
    find = _finder(base.terms.forbidden)
    called = {key: one.name for key, one in (*base.facts.items(), *base.outcomes.items())} | dict(base.placeholders)
    declared = {*base.facts, *base.outcomes, *base.placeholders}
    for kind, key, entry in base.entries():
        section = SECTION_OF[kind]
        for path, text in said(entry):
            for name in _PLACEHOLDER.findall(text):
                if name not in declared:
                    hint = nearest_hint(name, declared, called) or "declare it under `placeholders:`"
                    yield problem_at(
                        base,
                        section,
                        key,
                        Fault(path, "placeholder", f"the placeholder {{{name}}} is not declared", hint),
                    )
            if _OPEN.search(_PLACEHOLDER.sub("", text)):
                message = f"a brace stands alone in {_around(text)!r}, so that customers would read it"
                fault = Fault(path, "placeholder", message, "close the placeholder, as in {order_no}")
                yield problem_at(base, section, key, fault)
            for found in find(text):
                mend = f"write {found.instead!r}" if found.instead else "word it otherwise"
                message = f"forbidden wording {found.phrase!r}: {found.because}"
                if found.level == "ban":
                    yield problem_at(base, section, key, Fault(path, "forbidden", message, mend))


@lru_cache(maxsize=2)
def _finder(forbidden: tuple[Forbidden, ...]) -> Callable[[str], tuple[ForbiddenFound, ...]]:
    """Return what finds forbidden wording; what it found in a text it remembers: an edit leaves most texts alone."""
    return lru_cache(maxsize=_KEPT)(ForbiddenWords(Terms.model_construct(forbidden=forbidden)).find)


def _around(text: str) -> str:
    """Return what stands at the first brace that belongs to no placeholder."""
    plain = _PLACEHOLDER.sub(lambda found: " " * len(found[0]), text)
    at = next(place for place, character in enumerate(plain) if character in "{}｛｝")
    return text[max(0, at - _SHOWN) : at + _SHOWN]


def said(entry: Any) -> Iterator[Said]:
    """Yield each text of an entry that an agent may send, with its path."""
    for channel, text in entry.say.items():
        yield ("say", channel), text
    for index, case in enumerate(getattr(entry, "cases", ())):
        for channel, text in case.say.items():
            yield ("cases", index, "say", channel), text
