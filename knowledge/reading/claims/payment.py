"""Who pays: the payer of a cost that a clause names or that was named before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.reading.claims.polarity import lacks_a_paper, negates
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.tokens import Phrase, Token, tail

Payer = Literal["brand", "customer"]


@dataclass(frozen=True, slots=True)
class Payment:
    """Who pays; `is_advance` where the customer only lays it out, `is_repaid` where we pay it back."""

    payer: Payer
    start: int
    end: int
    is_advance: bool = False
    is_repaid: bool = False


def payment(phrase: Phrase, is_named: bool) -> Payment | None:
    """Return who pays by this clause; `is_named` where the cost is named in it, which lets weaker verbs count."""
    tokens = _after_if(phrase.tokens)
    found = _outright(tokens) or _repayment(tokens, is_named) or _charge(tokens, is_named)
    found = found or _by_verb(tokens, phrase.bare, is_named)
    if found is None or not tokens:
        return None
    start, end = tokens[0].start, tokens[-1].end
    payer, advance, repaid = found
    return Payment(payer, start, end, advance, repaid)


def _after_if(tokens: Sequence[Token]) -> Sequence[Token]:
    """What stands in 没有病历的话 says nothing of who pays."""
    last = max((at + 1 for at, token in enumerate(tokens) if token.plays(Role.IF_END)), default=0)
    spoken = any(
        token.plays(Role.COST, Role.PAYS, Role.REPAYS, Role.BRAND_PAYS, Role.CUSTOMER_PAYS) for token in tokens[last:]
    )
    return tokens[last:] if spoken else tokens


def bargain(tokens: Sequence[Token]) -> int:
    """Return where what is done for a payment begins, -1 where nothing is: 邮费你出 | 就给你退."""
    cost = next((at for at, token in enumerate(tokens) if token.plays(Role.COST)), len(tokens))
    paid = next((at for at in range(cost + 1, len(tokens)) if _is_pledged(tokens[at])), len(tokens))
    return next((token.start for token in tokens[paid + 1 :] if token.plays(Role.SO, Role.TURN, Role.ON_TERMS)), -1)


def _is_pledged(token: Token) -> bool:
    return token.plays(Role.PAYS, Role.CUSTOMER_PAYS) and not token.plays(Role.LOOSE, Role.ADVANCES, Role.REPAYS)


def is_of_another(phrase: Phrase) -> bool:
    """Say whether the clause speaks of the first freight or of an insurance; 没有运费险的话 only supposes it."""
    last = max((at + 1 for at, token in enumerate(phrase.tokens) if token.plays(Role.IF_END)), default=0)
    return any(token.plays(Role.NOT_RETURN, Role.INSURANCE) for token in phrase.tokens[last:])


Paid = tuple[Payer, bool, bool]


def _outright(tokens: Sequence[Token]) -> Paid | None:
    for at, token in enumerate(tokens):
        if token.plays(Role.BRAND_PAYS, Role.CUSTOMER_PAYS):
            payer: Payer = "brand" if token.plays(Role.BRAND_PAYS) else "customer"
            payer = _turn(payer, tokens, at)
            return payer, False, payer == "brand"
    return None


def _repayment(tokens: Sequence[Token], is_named: bool) -> Paid | None:
    first = next((at for at, token in enumerate(tokens) if token.plays(Role.COST)), -1)
    end = bargain(tokens)
    for at, token in enumerate(tokens):
        if 0 <= end < token.start:
            return None
        if token.plays(Role.REPAYS) and (
            not token.plays(Role.ACT) or (is_named and (at > first or token.plays(Role.PAYS_AHEAD)))
        ):
            payer = _turn("brand", tokens, at)
            return payer, False, payer == "brand"
    return None


def _charge(tokens: Sequence[Token], is_named: bool) -> Paid | None:
    if not is_named:
        return None
    for at, token in enumerate(tokens):
        if token.plays(Role.CHARGES):
            return _turn("customer", tokens, at), False, False
    return None


def _by_verb(tokens: Sequence[Token], bare: int, is_named: bool) -> Paid | None:
    end = bargain(tokens)
    verbs = [
        at
        for at, token in enumerate(tokens)
        if not 0 <= end < token.start
        if token.plays(Role.ADVANCES) or (token.plays(Role.PAYS) and (is_named or not token.plays(Role.LOOSE)))
    ]
    whole = is_named or bare <= 1
    if not verbs or not whole:
        return _without_verb(tokens) if is_named else None
    at = next((verb for verb in verbs if tokens[verb].plays(Role.ADVANCES)), verbs[-1])
    agent = _agent(tokens, at)
    if agent is None:
        return _without_agent(tokens, at)
    payer = _turn(agent, tokens, at)
    if payer == "brand" and any(token.plays(Role.HALF) for token in tokens):
        return "customer", False, False  # 运费我们只承担一半
    is_advance = tokens[at].plays(Role.ADVANCES) and payer == "customer"
    return payer, is_advance, False


def _without_verb(tokens: Sequence[Token]) -> Paid | None:
    """运费不用 and 运费你自己 need no verb."""
    if any(token.plays(Role.NEEDLESS) for token in tokens):
        return "brand", False, False
    last = tokens[tail(tokens) - 1] if tail(tokens) else None
    if last is not None and last.plays(Role.SHRUGS):
        return "customer", False, False  # 运费我们不管
    if last is not None and last.plays(Role.FALLS_CUSTOMER, Role.FALLS_BRAND):
        payer: Payer = "brand" if last.plays(Role.FALLS_BRAND) else "customer"
        return _turn(payer, tokens, tail(tokens) - 1), False, False
    return ("customer", False, False) if last is not None and last.plays(Role.SELF) else None


def _agent(tokens: Sequence[Token], verb: int) -> Payer | None:
    for token in (*reversed(tokens[: verb + 1]), *tokens[verb + 1 :]):
        if token.plays(Role.ABOUT_CUSTOMER):
            continue
        if token.plays(Role.BRAND):
            return "brand"
        if token.plays(Role.CUSTOMER):
            return "customer"
    return None


def _without_agent(tokens: Sequence[Token], verb: int) -> Paid | None:
    if any(token.plays(Role.NEEDLESS) for token in tokens):
        return "brand", False, False
    if any(negates(tokens, at) for at in range(verb)):
        return "customer", False, False
    if any(token.plays(Role.NEED) for token in tokens[:verb]):
        return "customer", tokens[verb].plays(Role.ADVANCES), False
    if tokens[verb].plays(Role.ADVANCES):
        return "customer", True, False
    return (
        ("brand", False, False) if any(token.plays(Role.WILL, Role.ABOUT_CUSTOMER) for token in tokens[:verb]) else None
    )


def _turn(payer: Payer, tokens: Sequence[Token], verb: int) -> Payer:
    """Turn the payer over for each denial; 不用, 怎么会 and 不可能不 count as they do elsewhere."""
    wondered = False
    for at, token in enumerate(tokens):
        turns = token.plays(Role.RHETORICAL) and not wondered
        wondered = wondered or turns
        if at < verb:
            turns = turns or token.plays(Role.NEEDLESS) or (negates(tokens, at) and not lacks_a_paper(tokens, at))
        elif at > verb:
            turns = (
                turns
                or (token.plays(Role.NOT_AFTER) and not token.plays(Role.GOOD))
                or (token.plays(Role.CANNOT) and at == verb + 1)
                or (token.plays(Role.DECLINES) and tokens[verb].plays(Role.BRAND_PAYS))
            )
        if turns:
            payer = _other(payer)
    return payer


def _other(payer: Payer) -> Payer:
    return "customer" if payer == "brand" else "brand"
