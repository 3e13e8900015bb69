"""What the product's customers write, for a base whose own questions are few: by subject, and what nothing answers.

A base takes them where `lexicons` names `messages`. Questions come to a value of its subject that has the id of the
product's or is `like` it; which of its scripts answers them they do not tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, zip_longest

import yaml

from knowledge.lexicons.product import FOLDER, product
from knowledge.lexicons.shared import lexicons_of
from knowledge.model.base import Base
from knowledge.model.facts import ChoiceFact

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def lent_questions(base: Base, most: int) -> Iterator[tuple[str, str]]:
    """Yield the product's questions, at most `most` a value of the base's subject, each with the value."""
    if not is_lent(base):
        return
    subject = base.facts[base.subject]
    if isinstance(subject, ChoiceFact):
        for name, value in subject.values.items():
            for text in _asked().get(value.like or name, ())[:most]:
                yield text, name


def lent_silence(base: Base) -> Sequence[str]:
    """Return the product's messages that nothing answers."""
    return product().texts("out_of_scope") if is_lent(base) else ()


def is_lent(base: Base) -> bool:
    """Say whether a base takes the product's messages."""
    return "messages" in lexicons_of(base.about)


@cache
def _asked() -> Mapping[str, tuple[str, ...]]:
    """Return the questions of the product's policies by subject, one policy's after the other's in turn."""
    by_subject: dict[str, list[list[str]]] = {}
    for path in sorted((FOLDER / "policies").glob("*.yaml")):
        policies = yaml.load(path.read_bytes(), _LOADER)["policies"]
        for policy in policies.values():
            subject = policy.get("when", {}).get("issue")
            if isinstance(subject, str):
                by_subject.setdefault(subject, []).append(policy.get("asks", []))
    return {
        subject: tuple(text for text in chain.from_iterable(zip_longest(*asks)) if text is not None)
        for subject, asks in by_subject.items()
    }
