"""One question of an exam."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """A question with options of which one is right; `because` and `entries` say why and where it stands."""

    id: str
    kind: str
    question: str
    options: tuple[str, ...]
    answer: int  # place of the right option
    because: str
    entries: tuple[str, ...]
