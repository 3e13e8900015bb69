"""What a reply states about outcomes, and for which cases: the lexicon read over its sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge.conditions import Matcher
from knowledge.facts import IntegerFact
from knowledge.folder import Base
from knowledge.problem import Problem
from knowledge.reading import times
from knowledge.reading.claim import Claim, Condition
from knowledge.reading.costs import Payment, payment
from knowledge.reading.lexicon import Lexicon, lexicon
from knowledge.reading.moods import is_question, silent
from knowledge.reading.polarity import Signs, own
from knowledge.reading.provisos import Found, conditions, denied, merged
from knowledge.reading.stated import Statement, meant, named
from knowledge.reading.tokens import Phrase, Token, tokenise


@dataclass(frozen=True, slots=True)
class ClaimsReader:
    """Reads the claims of replies with the lexicon of a base."""

    lexicon: Lexicon
    problems: tuple[Problem, ...]
    subject: str
    days: tuple[tuple[str, tuple[str, ...]], ...]  # integer facts and the words that tie a time to them
    bounds: Mapping[str, tuple[int, int]]

    @staticmethod
    def of(base: Base) -> ClaimsReader:
        """Return the reader of a base."""
        compiled, problems = lexicon(base)
        whole = {name: fact for name, fact in base.facts.items() if isinstance(fact, IntegerFact)}
        days = tuple((name, fact.phrases) for name, fact in whole.items())
        return ClaimsReader(
            compiled, problems, base.subject, days, {name: (fact.min, fact.max) for name, fact in whole.items()}
        )

    def read(self, reply: str, about: str = "", asked: str = "") -> tuple[Claim, ...]:
        """Return the claims of a reply in order; `about` is the known subject, `asked` the message it answers."""
        read = tokenise(reply, self.lexicon)
        reading = _Reading(self, about)
        for at, phrase in enumerate(read.phrases):
            reading.clause(phrase, read.phrases[at + 1] if at + 1 < len(read.phrases) else None)
        if not reading.drafts and asked:
            reading.answer(read.phrases, tokenise(asked, self.lexicon).phrases)
        return tuple(replace(claim, span=read.normal.span(*claim.span)) for claim in reading.claims())


@dataclass(slots=True)
class _Draft:
    """A claim in the making; offsets into the normal text."""

    outcome: str
    value: str
    start: int
    end: int
    sentence: int
    source: str  # the act, "cost", "time", "paper" or "fixed"
    conditions: tuple[Found, ...] = ()
    is_advance: bool = False
    is_repaid: bool = False
    is_after_but: bool = False


@dataclass(slots=True)
class _Reading:
    reader: ClaimsReader
    about: str
    drafts: list[_Draft] = field(default_factory=list)
    sends: list[_Draft] = field(default_factory=list)
    sentence: int = -1
    held: dict[str, tuple[Found, bool]] = field(default_factory=dict)
    had_claims: bool = False
    topics: tuple[str, ...] = ()  # named without a word of granting, in this sentence
    earlier: tuple[str, ...] = ()  # the same of the sentence before
    last_acts: tuple[str, ...] = ()
    cost: str = ""
    is_cost_settled: bool = False
    waiting: Token | None = None  # a time whose verb has not come yet
    last_phrase: Phrase | None = None
    is_defining: bool = False  # 是指: the rest of the sentence explains a word
    proofs: list[tuple[int, str, bool]] = field(default_factory=list)
    medical: bool = False
    sends_back: bool = False  # the customer is to send something back
    promised: times.Host | None = None  # the act of a time in this clause
    named: set[str] = field(default_factory=set)  # every act that the reply names

    def clause(self, phrase: Phrase, following: Phrase | None) -> None:
        """Read one clause with what came before it."""
        if phrase.clause.sentence != self.sentence:
            self._next_sentence(phrase.clause.sentence)
        mute = silent(phrase)
        question = is_question(phrase)
        if question:
            mute = [True] * len(phrase.tokens)
        elif (
            following is not None
            and following.clause.sentence == self.sentence
            and following.clause.asks
            and following.has("or-asks")
            and is_question(following)
        ):
            mute = [True] * len(phrase.tokens)
        if phrase.has("defines"):
            self.is_defining = True
        if self.is_defining:
            mute = [True] * len(phrase.tokens)
            question = True
        cost = self._cost(phrase)
        found = named(phrase, mute, self.reader.lexicon, self.about, bool(cost) or phrase.has("not-return"))
        self.named |= set(self._acts_of(phrase, mute).values())
        self.promised = None
        limits = () if question else self._times(phrase, following, found.stated, mute)
        own_conditions = () if question else conditions(phrase, mute, self.reader.subject, limits)
        before = len(self.drafts)
        paid = None if question or (mute and all(mute)) else self._payment(phrase, cost, bool(found.stated))
        says = bool(found.stated) or paid is not None
        fallback = self._elided(phrase, found.topics, bool(own_conditions)) if not says and not question else ()
        has_claims = says or bool(fallback)
        self.held = merged(self.held, own_conditions, has_claims, self.had_claims)
        for statement in (*found.stated, *fallback, *self._with_a_time(found.stated)):
            self._state(phrase, statement, own_conditions)
        if paid is not None:
            self._state_payment(phrase, cost or self.cost, paid, own_conditions)
        self._note_papers(phrase, mute)
        if own_conditions and not has_claims:
            self.had_claims = False
        elif has_claims:
            self.had_claims = True
        if found.topics:
            self.topics = tuple(dict.fromkeys((*self.topics, *found.topics)))
        if len(self.drafts) > before and found.stated:
            self.last_acts = tuple(s.act for s in found.stated if s.act in self.reader.lexicon.acts) or self.last_acts
            self.topics = ()
        self.last_phrase = phrase

    def _next_sentence(self, number: int) -> None:
        self.earlier = self.topics or self.earlier if self.sentence == number - 1 else ()
        self.sentence, self.held, self.had_claims = number, {}, False
        self.topics, self.waiting, self.last_phrase, self.is_defining = (), None, None, False

    # --- acts

    def _state(self, phrase: Phrase, statement: Statement, own_conditions: Sequence[Found]) -> None:
        source = statement.act or "fixed"
        start = min([statement.start, *(one.start for one in own_conditions)])
        for outcome, value in statement.says.items():
            self._draft(phrase, outcome, value, start, statement.end, source)

    def _draft(self, phrase: Phrase, outcome: str, value: str, start: int, end: int, source: str) -> _Draft:
        held = {id(pair[0]): pair[0] for pair in self.held.values()}
        draft = _Draft(
            outcome,
            value,
            start,
            end,
            phrase.clause.sentence,
            source,
            tuple(held.values()),
            is_after_but=phrase.has("but"),
        )
        self.drafts.append(draft)
        return draft

    def _with_a_time(self, stated: tuple[Statement, ...]) -> tuple[Statement, ...]:
        """3天内退款 grants by its time alone."""
        found, self.promised = self.promised, None
        if found is None or any(
            one.act == found.act or found.act in self.reader.lexicon.acts[one.act].absorbs
            for one in stated
            if one.act in self.reader.lexicon.acts
        ):
            return ()
        act = self.reader.lexicon.acts[found.act]
        signs = Signs(1, True, False, found.token.start, found.token.end)
        return (
            () if act.lessens or act.known_in and self.about in act.known_in else (self._statement(found.act, signs),)
        )

    def _elided(self, phrase: Phrase, topics: tuple[str, ...], has_conditions: bool) -> tuple[Statement, ...]:
        """A clause that only grants or refuses speaks of what was named last: 两种都可以的, 拆了就不行了."""
        signs = own(phrase)
        if (
            topics
            or not signs.is_licensed
            or phrase.bare > 1
            or phrase.has("act", "cost", "paper", "duration", "fixed")
        ):
            return ()
        if any(token.plays("time") and not token.plays("will") for token in phrase.tokens):
            return ()
        acts = (
            self.topics
            or (self.last_acts if has_conditions or phrase.has("but") else ())
            or (self.earlier if not self.drafts else ())
        )
        return tuple(self._statement(act, signs) for act in acts if not self.reader.lexicon.acts[act].lessens)

    def _statement(self, name: str, signs: Signs) -> Statement:
        act = self.reader.lexicon.acts[name]
        granted = signs.parity > 0
        return Statement({o: v[granted] for o, v in act.says.items()}, name, signs.begins, signs.ends, granted)

    # --- costs

    def _cost(self, phrase: Phrase) -> str:
        """Return the cost that the clause names, and remember it; 首次发货的运费 is none of ours."""
        if phrase.has("not-return", "insurance"):
            self.cost = ""
            return ""
        self.medical = self.medical or phrase.has("medical-context")
        self.sends_back = self.sends_back or phrase.has("sends-back")
        for token in phrase.tokens:
            if token.plays("cost"):
                name = token.sense.cost
                if not self.reader.lexicon.costs[name].says:
                    name = self._general(phrase)
                if name:
                    self.cost, self.is_cost_settled = name, False
                    return name
        return ""

    def _general(self, phrase: Phrase) -> str:
        if phrase.has("cost-word"):
            if self.medical or phrase.has("medical-context"):
                return "medical"
            return "freight" if phrase.has("freight-context") or self.cost == "freight" else ""
        return ""

    def _payment(self, phrase: Phrase, cost: str, has_stated: bool) -> Payment | None:
        if phrase.has("not-return", "insurance"):
            return None
        if cost:
            return payment(phrase, True)
        if not self.cost:
            outright = phrase.has("brand-pays", "customer-pays") or (phrase.has("advances") and phrase.has("repays"))
            return payment(phrase, False) if outright and "freight" in self.reader.lexicon.costs else None
        if has_stated and not phrase.has("brand-pays", "customer-pays", "repays"):
            return None
        return payment(phrase, not self.is_cost_settled and phrase.bare == 0)

    def _state_payment(self, phrase: Phrase, cost: str, paid: Payment, own_conditions: Sequence[Found]) -> None:
        name = cost or ("medical" if self.medical and not phrase.has("brand-pays", "customer-pays") else "freight")
        if name not in self.reader.lexicon.costs:
            return
        start = min([paid.start, *(one.start for one in own_conditions)])
        for outcome, (customer, brand) in self.reader.lexicon.costs[name].says.items():
            draft = self._draft(
                phrase, outcome, brand if paid.payer == "brand" else customer, start, paid.end, f"cost {name}"
            )
            draft.is_advance, draft.is_repaid = paid.is_advance, paid.is_repaid
        self.is_cost_settled = True

    # --- times

    def _times(
        self, phrase: Phrase, following: Phrase | None, stated: tuple[Statement, ...], mute: Sequence[bool]
    ) -> tuple[tuple[Token, str, Matcher], ...]:
        own_times = [
            token for token, told in zip(phrase.tokens, mute, strict=True) if token.duration is not None and not told
        ]
        lexicon_ = self.reader.lexicon
        act_of = self._acts_of(phrase, mute)
        if not own_times:
            if self.waiting is not None:
                found = times.host(phrase, replace(self.waiting, end=phrase.clause.start), lexicon_, act_of)
                if found is not None:
                    self._promise(phrase, self.waiting, found, stated)
                    self.waiting = None
            return ()
        limits: list[tuple[Token, str, Matcher]] = []
        for token in own_times:
            assert token.duration is not None  # narrows the type: own_times hold times alone
            found = times.host(phrase, token, lexicon_, act_of)
            if found is None or (found.outcome == times.IDLE):
                if found is None:
                    self._without_host(phrase, following, token, limits)
                continue
            tied = bool(found.act) and times.anchor(phrase, token, self.reader.days) and token.duration.side != "past"
            if tied or times.is_limit(phrase, found, token.duration, lexicon_):
                self._limit(phrase, token, found.act, limits)
            else:
                self._promise(phrase, token, found, stated)
        return tuple(limits)

    def _acts_of(self, phrase: Phrase, mute: Sequence[bool] = ()) -> dict[int, str]:
        timed = phrase.has("time-tail")  # 退款时效: what is named goes with the time all the same
        silenced = {phrase.tokens[at].start for at, is_mute in enumerate(mute) if is_mute and not timed}
        acts = (
            (t.start, meant(t, phrase, self.reader.lexicon, self.about))
            for t in phrase.tokens
            if t.plays("act") and t.start not in silenced
        )
        return {start: act for start, act in acts if act}

    def _without_host(
        self, phrase: Phrase, following: Phrase | None, token: Token, limits: list[tuple[Token, str, Matcher]]
    ) -> None:
        time = token.duration
        assert time is not None  # the caller gives times alone
        tied = times.anchor(phrase, token, self.reader.days)
        goes_on = following is not None and following.clause.sentence == phrase.clause.sentence
        if goes_on and following is not None:
            act_of = self._acts_of(following)
            found = times.host(following, replace(token, end=following.clause.start), self.reader.lexicon, act_of)
            fresh = not any(t.duration is not None for t in following.tokens)
            if (
                found is not None
                and fresh
                and not tied
                and time.side != "over"
                and not times.is_limit(following, found, time, self.reader.lexicon)
            ):
                self.waiting = token
                return
        if tied or time.side == "over" or goes_on or phrase.has("fixed"):
            self._limit(phrase, token, "", limits)
            return
        if self.last_phrase is not None:
            act_of = self._acts_of(self.last_phrase)
            found = times.host(self.last_phrase, replace(token, end=10**9), self.reader.lexicon, act_of)
            if found is not None and found.outcome:
                self._promise(phrase, token, found, ())
            else:
                self._limit(phrase, token, "", limits)
        else:
            self._limit(phrase, token, "", limits)

    def _limit(self, phrase: Phrase, token: Token, act: str, limits: list[tuple[Token, str, Matcher]]) -> None:
        time = token.duration
        assert time is not None  # the caller gives times alone
        if time.is_calendar or time.minutes < 1440 or not self.reader.days:
            return
        kind = self.reader.lexicon.acts.get(act) or next(
            (self.reader.lexicon.acts[t.sense.act] for t in phrase.tokens if t.plays("act")), None
        )
        default = self._default_days(kind.days if kind else "")
        fact = times.anchor(phrase, token, self.reader.days) or default
        low, high = self.reader.bounds[fact]
        matcher = times.limit(time, low, high)
        if matcher is not None:
            limits.append((token, fact, matcher))

    def _default_days(self, fact: str) -> str:
        by_subject = next(
            (a.days for a in self.reader.lexicon.acts.values() if a.days and self.about in self._subjects_of(a.days)),
            "",
        )
        return fact or by_subject or self.reader.days[0][0]

    def _subjects_of(self, days: str) -> frozenset[str]:
        names = {name for name, act in self.reader.lexicon.acts.items() if act.days == days}
        return frozenset(
            subject for act in self.reader.lexicon.acts.values() for subject, meant in act.in_.items() if meant in names
        )

    def _promise(self, phrase: Phrase, token: Token, found: times.Host, stated: tuple[Statement, ...]) -> None:
        time = token.duration
        assert time is not None  # the caller gives times alone
        if time.side in ("past", "over") or not found.outcome or found.outcome == times.IDLE:
            return
        if found.act:
            self.promised = found
        outcome = "resolve_within" if found.outcome == times.SENDS else found.outcome
        start, end = min(token.start, found.token.start), max(token.end, found.token.end)
        draft = _Draft(outcome, time.written, start, end, phrase.clause.sentence, "time")
        (self.sends if found.outcome == times.SENDS else self.drafts).append(draft)

    # --- papers

    def _note_papers(self, phrase: Phrase, mute: Sequence[bool]) -> None:
        for at, token in enumerate(phrase.tokens):
            if (
                token.plays("paper")
                and token.sense.paper in self.reader.lexicon.paper_limits
                and not (mute[at] and is_question(phrase))
            ):
                lacks = any(one.plays("not", "not-next") for one in phrase.tokens[max(0, at - 2) : at])
                self.proofs.append((phrase.clause.sentence, token.sense.paper, lacks))

    # --- short answers

    def answer(self, phrases: Iterable[Phrase], asked: Sequence[Phrase]) -> None:
        """Read a reply that states nothing by itself as the answer to the question."""
        acts = tuple(dict.fromkeys(self._asked_acts(asked)))
        cost = next(
            (
                t.sense.cost
                for p in asked
                for t in p.tokens
                if t.plays("cost") and self.reader.lexicon.costs[t.sense.cost].says
            ),
            "",
        )
        for phrase in phrases:
            if is_question(phrase) or phrase.has("told"):
                continue
            times_ = [t for t in phrase.tokens if t.duration is not None]
            if times_ and phrase.bare <= 1 and not phrase.has("act", "time"):
                self._answer_time(phrase, times_[0], asked)
            elif cost and phrase.bare <= 1 and (paid := payment(phrase, True)) is not None:
                self._state_payment(phrase, cost, paid, ())
            elif (
                acts
                and phrase.bare == 0
                and (signs := own(phrase)).is_licensed
                and not phrase.has("act", "cost", "paper", "time")
            ):
                for act in acts:
                    self._state(phrase, self._statement(act, signs), ())
            if self.drafts:
                return

    def _asked_acts(self, asked: Sequence[Phrase]) -> Iterable[str]:
        for phrase in asked:
            asks = (
                phrase.clause.asks
                or phrase.has("whether", "asks")
                or phrase.text.endswith(("不", "吧", "吗", "么", "没", "嘛"))
            )
            for at, token in enumerate(phrase.tokens):
                if (
                    token.plays("act")
                    and asks
                    and any(t.plays("may", "whether", "may-next", "not") for t in phrase.tokens[:at])
                ):
                    act = self.reader.lexicon.acts[token.sense.act]
                    if not act.only_in or self.about in act.only_in:
                        yield act.in_.get(self.about, token.sense.act)

    def _answer_time(self, phrase: Phrase, token: Token, asked: Sequence[Phrase]) -> None:
        for question in asked:
            act_of = self._acts_of(question)
            found = times.host(question, replace(token, end=-1), self.reader.lexicon, act_of)
            if found is not None and found.outcome:
                self._promise(phrase, token, replace(found, token=token), ())
                return

    # --- the whole

    def claims(self) -> list[Claim]:
        """Return the claims with what one part of the reply says of another taken into account."""
        drafts = self._settled()
        result: list[Claim] = []
        seen: set[tuple[object, ...]] = set()
        for draft in sorted(drafts, key=lambda one: (one.start, one.end)):
            conditions_ = tuple(
                one.condition for one in draft.conditions if not one.outcomes or draft.outcome in one.outcomes
            )
            key = (draft.outcome, draft.value, conditions_)
            if key not in seen:
                seen.add(key)
                result.append(Claim(draft.outcome, draft.value, (draft.start, draft.end), conditions_))
            result += _otherwise(draft, self.reader)
        return result

    def _settled(self) -> list[_Draft]:
        drafts = self.drafts
        acts = {draft.source for draft in drafts}
        if self.sends and self.named & {"resend", "send-again", "make-up", "invoice", "invoice-short", "exchange"}:
            drafts = [*drafts, *self.sends]
        drafts = [d for d in drafts if not self._is_known_already(d) and not self._is_other_freight(d)]
        repaid = {draft.outcome for draft in drafts if draft.is_repaid}
        drafts = [d for d in drafts if not (d.is_advance and d.outcome in repaid)]
        lessened = {
            self.reader.lexicon.acts[a].lessens or "refund"
            for a in acts
            if a in ("deduction", "refund-part", "difference")
        }
        drafts = [d for d in drafts if not (d.outcome in lessened and self._is_unmeasured(d))]
        drafts = self._with_proofs(drafts)
        shown = {d.sentence for d in drafts if d.source.startswith("paper")}
        drafts = [d for d in drafts if not (d.source.startswith("no ") and d.sentence in shown)]
        return [d for d in drafts if not any(_gives_way(d, other) for other in drafts)]

    def _is_unmeasured(self, draft: _Draft) -> bool:
        """退款 beside a deduction is that part; 全额退款 stands against it."""
        act = self.reader.lexicon.acts.get(draft.source)
        return (
            act is not None
            and not act.whole
            and not act.lessens
            and draft.value == act.says[draft.outcome][1]
            and draft.value == "full"
        )

    def _is_other_freight(self, draft: _Draft) -> bool:
        """The freight of what we send again is not the freight of a return."""
        cost = self.reader.lexicon.costs.get(draft.source.removeprefix("cost "))
        beside = set(cost.beside) if cost is not None else set()
        returns = {name for name, act in self.reader.lexicon.acts.items() if act.says.keys() & {"return", "exchange"}}
        return bool(self.named & beside) and not self.named & returns and not self.sends_back

    def _is_known_already(self, draft: _Draft) -> bool:
        act = self.reader.lexicon.acts.get(draft.source)
        timed = any(d.source == "time" and d.sentence == draft.sentence for d in self.drafts)
        return act is not None and self.about in act.known_in and timed

    def _with_proofs(self, drafts: list[_Draft]) -> list[_Draft]:
        costs = {d.sentence for d in drafts if d.source == "cost medical"}
        if not costs:
            return drafts
        for draft in drafts:
            if draft.source != "cost medical":
                continue
            for sentence, paper, lacks in self.proofs:
                if abs(sentence - draft.sentence) <= 1:
                    limit = self.reader.lexicon.paper_limits[paper]
                    condition = Condition(limit.when, True)
                    draft.conditions = (
                        *draft.conditions,
                        Found(denied(condition) if lacks else condition, (), draft.start, False),
                    )
                    break
        proving = {paper for _, paper, _ in self.proofs}
        return [
            d
            for d in drafts
            if not (
                d.source.split(" ")[-1] in proving
                and "paper" in f"paper {d.source}"
                and d.sentence in costs
                and d.source != "cost medical"
            )
        ]


def _otherwise(draft: _Draft, reader: ClaimsReader) -> list[Claim]:
    """没拆才能退 also says that what is opened cannot be returned."""
    only = [one for one in draft.conditions if one.is_only]
    act = reader.lexicon.acts.get(draft.source)
    if len(only) != 1 or len(only[0].condition.when) != 1 or act is None or draft.outcome not in act.says:
        return []
    values = act.says[draft.outcome]
    other = values[0] if draft.value == values[1] else values[1]
    rest = tuple(one.condition for one in draft.conditions if one is not only[0])
    return [Claim(draft.outcome, other, (draft.start, draft.end), (*rest, denied(only[0].condition)))]


def _gives_way(draft: _Draft, other: _Draft) -> bool:
    """原则上不退，不过给您退: what follows a "but" in the sentence stands against what was said before it."""
    return (
        other is not draft
        and other.sentence == draft.sentence
        and other.outcome == draft.outcome
        and other.value != draft.value
        and other.start > draft.start
        and other.is_after_but
        and not draft.conditions
    )
