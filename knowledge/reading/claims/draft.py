"""Claims in the making: what the clauses of a reply state, before one part of it is held against another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.reading.claims.conditions import NamedCondition
from knowledge.reading.claims.payment import Payment
from knowledge.reading.claims.reply_times import Promise


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a clause states: outcome values, the act behind them, and where its words stand."""

    says: Mapping[str, str]
    act: str  # empty for a fixed phrase, a paper or a mention
    start: int
    end: int
    is_granted: bool = True
    paper: str = ""  # the paper that it asks for, or that it does without where it is not granted
    yields: bool = False  # to anything that the reply grants


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim in the making; offsets into the normal text."""

    outcome: str
    value: str
    start: int
    end: int
    sentence: int
    conditions: tuple[NamedCondition, ...] = ()
    act: str = ""
    cost: str = ""
    paper: str = ""
    is_granted: bool = True
    is_time: bool = False
    is_shipping: bool = False  # a time of sending, a promise only beside an act that ships
    sent_in: tuple[str, ...] = ()  # subjects in which it is a promise all the same
    is_advance: bool = False  # the customer only lays it out
    is_repaid: bool = False  # we pay it back
    is_after_but: bool = False
    yields: bool = False  # to anything that is granted
    is_general: bool = False  # 一般过了七天就不退了: a "but" behind it tells of this case


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What holds for every draft of a clause; `first` is where the first of its conditions stands."""

    sentence: int
    first: int
    conditions: tuple[NamedCondition, ...]
    is_after_but: bool
    is_general: bool = False


def statement_drafts(one: Statement, around: Surroundings) -> Iterator[Draft]:
    """Yield what a statement says of each outcome."""
    for outcome, value in one.says.items():
        yield Draft(
            outcome,
            value,
            min(one.start, around.first),
            one.end,
            around.sentence,
            around.conditions,
            act=one.act,
            paper=one.paper,
            is_granted=one.is_granted,
            yields=one.yields,
            is_after_but=around.is_after_but,
            is_general=around.is_general,
        )


def promise_draft(promise: Promise, sentence: int) -> Draft:
    """Return what a time promises."""
    return Draft(
        promise.host.outcome,
        promise.duration.written,
        promise.start,
        promise.end,
        sentence,
        is_time=True,
        is_shipping=promise.host.is_shipping,
        sent_in=promise.host.sent_in,
    )


def payment_drafts(
    cost: str, says: Mapping[str, tuple[str, ...]], paid: Payment, around: Surroundings
) -> Iterator[Draft]:
    """Yield what the payment of a cost says of each outcome; `says` holds the customer's value and ours."""
    for outcome, (customer, brand) in says.items():
        yield Draft(
            outcome,
            brand if paid.payer == "brand" else customer,
            min(paid.start, around.first),
            paid.end,
            around.sentence,
            around.conditions,
            cost=cost,
            is_advance=paid.is_advance,
            is_repaid=paid.is_repaid,
            is_after_but=around.is_after_but,
        )


def limit_last(drafts: Sequence[Draft], earliest: int, limits: Sequence[NamedCondition]) -> list[Draft]:
    """Limit what the last sentence with drafts states, unless it stands before the `earliest`: 能退，前提是没拆."""
    last = max((one.sentence for one in drafts), default=-1)
    if last < earliest:
        return list(drafts)
    return [
        replace(one, conditions=(*one.conditions, *limits))
        if one.sentence == last and not (one.is_time or one.paper)
        else one
        for one in drafts
    ]
