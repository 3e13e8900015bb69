"""One clause of a reply after the other: what each states, with what was said before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.reading.claims.conditions import NamedCondition, conditions, is_behind, turned_over
from knowledge.reading.claims.demands import demanded, on_terms
from knowledge.reading.claims.denials import binds_others_only
from knowledge.reading.claims.discourse import Discourse
from knowledge.reading.claims.draft import Statement, limit_last
from knowledge.reading.claims.lexicon import Lexicon
from knowledge.reading.claims.mood import is_question, silent
from knowledge.reading.claims.outside import outside
from knowledge.reading.claims.payment import is_of_another
from knowledge.reading.claims.polarity import Signs, negates, own
from knowledge.reading.claims.reply_times import ReplyTimes
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.stake import Stake
from knowledge.reading.claims.statements import act_statement, clause_statements
from knowledge.reading.claims.tokens import Phrase, tail


@dataclass(frozen=True, slots=True)
class ClauseReader:
    """Reads clauses into a discourse; `subject` is the fact that says what the case is about."""

    lexicon: Lexicon
    subject: str
    times: ReplyTimes
    discourse: Discourse
    stake: Stake

    def read(self, phrase: Phrase, following: Phrase | None) -> None:
        """Read one clause; `following` is the next clause of the reply."""
        said = self.discourse
        if phrase.clause.sentence != said.sentence:
            said.begin_sentence(phrase.clause.sentence)
            self.times.begin_sentence()
        goes_back = said.scope.had_claims  # 开不了专票，只能开普票
        goes_on = following is not None and following.clause.sentence == said.sentence
        mute = _mute(phrase, following if goes_on else None)
        said.has_but = said.has_but or phrase.has(Role.BUT) or (goes_back and _is_instead(phrase))
        cost = said.cost.cost_in(phrase)
        found = clause_statements(phrase, mute, self.lexicon, said.about, bool(cost) or is_of_another(phrase))
        if not all(mute):
            said.acts.update(self.times.acts_of(phrase).values())
        self.times.read(phrase, following if goes_on else None, mute)
        limits = conditions(phrase, mute, self.subject, self.times.limits)
        paid = None if all(mute) else said.cost.payment_in(phrase, cost, bool(found.stated))
        stated = found.stated
        if limits and not binds_others_only(phrase.text) and is_behind(phrase, goes_on):
            said.drafts = limit_last(said.drafts, said.sentence - phrase.has(Role.PROVISO), limits)
        elif not (stated or paid or all(mute)):
            stated = self._unbound(phrase, limits) or self._elided(phrase, found.topics, bool(limits))
            if binds_others_only(phrase.text):
                limits = tuple(turned_over(one) for one in limits)
        if not (stated or paid or all(mute)):
            stated = outside(phrase, limits, said.drafts, said.scope.days, self.lexicon)
        if not (stated or paid or all(mute) or said.cost.name):
            stated = self._at_stake(phrase, mute, found.topics) or self._disowned(phrase, found.topics)
        said.demand = demanded(phrase, mute, self.lexicon, said.about) or said.demand
        if said.demand is not None and not all(mute):
            stated, terms = on_terms(phrase, stated, said.demand, self.lexicon, self.stake)
            limits = (*limits, *terms)
        stated = (*stated, *self._by_a_period())
        says = bool(stated) or paid is not None
        stated = (*stated, *self._by_a_time(found.stated))
        if stated and not (limits or phrase.has(Role.BEYOND) or any(one.is_granted for one in stated)):
            said.scope.shut_out()
        for _ in said.scope.cases(phrase, limits, says):
            said.state(phrase, self.times.promises, stated, limits, paid, cost)
        said.note(phrase, found.topics, found.stated)

    def _elided(self, phrase: Phrase, topics: tuple[str, ...], is_limited: bool) -> tuple[Statement, ...]:
        """A clause that only grants or refuses speaks of what was named last: 两种都可以的, 拆了就不行了."""
        signs = own(phrase)
        if (
            topics
            or not signs.is_licensed
            or phrase.bare > 1
            or is_of_another(phrase)
            or phrase.has(Role.ACT, Role.COST, Role.PAPER)
            or any(one.sense.fixed is not None and not one.sense.fixed.at_stake for one in phrase.tokens)
            or (phrase.has(Role.DURATION) and not self.times.limits)
        ):
            return ()
        if any(token.plays(Role.TIME) and not token.plays(Role.WILL) for token in phrase.tokens):
            return ()
        reaches_back = is_limited or phrase.has(Role.BUT, Role.OTHERWISE, Role.BEYOND)
        reaches_back = reaches_back or phrase.text.startswith(("现在", "如今", "眼下"))
        acts = self.discourse.elided_acts(reaches_back)
        if not acts and phrase.has(Role.BEYOND) and signs.parity < 0:
            acts = self.stake.acts  # 请在三天内提出，逾期不受理
        if not acts and is_limited and phrase.has(Role.GOOD):
            acts = self.stake.acts_asked_for  # 能退吗? 没过7天、没拆就行
        return tuple(act_statement(self.lexicon, act, signs) for act in acts if not self.lexicon.acts[act].granted_only)

    def _unbound(self, phrase: Phrase, limits: Sequence[NamedCondition]) -> tuple[Statement, ...]:
        """质量问题不受限制 grants what was refused before it, or what is asked for."""
        is_free = phrase.has(Role.REGARDLESS) or binds_others_only(phrase.text)
        if not is_free or not any(self.subject in one.condition.when for one in limits) or phrase.has(Role.COST):
            return ()
        signs = Signs(1, True, False, phrase.tokens[0].start, phrase.tokens[-1].end)
        acts = self.discourse.last_acts or self.discourse.topics or self.stake.acts_asked_for
        return tuple(act_statement(self.lexicon, act, signs) for act in acts)

    def _at_stake(self, phrase: Phrase, mute: Sequence[bool], topics: tuple[str, ...]) -> tuple[Statement, ...]:
        """您就留着自用吧 and 这忙帮不了 name nothing, and refuse what the customer wants."""
        if phrase.has(Role.COST, Role.RHETORICAL, Role.RHETORICAL_NOT, Role.CONCEDED):
            return ()
        for at, token in enumerate(phrase.tokens):
            fixed = token.sense.fixed
            is_meant = fixed is not None and not mute[at] and not any(negates(phrase.tokens, one) for one in range(at))
            if fixed is None or not fixed.at_stake or not is_meant or not fixed.is_meant_in(self.discourse.about):
                continue
            signs = Signs(1 if fixed.at_stake == "granted" else -1, True, False, token.start, token.end)
            acts = topics or self.discourse.topics or self.stake.acts
            stated = (act_statement(self.lexicon, act, signs) for act in acts)
            return tuple(replace(one, yields=fixed.yields) for one in stated)
        return ()

    def _disowned(self, phrase: Phrase, topics: tuple[str, ...]) -> tuple[Statement, ...]:
        """签收后破的我们不承担 refuses what is at stake, where no cost is spoken of."""
        tokens = phrase.tokens
        for at, token in enumerate(tokens):
            is_denied = any(negates(tokens, before) for before in range(max(0, at - 2), at))
            disowns = token.plays(Role.DISOWNED) and is_denied
            shrugs = token.plays(Role.SHRUGS) and not is_denied and at + 1 == tail(tokens)
            if (disowns or shrugs) and not phrase.has(Role.RHETORICAL, Role.CUSTOMER):
                says = {} if topics else self.stake.says(False)
                return (Statement(says, "", tokens[0].start, token.end, False),) if says else ()
        return ()

    def _by_a_period(self) -> tuple[Statement, ...]:
        """退货期是15天 grants within it."""
        acts = ((act, Signs(1, True, False, token.start, token.end)) for act, token in self.times.periods)
        return tuple(act_statement(self.lexicon, act, signs) for act, signs in acts)

    def _by_a_time(self, stated: Sequence[Statement]) -> tuple[Statement, ...]:
        """3天内退款 grants by its time alone."""
        acts = self.lexicon.acts
        spoken = {one.act for one in stated if one.act}
        spoken |= {absorbed for act in spoken for absorbed in acts[act].absorbs}
        found = []
        for promise in self.times.promises:
            name = promise.host.act
            is_new = name and name not in spoken and self.discourse.about not in acts[name].known_in
            if is_new and not acts[name].granted_only:
                signs = Signs(1, True, False, promise.host.token.start, promise.host.token.end)
                found.append(act_statement(self.lexicon, name, signs))
        return tuple(found)


def _mute(phrase: Phrase, following: Phrase | None) -> list[bool]:
    leads = following is not None and following.tokens and following.tokens[0].plays(Role.OR_ASKS)  # 退货, 还是换货?
    half = leads and following is not None and following.clause.asks and is_question(following)
    return [True] * len(phrase.tokens) if half or phrase.has(Role.DEFINES) else silent(phrase)


def _is_instead(phrase: Phrase) -> bool:
    """开不了专票，只能开普票; 专票开不了，普票可以."""
    refuses = phrase.has(Role.NOT, Role.NOT_NEXT, Role.NOT_AFTER, Role.CANNOT)
    grants = phrase.has(Role.MAY, Role.GOOD, Role.WILL) and not refuses
    return phrase.has(Role.ONLY_CAN) or (grants and phrase.has(Role.OTHER_KIND))
