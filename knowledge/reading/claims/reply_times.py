"""The times of a reply, clause by clause: what they promise, and to which days they limit the claims beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge.model.conditions import Matcher
from knowledge.reading.claims.arguments import meant
from knowledge.reading.claims.denials import binds_others_only
from knowledge.reading.claims.lexicon import Lexicon
from knowledge.reading.claims.parties import is_theirs, names_another
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.time_hosts import Host, anchor, host, is_limit, limit
from knowledge.reading.claims.time_wording import (
    DAY_MINUTES,
    allows,
    has_not_passed,
    has_passed,
    is_how_often,
    is_lapse,
    is_of_use,
    is_set_off,
    is_supposed,
    is_the_day,
)
from knowledge.reading.claims.tokens import Phrase, Token
from knowledge.reading.claims.windows import is_exclusive, is_for_the_customer, period
from knowledge.reading.time.durations import Duration

_MISSED = re.compile("(?:都|就|还)?(?:没有?|未|不)(?:及时)?(?:报|反馈|联系|申请|提|说|告[知诉]|登记|找)")
_NOWHERE = 10**9
_STILL = ("还在", "仍在", "都在", "没到", "没超", "未超", "没过", "还没超", "还没过", "还没到")


@dataclass(frozen=True, slots=True)
class Days:
    """The facts that count days: the words that tie a time to each, and its lowest and highest value."""

    words: tuple[tuple[str, tuple[str, ...]], ...]
    bounds: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class DayLimit:
    """A time that limits a fact."""

    token: Token
    fact: str
    matcher: Matcher
    is_only: bool = False  # a window: what lies behind it is shut out


@dataclass(frozen=True, slots=True)
class Promise:
    """A time and what it belongs to."""

    duration: Duration
    host: Host
    start: int
    end: int


@dataclass(slots=True)
class ReplyTimes:
    """Reads the times of one reply; what waits for its verb is kept between clauses of a sentence."""

    lexicon: Lexicon
    days: Days
    about: str
    waiting: Token | None = None
    before: Phrase | None = None  # the clause before, of the same sentence
    promises: list[Promise] = field(default_factory=list)
    limits: list[DayLimit] = field(default_factory=list)
    periods: list[tuple[str, Token]] = field(default_factory=list)  # 退货期是15天: the act and its time

    def begin_sentence(self) -> None:
        self.waiting = self.before = None

    def read(self, phrase: Phrase, following: Phrase | None, mute: Sequence[bool]) -> None:
        """Set `promises` and `limits` to those of one clause; `following` is the next clause of its sentence."""
        self.promises, self.limits, self.periods = [], [], []
        times = [
            one
            for one, told in zip(phrase.tokens, mute, strict=True)
            if one.duration is not None and not told and not is_of_use(phrase, one)
        ]
        acts = self.acts_of(phrase, mute)
        if not any(self.lexicon.acts[act].ships for act in acts.values()):  # 仓库今天补发 is ours
            times = [one for one in times if not is_theirs(phrase, one.start)]
        for token in times:
            if token.duration is not None and has_passed(phrase, token, token.duration):
                self._limit(phrase, token, token.duration, "")
            elif token.duration is not None:
                self._time(phrase, following, token, token.duration, acts)
        if not times and self.waiting is not None and self.waiting.duration is not None:
            found = host(phrase, replace(self.waiting, end=phrase.clause.start), self.lexicon, acts)
            if found is not None:
                self._promise(self.waiting, self.waiting.duration, found)
                self.waiting = None
        self.before = phrase

    def acts_of(self, phrase: Phrase, mute: Sequence[bool] = ()) -> dict[int, str]:
        """Return where each act that is not muted stands; in 退款时效 the act counts all the same."""
        silenced = {phrase.tokens[at].start for at, told in enumerate(mute) if told and not phrase.has(Role.TIME_TAIL)}
        acts = {
            token.start: meant(token, phrase, self.lexicon, self.about)
            for token in phrase.tokens
            if token.plays(Role.ACT) and token.start not in silenced
        }
        return {start: act for start, act in acts.items() if act}

    def host_in(self, asked: Phrase, token: Token) -> Host | None:
        """Return what a bare time answers in a question: 多久处理好? 三天内."""
        return host(asked, replace(token, end=-1), self.lexicon, self.acts_of(asked))

    def _time(
        self, phrase: Phrase, following: Phrase | None, token: Token, time: Duration, acts: Mapping[int, str]
    ) -> None:
        if _MISSED.match(phrase.text, token.end - phrase.clause.start):
            self._limit(phrase, token, replace(time, side="over"), "")  # 24小时内没报就补不了
            return
        if is_supposed(phrase, token):
            self._limit(phrase, token, time, "")
            return
        of = period(phrase, token, self.acts_of(phrase)) if time.side in ("within", "none") else ""
        if of or is_for_the_customer(phrase, token):
            self._window(phrase, token, replace(time, side="within"), of)
            return
        found = host(phrase, token, self.lexicon, acts)
        if found is None:
            self._without_host(phrase, following, token, time)
            return
        is_known = bool(found.act) and self.about in self.lexicon.acts[found.act].known_in  # 收到货三天内退款
        tied = time.side != "past" and not is_known and bool(anchor(phrase, token, self.days.words))
        if not found.outcome and not found.act:
            if tied and time.side != "none":
                self._limit(phrase, token, time, "")
            return
        if found.outcome and not found.act and is_lapse(phrase, token):
            self._promise(token, replace(time, side="after"), found)
        elif (
            (tied and self._is_able(phrase, found))
            or is_limit(phrase, found, time, self.lexicon)
            or is_set_off(found, time, following)
        ):
            self._limit(phrase, token, time, found.act)
        else:
            self._promise(token, time, found)

    def _is_able(self, phrase: Phrase, found: Host) -> bool:
        """收货后7天内开票 promises: what we send is bound to no days of the customer's unless it is allowed."""
        act = self.lexicon.acts.get(found.act)
        return act is not None and (act.able or not act.ships or phrase.has(Role.MAY, Role.NOT, Role.NOT_NEXT))

    def _without_host(self, phrase: Phrase, following: Phrase | None, token: Token, time: Duration) -> None:
        """The verb may stand in the next clause or in the one before; else the time limits what is said."""
        if phrase.has(Role.REGARDLESS) or binds_others_only(phrase.text) or is_the_day(phrase, token, time):
            return  # 不受七天限制
        lead = phrase.text[: token.start - phrase.clause.start]
        tail = phrase.text[token.end - phrase.clause.start :]
        is_within = lead.endswith("在") or tail.startswith(_STILL)  # 还在15天里面, 14天还在价保期
        tied = anchor(phrase, token, self.days.words) or is_within or has_not_passed(phrase, token)
        if following is not None and not tied and time.side != "over":
            acts = self.acts_of(following)
            found = host(following, replace(token, end=following.clause.start), self.lexicon, acts)
            fresh = not following.has(Role.DURATION)
            if found is not None and fresh and not is_limit(following, found, time, self.lexicon):
                self.waiting = token
                return
        limits = tied or time.side == "over" or following is not None or phrase.has(Role.FIXED)
        if not limits and self.before is not None and not names_another(self.before):
            acts = self.acts_of(self.before)
            found = host(self.before, replace(token, end=_NOWHERE), self.lexicon, acts)
            if found is not None and found.outcome:
                self._promise(token, time, found)
                return
        self._limit(phrase, token, time, "")

    def _window(self, phrase: Phrase, token: Token, time: Duration, of: str) -> None:
        self._limit(phrase, token, time, of, is_only=bool(of) or is_exclusive(phrase))
        if of and self.limits:
            self.periods.append((of, token))

    def _limit(self, phrase: Phrase, token: Token, time: Duration, act: str, *, is_only: bool = False) -> None:
        if time.minutes < DAY_MINUTES or not self.days.words or (time.is_calendar and not is_only):
            return
        if time.side == "none" and allows(phrase, token):
            time = replace(time, side="within")
        near = act or next((one.sense.act for one in phrase.tokens if one.plays(Role.ACT)), "")
        fact = anchor(phrase, token, self.days.words) or self._usual(near)
        matcher = limit(time, *self.days.bounds[fact])
        if matcher is not None:
            self.limits.append(DayLimit(token, fact, matcher, is_only))

    def _usual(self, act: str) -> str:
        """Return the fact that a bare time limits: that of the act, else that of what the case is about."""
        acts = self.lexicon.acts
        if act and acts[act].days:
            return acts[act].days
        meant_here = (acts[one.in_[self.about]].days for one in acts.values() if self.about in one.in_)
        return next(filter(None, meant_here), self.days.words[0][0])

    def _promise(self, token: Token, time: Duration, found: Host) -> None:
        if time.side in ("past", "over") or not found.outcome or (is_how_often(time) and not found.is_span):
            return
        start, end = min(token.start, found.token.start), max(token.end, found.token.end)
        self.promises.append(Promise(time, found, start, end))
