"""The cost that a reply speaks of: named in one clause, paid in another."""

from __future__ import annotations

from dataclasses import dataclass, field

from knowledge.reading.claims.lexicon import Lexicon
from knowledge.reading.claims.payment import Payment, is_of_another, payment
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.tokens import Phrase


@dataclass(slots=True)
class CostTopic:
    """What has been said of costs so far."""

    lexicon: Lexicon
    name: str = ""  # the cost named last
    is_paid: bool = False  # its payer is known
    is_lent: bool = False  # the customer only lays it out
    sends_back: bool = False  # something goes back to us
    contexts: set[str] = field(default_factory=set)  # roles that say which cost is meant

    def cost_in(self, phrase: Phrase) -> str:
        """Return the cost that the clause names, and remember it; 首次发货的运费 is none of ours."""
        roles = {role for token in phrase.tokens for role in token.sense.roles}
        self.contexts.update(role for cost in self.lexicon.costs.values() for role in cost.by if role in roles)
        self.sends_back = self.sends_back or Role.SENDS_BACK in roles
        if is_of_another(phrase):
            self.name = ""
            return ""
        for token in phrase.tokens:
            name = self._meaning(token.sense.cost) if token.plays(Role.COST) else ""
            if name:
                self.name, self.is_paid = name, False
                return name
        return ""

    def payment_in(self, phrase: Phrase, cost: str, has_stated: bool) -> Payment | None:
        """Return who pays by this clause, which names `cost` or speaks of the one named last."""
        if is_of_another(phrase):
            return None
        if cost:
            return payment(phrase, True)
        outright = phrase.has(Role.BRAND_PAYS, Role.CUSTOMER_PAYS)
        if not self.name:
            lent = phrase.has(Role.ADVANCES) and phrase.has(Role.REPAYS)
            return payment(phrase, False) if outright or lent else None
        if self.is_lent and not has_stated and phrase.has(Role.REPAYS):
            return payment(phrase, True)  # 您先付，确认后退还
        if has_stated and not outright and not phrase.has(Role.REPAYS):
            return None
        return payment(phrase, not self.is_paid and phrase.bare == 0)

    def settle(self, cost: str, paid: Payment) -> str:
        """Remember a payment, and return the cost that it is of; empty where none is known."""
        name = cost or self.name or next((name for name, one in self.lexicon.costs.items() if one.default), "")
        if name:
            self.is_paid, self.is_lent = True, paid.is_advance
        return name

    def _meaning(self, name: str) -> str:
        cost = self.lexicon.costs[name]
        if cost.says:
            return name
        return next((meant for role, meant in cost.by.items() if role in self.contexts), "")
