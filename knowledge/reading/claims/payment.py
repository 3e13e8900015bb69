"""Who pays: the payer of a cost that a clause names or that was named before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.reading.claims.polarity import lacks_a_paper, negates
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
    found = _said_outright(tokens) or _repaid(tokens, is_named) or _charged(tokens, is_named)
    found = found or _paid(tokens, phrase.bare, is_named)
    if found is None or not tokens:
        return None
    start, end = tokens[0].start, tokens[-1].end
    payer, advance, repaid = found
    return Payment(payer, start, end, advance, repaid)


def _after_if(tokens: Sequence[Token]) -> Sequence[Token]:
    """What stands in 没有病历的话 says nothing of who pays."""
    last = max((at + 1 for at, token in enumerate(tokens) if token.plays("if-end")), default=0)
    spoken = any(token.plays("cost", "pays", "repays", "brand-pays", "customer-pays") for token in tokens[last:])
    return tokens[last:] if spoken else tokens


def bargain(tokens: Sequence[Token]) -> int:
    """Return where what is done for a payment begins, -1 where nothing is: 邮费你出 | 就给你退."""
    cost = next((at for at, token in enumerate(tokens) if token.plays("cost")), len(tokens))
    paid = next((at for at in range(cost + 1, len(tokens)) if _is_pledged(tokens[at])), len(tokens))
    return next((token.start for token in tokens[paid + 1 :] if token.plays("so", "turn", "on-terms")), -1)


def _is_pledged(token: Token) -> bool:
    return token.plays("pays", "customer-pays") and not token.plays("loose", "advances", "repays")


def is_of_another(phrase: Phrase) -> bool:
    """Say whether the clause speaks of the first freight or of an insurance; 没有运费险的话 only supposes it."""
    last = max((at + 1 for at, token in enumerate(phrase.tokens) if token.plays("if-end")), default=0)
    return any(token.plays("not-return", "insurance") for token in phrase.tokens[last:])


Found = tuple[Payer, bool, bool]


def _said_outright(tokens: Sequence[Token]) -> Found | None:
    for at, token in enumerate(tokens):
        if token.plays("brand-pays", "customer-pays"):
            payer: Payer = "brand" if token.plays("brand-pays") else "customer"
            payer = _turned(payer, tokens, at)
            return payer, False, payer == "brand"
    return None


def _repaid(tokens: Sequence[Token], is_named: bool) -> Found | None:
    first = next((at for at, token in enumerate(tokens) if token.plays("cost")), -1)
    end = bargain(tokens)
    for at, token in enumerate(tokens):
        if 0 <= end < token.start:
            return None
        if token.plays("repays") and (
            not token.plays("act") or (is_named and (at > first or token.plays("pays-ahead")))
        ):
            payer = _turned("brand", tokens, at)
            return payer, False, payer == "brand"
    return None


def _charged(tokens: Sequence[Token], is_named: bool) -> Found | None:
    if not is_named:
        return None
    for at, token in enumerate(tokens):
        if token.plays("charges"):
            return _turned("customer", tokens, at), False, False
    return None


def _paid(tokens: Sequence[Token], bare: int, is_named: bool) -> Found | None:
    end = bargain(tokens)
    verbs = [
        at
        for at, token in enumerate(tokens)
        if not 0 <= end < token.start
        if token.plays("advances") or (token.plays("pays") and (is_named or not token.plays("loose")))
    ]
    whole = is_named or bare <= 1
    if not verbs or not whole:
        return _without_verb(tokens) if is_named else None
    at = next((verb for verb in verbs if tokens[verb].plays("advances")), verbs[-1])
    agent = _agent(tokens, at)
    if agent is None:
        return _without_agent(tokens, at)
    payer = _turned(agent, tokens, at)
    if payer == "brand" and any(token.plays("half") for token in tokens):
        return "customer", False, False  # 运费我们只承担一半
    is_advance = tokens[at].plays("advances") and payer == "customer"
    return payer, is_advance, False


def _without_verb(tokens: Sequence[Token]) -> Found | None:
    """运费不用 and 运费你自己 need no verb."""
    if any(token.plays("needless") for token in tokens):
        return "brand", False, False
    last = tokens[tail(tokens) - 1] if tail(tokens) else None
    if last is not None and last.plays("shrugs"):
        return "customer", False, False  # 运费我们不管
    if last is not None and last.plays("falls-customer", "falls-brand"):
        payer: Payer = "brand" if last.plays("falls-brand") else "customer"
        return _turned(payer, tokens, tail(tokens) - 1), False, False
    return ("customer", False, False) if last is not None and last.plays("self") else None


def _agent(tokens: Sequence[Token], verb: int) -> Payer | None:
    for token in (*reversed(tokens[: verb + 1]), *tokens[verb + 1 :]):
        if token.plays("about-customer"):
            continue
        if token.plays("brand"):
            return "brand"
        if token.plays("customer"):
            return "customer"
    return None


def _without_agent(tokens: Sequence[Token], verb: int) -> Found | None:
    if any(token.plays("needless") for token in tokens):
        return "brand", False, False
    if any(negates(tokens, at) for at in range(verb)):
        return "customer", False, False
    if any(token.plays("need") for token in tokens[:verb]):
        return "customer", tokens[verb].plays("advances"), False
    if tokens[verb].plays("advances"):
        return "customer", True, False
    return ("brand", False, False) if any(token.plays("will", "about-customer") for token in tokens[:verb]) else None


def _turned(payer: Payer, tokens: Sequence[Token], verb: int) -> Payer:
    """Turn the payer over for each denial; 不用, 怎么会 and 不可能不 count as they do elsewhere."""
    wondered = False
    for at, token in enumerate(tokens):
        turns = token.plays("rhetorical") and not wondered
        wondered = wondered or turns
        if at < verb:
            turns = turns or token.plays("needless") or (negates(tokens, at) and not lacks_a_paper(tokens, at))
        elif at > verb:
            turns = (
                turns
                or (token.plays("not-after") and not token.plays("good"))
                or (token.plays("cannot") and at == verb + 1)
                or (token.plays("declines") and tokens[verb].plays("brand-pays"))
            )
        if turns:
            payer = _other(payer)
    return payer


def _other(payer: Payer) -> Payer:
    return "customer" if payer == "brand" else "brand"
