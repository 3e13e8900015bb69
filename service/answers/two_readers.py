"""One reply read twice, by the grammar and by the learned reader, and judged by both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from indexer.claims.frames import PROMISED
from indexer.claims.learned_reader import TIMES, Heard, LearnedReader, Question, states_nothing, with_unnamed
from indexer.claims.trust import Surface, surface_of
from indexer.claims.values import EVEN, ORDER, Value
from indexer.claims.weighing import Weighed, Weights, settled_weights, weigh
from knowledge.deciding.decide import Decider
from knowledge.deciding.verdict import JudgedClaim, Judgement, Verdict, judge, questions
from knowledge.model.case import Case
from knowledge.reading.claims.claim import Claim
from knowledge.reading.claims.reader import ClaimsReader

_WORTH_JUDGING = 0.05  # probability below which what the learned reader alone finds is not looked at


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply, the message that it answers, and the case it is held against."""

    text: str
    asked: str
    case: Case


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure a verdict is: `probability` that it is right, and what each reading alone comes to."""

    is_sure: bool
    probability: float
    spoken: Verdict  # by the grammar
    heard: Verdict  # by the learned reader


@dataclass(frozen=True, slots=True)
class TwiceJudged:
    """The judgement on a reply; `unsure` are the findings that one of the readings lacks, by their place."""

    judgement: Judgement
    certainty: Certainty | None  # None where the learned reader sleeps
    unsure: frozenset[int] = frozenset()
    doubtful: tuple[JudgedClaim, ...] = ()  # what one reading finds and the verdict does not rest on


@dataclass(frozen=True)
class TwoReaders:
    """Reads and judges replies over one base; `asleep` says why the learned reader reads nothing."""

    decider: Decider
    grammar: ClaimsReader
    weights: Weights = field(default_factory=settled_weights)

    @cached_property
    def learned(self) -> LearnedReader:
        return LearnedReader.of(self.grammar.lexicon)

    @property
    def asleep(self) -> str:
        return self.learned.asleep

    def judge(self, reply: Reply) -> TwiceJudged:
        """Judge one reply."""
        return self.judge_many([reply])[0]

    def judge_many(self, replies: Sequence[Reply]) -> list[TwiceJudged]:
        """Judge replies; the learned reader reads them in one go."""
        subject = self.decider.base.subject
        spoken, posed = [], []
        for reply in replies:
            about = str(reply.case.facts.get(subject, ""))
            read = self.grammar.tokens(reply.text)
            spoken.append(self.grammar.read_tokens(read, about, reply.asked))
            posed.append(Question(read, about, reply.asked))
        heard = self._heard(posed, spoken)
        return [
            self.weighed(reply.case, claims, *found, surface_of(question.read))
            for reply, claims, found, question in zip(replies, spoken, heard, posed, strict=True)
        ]

    def _heard(
        self, posed: Sequence[Question], spoken: Sequence[Sequence[Claim]]
    ) -> list[tuple[tuple[Heard, ...], float]]:
        """Return what the learned reader finds; where no word states anything, what the whole reply means.

        Beside it stands how likely the reply states anything, 1 where its words do.
        """
        heard = self.learned.read_many(posed)
        states = [1.0] * len(posed)
        if self.asleep:
            return list(zip(heard, states, strict=True))
        mute = [place for place, claims in enumerate(spoken) if not claims and states_nothing(heard[place])]
        meant = self.learned.read_unnamed([posed[place] for place in mute])
        for place, whole in zip(mute, meant, strict=True):
            heard[place] = with_unnamed(heard[place], whole.meant)
            states[place] = whole.states
        return list(zip(heard, states, strict=True))

    def weighed(
        self,
        case: Case,
        claims: Sequence[Claim],
        heard: Sequence[Heard],
        states: float = 1.0,
        surface: Surface | None = None,
    ) -> TwiceJudged:
        """Judge what both readers find in one reply; `states` is how likely the whole of it states anything."""
        by_grammar = judge(self.decider, case, claims)
        if self.asleep:
            return TwiceJudged(by_grammar, None)
        new = _new_times(self.decider)
        heard = [one for one in heard if one.outcome not in new]
        shares = {_key(self.decider, Claim(one.outcome, one.value, one.span)): one for one in heard}
        found: list[tuple[JudgedClaim | None, Value]] = []
        of_claim = {id(one.claim): one for one in by_grammar.findings}
        for claim in claims:
            finding = of_claim.get(id(claim))
            unheard = EVEN if claim.outcome in new else 0.0
            found.append((finding, _spoken(_key(self.decider, claim), claim, finding, shares, unheard)))
        for finding in self._alone(case, claims, heard):
            key = _key(self.decider, finding.claim)
            one = shares[key]
            found.append((finding, Value(*key, finding.kind, False, one.probability, is_implicit=one.is_implicit)))
        weighed = weigh([value for _, value in found], self.weights, states, surface)
        judged = [
            (finding, value, chance)
            for (finding, value), (_, chance) in zip(found, weighed.values, strict=True)
            if finding is not None
        ]
        certainty = Certainty(weighed.is_sure, weighed.probability, weighed.spoken, weighed.heard)
        judgement, unsure, doubtful = _told(self.decider, case, judged, weighed)
        return TwiceJudged(judgement, certainty, unsure, doubtful)

    def _alone(self, case: Case, claims: Sequence[Claim], heard: Sequence[Heard]) -> Iterator[JudgedClaim]:
        """Yield what comes of that which the learned reader alone finds."""
        known = {_key(self.decider, claim) for claim in claims}
        for one in heard:
            claim = Claim(one.outcome, one.value, one.span)
            if one.probability >= _WORTH_JUDGING and one.limited < EVEN and _key(self.decider, claim) not in known:
                yield from judge(self.decider, case, [claim]).findings


def _spoken(
    key: tuple[str, str],
    claim: Claim,
    finding: JudgedClaim | None,
    shares: Mapping[tuple[str, str], Heard],
    unheard: float,
) -> Value:
    """Return what the grammar reads, with what the learned reader makes of it; `unheard` where it finds nothing."""
    one = shares.get(key)
    kind = None if finding is None else finding.kind
    share, limited = (one.probability, one.limited) if one else (unheard, 0.0)
    return Value(*key, kind, True, share, bool(claim.conditions), limited)


def _new_times(decider: Decider) -> frozenset[str]:
    """Return a base's own outcomes of time, of which the learned reader knows nothing, so that the grammar decides."""
    return frozenset(name for name, one in decider.base.outcomes.items() if one.is_duration and name not in TIMES)


def _key(decider: Decider, claim: Claim) -> tuple[str, str]:
    outcome = decider.base.outcomes.get(claim.outcome)
    is_time = outcome is not None and outcome.is_duration
    return claim.outcome, PROMISED if is_time else claim.value


def _told(
    decider: Decider,
    case: Case,
    found: Sequence[tuple[JudgedClaim, Value, float]],
    weighed: Weighed,
) -> tuple[Judgement, frozenset[int], tuple[JudgedClaim, ...]]:
    """Return the judgement, the places of its findings that one reading lacks, and what is found but not believed."""
    ranks = {kind: rank for rank, (kind, _) in enumerate(ORDER)}
    least = next((rank for rank, (_, verdict) in enumerate(ORDER) if verdict == weighed.verdict), len(ORDER))
    kept = [one for one in found if one[2] >= EVEN and ranks[one[0].kind] >= least]
    if least < len(ORDER) and not any(ranks[finding.kind] == least for finding, _, _ in kept):
        same = [one for one in found if ranks[one[0].kind] == least]
        kept += [max(same, key=lambda one: one[2])] if same else []
    kept = [one for one in found if one in kept]  # in their order
    findings = tuple(finding for finding, _, _ in kept)
    lacking = (place for place, (_, value, _) in enumerate(kept) if not value.is_spoken or value.heard < EVEN)
    unsure = frozenset(() if weighed.is_sure else lacking)
    doubtful = tuple(
        finding
        for finding, value, chance in found
        if finding not in findings and finding.kind != "right" and (value.is_spoken or value.heard >= EVEN)
    )
    asks = questions(decider, case, [one for one in findings if one.kind == "open"])
    return Judgement(weighed.verdict, findings, asks), unsure, doubtful
