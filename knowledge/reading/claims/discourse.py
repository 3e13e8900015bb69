"""One reply, read clause by clause: what was named before is what a later clause may speak of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.reading.claims.claim_resolution import Around, Proof
from knowledge.reading.claims.condition_scope import Standing
from knowledge.reading.claims.conditions import Found, conditions, is_behind
from knowledge.reading.claims.draft import Draft, Statement, limited_last
from knowledge.reading.claims.lexicon import Lexicon
from knowledge.reading.claims.mood import is_question, silent
from knowledge.reading.claims.payment import Payment, is_of_another, payment
from knowledge.reading.claims.polarity import Signs, own
from knowledge.reading.claims.reply_times import Promise, Timing
from knowledge.reading.claims.statements import named
from knowledge.reading.claims.tokens import Phrase


@dataclass(slots=True)
class Reply:
    """What has been read of a reply so far."""

    lexicon: Lexicon
    timing: Timing
    subject: str
    about: str
    standing: Standing  # the conditions in force
    drafts: list[Draft] = field(default_factory=list)
    named: set[str] = field(default_factory=set)  # every act that the reply names
    proofs: list[Proof] = field(default_factory=list)
    contexts: set[str] = field(default_factory=set)  # roles that say which cost is meant
    sends_back: bool = False
    cost: str = ""  # the cost named last
    is_paid: bool = False  # its payer is known
    is_lent: bool = False  # the customer only lays it out
    last_acts: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()  # the topics of the sentence before
    sentence: int = -1
    topics: tuple[str, ...] = ()  # acts of this sentence without a word of granting
    has_but: bool = False  # a "but" stands before, in this sentence

    @property
    def around(self) -> Around:
        return Around(self.about, self.named, self.proofs, self.sends_back)

    def clause(self, phrase: Phrase, following: Phrase | None) -> None:
        """Read one clause; `following` is the next clause of the reply."""
        if phrase.clause.sentence != self.sentence:
            self._next_sentence(phrase.clause.sentence)
        goes_back = self.standing.had_claims  # 开不了专票，只能开普票
        goes_on = following is not None and following.clause.sentence == self.sentence
        mute = self._mute(phrase, following if goes_on else None)
        self.has_but = self.has_but or phrase.has("but") or (goes_back and _is_instead(phrase))
        cost = self._cost(phrase)
        found = named(phrase, mute, self.lexicon, self.about, bool(cost) or is_of_another(phrase))
        if not all(mute):
            self.named.update(self.timing.acts_of(phrase).values())
        self.timing.clause(phrase, following if goes_on else None, mute)
        limits = conditions(phrase, mute, self.subject, self.timing.limits)
        paid = None if all(mute) else self._payment(phrase, cost, bool(found.stated))
        stated = found.stated
        if limits and is_behind(phrase, goes_on):
            self.drafts = limited_last(self.drafts, self.sentence - phrase.has("proviso"), limits)
        elif not (stated or paid or all(mute)):
            stated = self._elided(phrase, found.topics, bool(limits))
        says = bool(stated) or paid is not None
        for _ in self.standing.cases(phrase, limits, says):
            self.keep(phrase, (*stated, *self._by_a_time(found.stated)), paid, cost, limits)
        self._note(phrase, found.topics, found.stated)

    def _next_sentence(self, number: int) -> None:
        self.earlier = self.topics or self.earlier if self.sentence == number - 1 else ()
        self.standing.next_sentence(self.sentence == number - 1)
        self.sentence, self.topics, self.has_but = number, (), False
        self.timing.next_sentence()

    def _mute(self, phrase: Phrase, following: Phrase | None) -> list[bool]:
        leads = following is not None and following.tokens and following.tokens[0].plays("or-asks")  # 退货, 还是换货?
        half = leads and following is not None and following.clause.asks and is_question(following)
        return [True] * len(phrase.tokens) if half or phrase.has("defines") else silent(phrase)

    def keep(
        self, phrase: Phrase, stated: Sequence[Statement], paid: Payment | None, cost: str, limits: Sequence[Found]
    ) -> None:
        first = min((one.start for one in limits), default=phrase.clause.end)
        for promise in self.timing.promises:
            self.drafts.append(self._promised(phrase, promise))
        for one in stated:
            for outcome, value in one.says.items():
                self.drafts.append(self._drafted(phrase, outcome, value, one, first))
        if paid is not None:
            self._pay(phrase, cost, paid, first)

    # --- acts

    def _drafted(self, phrase: Phrase, outcome: str, value: str, one: Statement, first: int) -> Draft:
        return Draft(
            outcome,
            value,
            min(one.start, first),
            one.end,
            phrase.clause.sentence,
            self.standing.in_force,
            act=one.act,
            paper=one.paper,
            is_granted=one.is_granted,
            is_after_but=self.has_but,
        )

    def _elided(self, phrase: Phrase, topics: tuple[str, ...], is_limited: bool) -> tuple[Statement, ...]:
        """A clause that only grants or refuses speaks of what was named last: 两种都可以的, 拆了就不行了."""
        signs = own(phrase)
        if (
            topics
            or not signs.is_licensed
            or phrase.bare > 1
            or is_of_another(phrase)
            or phrase.has("act", "cost", "paper", "fixed")
            or (phrase.has("duration") and not self.timing.limits)
        ):
            return ()
        if any(token.plays("time") and not token.plays("will") for token in phrase.tokens):
            return ()
        acts = self.topics
        if not acts and (is_limited or phrase.has("but", "otherwise", "beyond")):
            acts = self.last_acts
        if not acts and not self.drafts:
            acts = self.earlier
        return tuple(self.statement(act, signs) for act in acts if not self.lexicon.acts[act].granted_only)

    def statement(self, name: str, signs: Signs) -> Statement:
        """Return what granting or refusing an act states."""
        granted = signs.parity > 0
        says = {outcome: pair[granted] for outcome, pair in self.lexicon.acts[name].says.items()}
        return Statement(says, name, signs.begins, signs.ends, granted)

    def _by_a_time(self, stated: Sequence[Statement]) -> tuple[Statement, ...]:
        """3天内退款 grants by its time alone."""
        acts = self.lexicon.acts
        spoken = {one.act for one in stated if one.act}
        spoken |= {absorbed for act in spoken for absorbed in acts[act].absorbs}
        found = []
        for promise in self.timing.promises:
            name = promise.host.act
            if name and name not in spoken and not acts[name].granted_only and self.about not in acts[name].known_in:
                signs = Signs(1, True, False, promise.host.token.start, promise.host.token.end)
                found.append(self.statement(name, signs))
        return tuple(found)

    def _promised(self, phrase: Phrase, promise: Promise) -> Draft:
        return Draft(
            promise.host.outcome,
            promise.duration.written,
            promise.start,
            promise.end,
            phrase.clause.sentence,
            is_time=True,
            is_shipping=promise.host.is_shipping,
            sent_in=promise.host.sent_in,
        )

    # --- costs

    def _cost(self, phrase: Phrase) -> str:
        """Return the cost that the clause names, and remember it; 首次发货的运费 is none of ours."""
        self.contexts.update(role for cost in self.lexicon.costs.values() for role in cost.by if phrase.has(role))
        self.sends_back = self.sends_back or phrase.has("sends-back")
        if is_of_another(phrase):
            self.cost = ""
            return ""
        for token in phrase.tokens:
            name = self._meant_cost(token.sense.cost) if token.plays("cost") else ""
            if name:
                self.cost, self.is_paid = name, False
                return name
        return ""

    def _meant_cost(self, name: str) -> str:
        cost = self.lexicon.costs[name]
        if cost.says:
            return name
        return next((meant for role, meant in cost.by.items() if role in self.contexts), "")

    def _payment(self, phrase: Phrase, cost: str, has_stated: bool) -> Payment | None:
        if is_of_another(phrase):
            return None
        if cost:
            return payment(phrase, True)
        outright = phrase.has("brand-pays", "customer-pays")
        if not self.cost:
            lent = phrase.has("advances") and phrase.has("repays")
            return payment(phrase, False) if outright or lent else None
        if self.is_lent and not has_stated and phrase.has("repays"):
            return payment(phrase, True)  # 您先付，确认后退还
        if has_stated and not outright and not phrase.has("repays"):
            return None
        return payment(phrase, not self.is_paid and phrase.bare == 0)

    def _pay(self, phrase: Phrase, cost: str, paid: Payment, first: int) -> None:
        name = cost or self.cost or next((name for name, one in self.lexicon.costs.items() if one.default), "")
        if not name:
            return
        self.is_paid, self.is_lent = True, paid.is_advance
        for outcome, (customer, brand) in self.lexicon.costs[name].says.items():
            self.drafts.append(
                Draft(
                    outcome,
                    brand if paid.payer == "brand" else customer,
                    min(paid.start, first),
                    paid.end,
                    phrase.clause.sentence,
                    self.standing.in_force,
                    cost=name,
                    is_advance=paid.is_advance,
                    is_repaid=paid.is_repaid,
                    is_after_but=self.has_but,
                )
            )

    def answer_cost(self, phrase: Phrase, cost: str) -> None:
        """Read a clause as the answer to who pays a cost."""
        paid = payment(phrase, True)
        if paid is not None:
            self._pay(phrase, cost, paid, phrase.clause.end)

    def answer_act(self, phrase: Phrase, act: str, signs: Signs) -> None:
        """Read a clause as the answer to whether something is done."""
        self.keep(phrase, (self.statement(act, signs),), None, "", ())

    # --- what the rest of the reply needs to know

    def _note(self, phrase: Phrase, topics: tuple[str, ...], stated: Sequence[Statement]) -> None:
        if not is_question(phrase):
            for at, token in enumerate(phrase.tokens):
                if token.sense.paper in self.lexicon.proofs:
                    lacks = any(one.plays("not", "not-next") for one in phrase.tokens[max(0, at - 2) : at])
                    self.proofs.append(Proof(phrase.clause.sentence, token.sense.paper, lacks))
        self.topics = tuple(dict.fromkeys((*self.topics, *topics)))
        if stated:
            self.last_acts = tuple(one.act for one in stated if one.act) or self.last_acts
            self.topics = ()


def _is_instead(phrase: Phrase) -> bool:
    """开不了专票，只能开普票; 专票开不了，普票可以."""
    grants = phrase.has("may", "good", "will") and not phrase.has("not", "not-next", "not-after", "cannot")
    return phrase.has("only-can") or (grants and phrase.has("other-kind"))
