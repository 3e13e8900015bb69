"""A lexicon while it is put together: the senses of each phrase, the entries, and every fault on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import ahocorasick

from knowledge.lexicons.product import product as product_lexicons
from knowledge.model.base import Base
from knowledge.problem import Problem
from knowledge.reading.claims.lexicon import Lexicon, Limit, Sense
from knowledge.reading.claims.lexicon_entries import Act, Cost, Paper, Timed, Tried
from knowledge.reading.claims.roles import ENTRY_ROLES, Role
from knowledge.reading.spellings import Spellings


@dataclass(slots=True)
class LexiconBuilder:
    """Gathers what the files of a base say, phrase by phrase, until it is a lexicon."""

    base: Base
    spellings: Spellings
    lacking: dict[bool, dict[str, int]] = field(
        default_factory=lambda: {False: {}, True: {}}
    )  # by whether it is shared
    problems: list[Problem] = field(default_factory=list)
    senses: dict[str, dict[str, Any]] = field(default_factory=dict)
    acts: dict[str, Act] = field(default_factory=dict)
    costs: dict[str, Cost] = field(default_factory=dict)
    times: dict[str, Timed] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    proofs: dict[str, Limit] = field(default_factory=dict)
    remedies: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tests: list[tuple[str, str, Tried]] = field(default_factory=list)

    def lexicon(self) -> Lexicon:
        automaton = ahocorasick.Automaton()
        for phrase, parts in self.senses.items():
            given = {role.value: parts[role] for role in ENTRY_ROLES if role in parts}
            roles = frozenset((*parts.get("roles", ()), *map(Role, given)))
            if phrase:
                automaton.add_word(phrase, (len(phrase), Sense(roles, **given)))
        if len(automaton):
            automaton.make_automaton()
        entries = (self.acts, self.costs, self.times, self.papers, self.proofs, self.remedies)
        return Lexicon(*entries, self.spellings, automaton, tuple(self.tests))

    def stated(self) -> frozenset[str]:
        """Return the outcomes that the base's own lexicon states, or the product's will."""
        says = chain(
            *(act.says for act in self.acts.values()),
            *(cost.says for cost in self.costs.values()),
            *(paper.says for paper in self.papers.values()),
        )
        fixed = [parts[kind] for parts in self.senses.values() for kind in ("fixed", "mention") if kind in parts]
        timed = [one.outcome or name for name, one in self.times.items() if not one.idle]
        within = [one.within for one in self.acts.values()]
        known = product_lexicons().outcomes if any(part.is_shared for part in self.base.claims) else {}
        like = (key for key, outcome in self.base.outcomes.items() if (outcome.like or key) in known)
        return frozenset((*like, *says, *chain.from_iterable(one.says for one in fixed), *timed, *within))

    def sense(self, phrase: str) -> dict[str, Any]:
        """Return what is known of a phrase so far, to be added to."""
        return self.senses.setdefault(self.spellings.normalise(phrase), {})
