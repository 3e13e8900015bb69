"""What a base calls things, for pages that show ids by their names."""

from __future__ import annotations

from knowledge.model.base import Base
from knowledge.model.facts import ChoiceFact, Fact, IntegerFact, assumed_value
from knowledge.model.outcomes import Outcome
from service.api.responses import ChannelWords, FactValueWords, FactWords, OutcomeWords, StatuteWords, Vocabulary


def vocabulary(base: Base, snapshot: str) -> Vocabulary:
    """Return the names of channels, facts, outcomes and their values, the statutes in short, and the placeholders."""
    return Vocabulary(
        name=base.about.name,
        locale=base.about.locale,
        snapshot=snapshot,
        channels=tuple(ChannelWords(id=key, name=one.name, kind=one.kind) for key, one in base.channels.items()),
        facts={key: _fact(key, fact) for key, fact in base.facts.items()},
        outcomes={key: _outcome(outcome) for key, outcome in base.outcomes.items()},
        statutes={
            key: StatuteWords(cite=law.cite, gist=law.gist, verified=law.verified) for key, law in base.statutes.items()
        },
        placeholders=base.placeholders,
    )


def _fact(key: str, fact: Fact) -> FactWords:
    words = FactWords(
        name=fact.name or key, type=fact.type, ask=fact.ask, subject=fact.subject, assume=assumed_value(fact)
    )
    match fact:
        case ChoiceFact():
            values = tuple(FactValueWords(id=value, name=named.name) for value, named in fact.values.items())
            return words.model_copy(update={"values": values})
        case IntegerFact():
            return words.model_copy(update={"min": fact.min, "max": fact.max, "unit": fact.unit})
        case _:
            return words


def _outcome(outcome: Outcome) -> OutcomeWords:
    return OutcomeWords(
        name=outcome.name,
        type="duration" if outcome.is_duration else "choice",
        ordered=outcome.ordered,
        values=tuple(outcome.values or ()),
        labels=outcome.labels,
    )
