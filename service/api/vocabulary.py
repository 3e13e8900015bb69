"""What a base calls things, for pages that show ids by their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.facts import ChoiceFact, Fact, IntegerFact, assumed
from knowledge.folder import Base
from knowledge.outcomes import Outcome


def vocabulary(base: Base) -> dict[str, Any]:
    """Return the names of channels, facts, outcomes and their values, the statutes in short, and the placeholders."""
    return {
        "name": base.about.name,
        "locale": base.about.locale,
        "channels": [{"id": key, "name": channel.name, "kind": channel.kind} for key, channel in base.channels.items()],
        "facts": {key: _fact(key, fact) for key, fact in base.facts.items()},
        "outcomes": {key: _outcome(outcome) for key, outcome in base.outcomes.items()},
        "statutes": {
            key: {"cite": law.cite, "gist": law.gist, "verified": law.verified} for key, law in base.statutes.items()
        },
        "placeholders": dict(base.placeholders),
    }


def _fact(key: str, fact: Fact) -> Mapping[str, Any]:
    told: dict[str, Any] = {"name": fact.name or key, "type": fact.type, "ask": fact.ask, "subject": fact.subject}
    told["assume"] = assumed(fact)
    match fact:
        case ChoiceFact():
            told["values"] = [{"id": value, "name": named.name} for value, named in fact.values.items()]
        case IntegerFact():
            told |= {"min": fact.min, "max": fact.max, "unit": fact.unit}
    return told


def _outcome(outcome: Outcome) -> Mapping[str, Any]:
    return {
        "name": outcome.name,
        "type": "duration" if outcome.is_duration else "choice",
        "ordered": outcome.ordered,
        "values": list(outcome.values or ()),
        "labels": dict(outcome.labels),
    }
