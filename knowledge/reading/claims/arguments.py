"""What a clause names: acts, fixed phrases, papers and mentions, with the words of granting and refusing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.reading.claims.lexicon import Lexicon
from knowledge.reading.claims.lexicon_entries import Fixed
from knowledge.reading.claims.payment import bargain
from knowledge.reading.claims.polarity import Signs, before, behind, negates
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.tokens import Phrase, Token

_JOINED = frozenset(
    ("", "或", "和", "、", "及", "并", "跟", "以及", "或者", "或是", "与", "还是", "加", "+", "/", "且", "并且", "还")
)
_GOODS_AND = re.compile(r".{1,5}(?:和|及|以及|加|跟|与|外加|\+|➕)(?:[一1两2]?[张个份瓶支])?")  # 补寄小样和一张优惠券
_KINDS = (Role.FIXED, Role.ACT, Role.PAPER, Role.MENTION)


@dataclass(slots=True)
class Argument:
    """A token that names something; `act` is what it means in this case."""

    at: int
    token: Token
    kind: str
    act: str = ""
    signs: Signs | None = None
    is_dropped: bool = False
    has_verb: bool = False  # a noun whose verb stands in the clause


def arguments(phrase: Phrase, mute: Sequence[bool], lexicon: Lexicon, about: str, has_cost: bool) -> list[Argument]:
    """Return what a clause names, a noun and its verb as one, with its signs; `has_cost`: a cost is spoken of in it."""
    found = _named(phrase, mute, lexicon, about)
    if has_cost:
        found = _without_payments(phrase, found, lexicon)
    _join(phrase, found, lexicon)
    kept = [one for one in found if not one.is_dropped]
    _sign(phrase, kept, lexicon)
    return kept


def meant(token: Token, phrase: Phrase, lexicon: Lexicon, about: str) -> str:
    """Return the act that a phrase means in a case about this subject, empty where it means none."""
    name = token.sense.act
    act = lexicon.acts[name]
    if act.only_in and about not in act.only_in:
        nouns = {one.sense.act for one in phrase.tokens if one.plays(Role.ACT)}
        if not any(name in lexicon.acts[noun].absorbs for noun in nouns):
            return ""
    if about in act.in_:
        return act.in_[about]
    return act.money if act.money and phrase.has(Role.MONEY) else name


def _named(phrase: Phrase, mute: Sequence[bool], lexicon: Lexicon, about: str) -> list[Argument]:
    found = []
    for at, token in enumerate(phrase.tokens):
        kind = next((kind for kind in _KINDS if token.plays(kind)), "")
        if not kind or mute[at] or token.plays(Role.WHETHER):
            continue
        fixed = token.sense.fixed
        if kind is Role.FIXED and fixed is not None and not _settles(fixed, about):
            continue
        act = meant(token, phrase, lexicon, about) if kind is Role.ACT else ""
        if act and lexicon.acts[act].granted_only and at and _is_spared(phrase.tokens, at):
            continue  # 退款不扣任何费用
        if kind is not Role.ACT or act:
            found.append(Argument(at, token, kind, act))
    return found


def _settles(fixed: Fixed, about: str) -> bool:
    return not fixed.at_stake and fixed.is_meant_in(about)


def _is_spared(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at - 1].plays(Role.NEEDLESS) or negates(tokens, at - 1)


def _without_payments(phrase: Phrase, found: list[Argument], lexicon: Lexicon) -> list[Argument]:
    """In 运费退给您 and 要扣运费 the verb pays the cost: it is no act of its own."""
    first = min(
        (token.start for token in phrase.tokens if token.plays(Role.COST, Role.NOT_RETURN, Role.INSURANCE)), default=-1
    )
    end = bargain(phrase.tokens)
    kept = []
    for target in found:
        if target.kind is Role.ACT and not 0 <= end < target.token.start:
            act = lexicon.acts[target.act]
            behind_it = target.token.start > first >= 0
            pays = target.token.plays(Role.REPAYS, Role.PAYS, Role.CHARGES) and target.token.start > first
            if act.granted_only or pays or (act.pays and (behind_it or not act.back)):
                continue
        kept.append(target)
    return kept


def _join(phrase: Phrase, found: Sequence[Argument], lexicon: Lexicon) -> None:
    """Make a noun and its verb one target: 差价 + 退给您, 补您 + 差价, 换是 + 换不了."""
    for left, right in pairwise(found):
        if left.is_dropped or left.kind != right.kind:
            continue
        if left.kind is Role.PAPER:
            _join_papers(phrase, left, right, lexicon)
        elif left.kind is Role.ACT:
            _join_acts(phrase, left, right, lexicon)


def _join_acts(phrase: Phrase, left: Argument, right: Argument, lexicon: Lexicon) -> None:
    if _is_voucher_back(phrase, left, right, lexicon):
        left.is_dropped = right.is_dropped = True
        return
    if left.act == right.act and not _is_signed(phrase, left):
        left.is_dropped, right.has_verb = True, left.token.sense.act != right.token.sense.act
    elif right.act in lexicon.acts[left.act].absorbs:
        right.act, left.is_dropped, right.has_verb = left.act, True, True
    elif left.act in lexicon.acts[right.act].absorbs:
        gap = before(phrase.tokens, left.at + 1, right.at)
        left.is_dropped = right.has_verb = not gap.is_licensed


def _is_voucher_back(phrase: Phrase, left: Argument, right: Argument, lexicon: Lexicon) -> bool:
    """优惠券不退 and 优惠券退回账户 tell of a voucher that the customer used."""
    if not lexicon.acts[left.act].voucher or not lexicon.acts[right.token.sense.act].money:
        return False
    near = phrase.tokens[left.at + 1 : right.at]
    starts = [*(one.start for one in near), right.token.start]
    ends = [left.token.end, *(one.end for one in near)]
    return (
        starts == ends
        and all(one.plays(Role.NOT, Role.NOT_NEXT, Role.WILL) for one in near)
        and not _is_signed(phrase, left)
    )


def _join_papers(phrase: Phrase, left: Argument, right: Argument, lexicon: Lexicon) -> None:
    """照片 + 拍 is one request, and so is 病历 + 拍给我们: the paper counts, not how it is sent."""
    near = left.token.end == right.token.start or not _is_joined(phrase, left, right)
    if left.token.sense.paper == right.token.sense.paper:
        left.is_dropped = not _is_signed(phrase, left)
    elif lexicon.papers[left.token.sense.paper].proves and near:
        right.is_dropped = True
    elif not lexicon.papers[right.token.sense.paper].says:
        right.is_dropped = not before(phrase.tokens, left.at + 1, right.at).is_licensed
        left.is_dropped = not right.is_dropped and not _is_signed(phrase, left)


def _is_signed(phrase: Phrase, target: Argument) -> bool:
    """Say whether words of granting or refusing stand before a target that is named again."""
    return before(phrase.tokens, 0, target.at).is_licensed


def _sign(phrase: Phrase, kept: Sequence[Argument], lexicon: Lexicon) -> None:
    tokens = phrase.tokens
    first = _after_if(tokens, kept)
    previous: Argument | None = None
    for number, target in enumerate(kept):
        following = kept[number + 1] if number + 1 < len(kept) else None
        signs = before(tokens, first, target.at)
        if not signs.is_licensed and previous is not None and previous.signs and _is_joined(phrase, previous, target):
            signs = previous.signs
        if following is not None:
            target.signs = signs if signs.is_licensed else _both(signs, _between(phrase, target, following))
        else:
            thing = target.kind is Role.ACT and lexicon.acts[target.act].thing
            far = behind(tokens, target.at, len(tokens), is_thing=thing)
            target.signs = _both(signs, far)
            if far.is_licensed:
                _spread_back(phrase, kept, far)
        taken = following is not None and not signs.is_licensed and target.signs.is_licensed
        previous, first = target, following.at if taken and following is not None else target.at + 1


def _after_if(tokens: Sequence[Token], kept: Sequence[Argument]) -> int:
    """What stands in 不换的话 says nothing of what follows."""
    start = kept[0].at if kept else 0
    return max((at + 1 for at, token in enumerate(tokens[:start]) if token.plays(Role.IF_END)), default=0)


def _between(phrase: Phrase, target: Argument, following: Argument) -> Signs:
    """Between two targets the words after the first are its own only where the second has some behind it as well."""
    tokens = phrase.tokens
    if any(token.plays(Role.CANNOT) for token in tokens[target.at + 1 : target.at + 2]):
        return behind(tokens, target.at, min(target.at + 2, following.at))
    between = behind(tokens, target.at, following.at)
    if between.is_licensed and behind(tokens, following.at, len(tokens)).is_licensed:
        return between
    return Signs(1, False, between.is_needless, -1, -1)


def _spread_back(phrase: Phrase, kept: Sequence[Argument], far: Signs) -> None:
    """退货换货都可以: what stands at the end is said of every bare target that is joined to the last."""
    for right, left in pairwise(reversed(kept)):
        if left.signs is None or left.signs.is_licensed or not _is_joined(phrase, left, right):
            return
        left.signs = _both(left.signs, far)


def _is_joined(phrase: Phrase, left: Argument, right: Argument) -> bool:
    gap = phrase.text[left.token.end - phrase.clause.start : right.token.start - phrase.clause.start]
    return gap.strip() in _JOINED or _GOODS_AND.fullmatch(gap) is not None


def _both(left: Signs, right: Signs) -> Signs:
    return Signs(
        left.parity * right.parity,
        left.is_licensed or right.is_licensed,
        left.is_needless or right.is_needless,
        left.begins if left.begins >= 0 else right.begins,
        max(left.ends, right.ends),
    )
