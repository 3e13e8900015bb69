"""What a base declares and its entries name: facts, outcomes and channels, as far as they can be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.model.base import Base
from knowledge.model.entries import Channel
from knowledge.model.facts import Fact
from knowledge.model.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The declared names; `unread` holds, by section, ids whose declaration cannot be read."""

    name: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    channels: Mapping[str, Channel] = field(default_factory=dict)
    unread: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    locale: str = "zh-CN"
    is_whole: bool = True  # false where a file cannot be read at all, so that it may declare more

    @staticmethod
    def of(base: Base) -> Vocabulary:
        """Return what a whole base declares."""
        return Vocabulary(base.about.name, base.facts, base.outcomes, base.channels, locale=base.about.locale)
