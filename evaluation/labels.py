"""The names that a base gives to its ids, so that a run can be read without the base."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.model.base import Base
from knowledge.model.facts import ChoiceFact


def labels_of(base: Base) -> Mapping[str, Any]:
    """Return the Chinese names of channels, issues, outcomes with their values, facts and policies."""
    subject = base.facts[base.subject]
    return {
        "base": base.about.name,
        "channels": {key: channel.name for key, channel in base.channels.items()},
        "issues": {key: value.name for key, value in subject.values.items()} if isinstance(subject, ChoiceFact) else {},
        "outcomes": {key: outcome.name for key, outcome in base.outcomes.items()},
        "values": {key: dict(outcome.labels) for key, outcome in base.outcomes.items()},
        "facts": {key: fact.name or key for key, fact in base.facts.items()},
        "policies": {key: policy.title for key, policy in base.policies.items()},
    }
