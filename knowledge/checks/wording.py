"""What agents are given to say holds no forbidden wording and no placeholder that nobody declared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from knowledge.checks.place import problem_at
from knowledge.model.base import SECTION_OF, Base
from knowledge.nearest import nearest_hint
from knowledge.problem import Fault, Problem
from knowledge.reading.forbidden import ForbiddenWords

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

Said = tuple[tuple[str | int, ...], str]


def check(base: Base) -> Iterator[Problem]:
    """Yield a problem for each forbidden phrase and undeclared placeholder in a text that agents send."""
    words = ForbiddenWords(base.terms)
    declared = {*base.facts, *base.outcomes, *base.placeholders}
    for kind, key, entry in base.entries():
        section = SECTION_OF[kind]
        for path, text in said(entry):
            for name in _PLACEHOLDER.findall(text):
                if name not in declared:
                    hint = nearest_hint(name, declared) or "declare it under `placeholders:`"
                    yield problem_at(
                        base,
                        section,
                        key,
                        Fault(path, "placeholder", f"the placeholder {{{name}}} is not declared", hint),
                    )
            for found in words.find(text):
                mend = f"write {found.instead!r}" if found.instead else "word it otherwise"
                message = f"forbidden wording {found.phrase!r}: {found.because}"
                if found.level == "ban":
                    yield problem_at(base, section, key, Fault(path, "forbidden", message, mend))


def said(entry: Any) -> Iterator[Said]:
    """Yield each text of an entry that an agent may send, with its path."""
    for channel, text in entry.say.items():
        yield ("say", channel), text
    for index, case in enumerate(getattr(entry, "cases", ())):
        for channel, text in case.say.items():
            yield ("cases", index, "say", channel), text
