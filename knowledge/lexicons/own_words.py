"""How replies state an outcome of one's own: read from its name and the phrases that stand with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from knowledge.model.base import Base
from knowledge.model.facts import BooleanFact
from knowledge.model.outcomes import Outcome
from knowledge.reading.claims.lexicon_entries import Act, Cost, Fixed, LexiconEntries, Proviso, Timed

OWN = "own-"  # what the names of these entries begin with
_PAYERS = {"customer", "brand"}  # who pays is read from other sentences than what is done


def own_words(base: Base, stated: frozenset[str]) -> LexiconEntries:
    """Return entries for the phrases of outcomes, and for the names of those that nothing else states.

    What customers say for a yes or no limits a reply as well: 没试色的可以退.
    """
    acts: dict[str, Act] = {}
    costs: dict[str, Cost] = {}
    times: dict[str, Timed] = {}
    fixed: list[Fixed] = []
    mentions: list[Fixed] = []
    for name, outcome in base.outcomes.items():
        words = _words(outcome, outcome.name if name not in stated else "")
        if outcome.is_duration and words:
            times[f"{OWN}{name}"] = Timed(phrases=words, outcome=name, first=True)
        elif outcome.values and not outcome.ordered:
            mentions += [Fixed(says={name: value}, phrases=said) for value, said in _by_value(outcome)]
        elif outcome.values:
            least = outcome.values[0]
            if words and set(outcome.values) == _PAYERS:
                costs[f"{OWN}{name}"] = Cost(says={name: (outcome.values[0], outcome.values[-1])}, phrases=words)
            elif words and len(outcome.values) > 1:
                acts[f"{OWN}{name}"] = Act(says={name: (least, outcome.values[-1])}, phrases=words, thing=True)
            for value, said in _by_value(outcome):
                if value == least:
                    fixed.append(Fixed(says={name: value}, phrases=said))
                else:
                    acts[f"{OWN}{name}-{value}"] = Act(
                        says={name: (least, value)}, phrases=said, plain=True, thing=True
                    )
    limits = tuple(_limits(base)) if any(part.is_shared for part in base.claims) else ()
    return LexiconEntries(
        acts=acts, costs=costs, times=times, fixed=tuple(fixed), mentions=tuple(mentions), conditions=limits
    )


def _limits(base: Base) -> Iterator[Proviso]:
    for name, fact in base.facts.items():
        if isinstance(fact, BooleanFact):
            for value, said in (("true", fact.phrases.true), ("false", fact.phrases.false)):
                if said:
                    yield Proviso(when={name: value}, phrases=said)


def _words(outcome: Outcome, name: str) -> tuple[str, ...]:
    own = outcome.phrases if isinstance(outcome.phrases, tuple) else ()
    return tuple(dict.fromkeys((*([name] if name else []), *own)))


def _by_value(outcome: Outcome) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(outcome.phrases, Mapping):
        yield from ((value, said) for value, said in outcome.phrases.items() if said)
