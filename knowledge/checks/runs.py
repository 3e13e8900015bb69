"""One text of a list where several were meant: the commas of a Chinese keyboard separate nothing in YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.checks.place import problem_at
from knowledge.model.base import SECTION_OF, Base
from knowledge.problem import Fault, Problem, Severity

_MARKS = re.compile("[、，；;]")
_FEWEST = 3  # texts in one: a question may well hold one comma, or name two goods


def check(base: Base) -> Iterator[Problem]:
    """Yield a warning for questions that stand as one, and for each list of phrases that is one text."""
    for kind, key, entry in base.entries():
        for name, texts in (("asks", entry.asks), ("not_asks", entry.not_asks)):
            if len(texts) == 1 and _is_run(texts[0]):
                yield _warning(base, SECTION_OF[kind], key, (name, 0), texts[0])
    for name, fact in base.facts.items():
        for value, declared in getattr(fact, "values", {}).items():
            yield from _phrases(base, name, ("values", value, "phrases"), declared.phrases)


def _phrases(base: Base, fact: str, path: tuple[str, ...], phrases: Sequence[str]) -> Iterator[Problem]:
    for phrase in phrases:
        if "、" in phrase:
            yield _warning(base, "facts", fact, path, phrase)


def _is_run(text: str) -> bool:
    parts = _MARKS.split(text)
    return len(parts) >= _FEWEST and all(len(part.strip()) > 1 for part in parts)


def _warning(base: Base, section: str, key: str, path: tuple[str | int, ...], text: str) -> Problem:
    mark = next(sign for sign in text if _MARKS.match(sign))
    message = f"{text!r} is read as one text: {mark} separates nothing here"
    mend = "write the comma of English and a space between several: [a, b]"
    return problem_at(base, section, key, Fault(path, "one-text", message, mend), Severity.WARNING)
