"""Which tokens of a clause state something: questions, words told back and suppositions state nothing."""

from __future__ import annotations

from itertools import pairwise

from knowledge.reading.claims.polarity import negates
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.tokens import Phrase, Token, tail

_MOMENT = 3  # characters between what is done and 后
_CONTENT = (Role.ACT, Role.COST, Role.PAPER, Role.FIXED, Role.MENTION, Role.DURATION)


def silent(phrase: Phrase) -> list[bool]:
    """Say of each token whether it states nothing."""
    tokens = phrase.tokens
    mute = [False] * len(tokens)
    if is_question(phrase):
        return [True] * len(tokens)
    for at, token in enumerate(tokens):
        if token.plays(Role.WHETHER):
            mute[at:] = [True] * (len(tokens) - at)
            break
    last = max((at for at, token in enumerate(tokens) if token.plays(Role.MISTAKEN)), default=0)
    mute[:last] = [True] * last  # 说不能退的那是同事搞错了
    _mute_unpledged(tokens, mute)
    _mute_told(tokens, mute)
    _mute_supposed(tokens, mute)
    _mute_compounds(phrase, mute)
    return mute


def is_offer(phrase: Phrase) -> bool:
    """Say whether the clause ends in a tag that only asks for consent."""
    end = tail(phrase.tokens)
    return end > 0 and any(token.plays(Role.OFFERS) for token in phrase.tokens[max(0, end - 2) : end])


def is_question(phrase: Phrase) -> bool:
    """Say whether the clause asks; an offer and a rhetorical question do not."""
    tokens = phrase.tokens
    if not tokens or phrase.has(Role.RHETORICAL, Role.RHETORICAL_NOT, Role.RHETORICAL_END) or is_offer(phrase):
        return False
    if phrase.clause.asks or _is_unsure(tokens):
        return True
    end = tail(tokens)
    if end and tokens[end - 1].plays(Role.ASKS) and tokens[end - 1].end >= phrase.clause.end - 2:
        return True
    return _asks_how(tokens)


def _asks_how(tokens: tuple[Token, ...]) -> bool:
    """An interrogative right before what is done: 怎么退, 什么时候退款."""
    for at, token in enumerate(tokens[:-1]):
        if (
            token.plays(Role.ASKS_WHAT)
            and tokens[at + 1].plays(Role.ACT, Role.PAPER)
            and tokens[at + 1].start - token.end <= 2
            and not (at and tokens[at - 1].plays(Role.NOT, Role.NEEDLESS) and tokens[at - 1].end == token.start)
        ):
            return True
    return False


def _is_unsure(tokens: tuple[Token, ...]) -> bool:
    """能不能 and 是否 leave open what they are said of, but not a time before them: 一小时内答复能不能拦截."""
    for token in tokens:
        if token.plays(Role.DURATION):
            return False
        if token.plays(Role.WHETHER):
            return True
    return False


def _mute_told(tokens: tuple[Token, ...], mute: list[bool]) -> None:
    """The customer's wish or words told back, until the clause turns to us with 就."""
    telling = False
    for at, token in enumerate(tokens):
        pledged = token.plays(Role.PLEDGES) and any(negates(tokens, before) for before in range(at))  # 没法答应退款
        if pledged or (token.plays(Role.TOLD) and not token.plays(Role.ACT)):
            telling = True
        elif telling and (token.plays(Role.TURN, Role.IF_END) or _is_our_turn(tokens, at)):
            telling = False  # 您想换的话也可以换, 您反馈的漏发我们补
        if telling or (token.plays(Role.TOLD) and token.plays(Role.ACT)):
            mute[at] = True


def _mute_unpledged(tokens: tuple[Token, ...], mute: list[bool]) -> None:
    """退款不能给您承诺: what we do not pledge is neither granted nor refused."""
    for at, token in enumerate(tokens):
        if token.plays(Role.PLEDGES) and not any(one.plays(Role.ACT) for one in tokens[at:]):
            denied = next((before for before in range(at) if negates(tokens, before)), 0)
            mute[:denied] = [told or one.plays(Role.ACT) for told, one in zip(mute[:denied], tokens, strict=False)]


def _is_our_turn(tokens: tuple[Token, ...], at: int) -> bool:
    """After 您说的 and a noun, we are the subject of what is said of it."""
    if (
        not tokens[at].plays(Role.BRAND)
        or at + 1 == len(tokens)
        or not tokens[at + 1].plays(Role.NOT, Role.WILL, Role.MAY)
    ):
        return False
    return any(
        one.plays(Role.TOLD) and two.plays(Role.FILLERS) and two.end == one.end + 1
        for one, two in pairwise(tokens[:at])
    )


def _mute_supposed(tokens: tuple[Token, ...], mute: list[bool]) -> None:
    """What stands inside an if: before 的话, or after 如果 where no known condition makes it a consequence."""
    for at, token in enumerate(tokens):
        if token.plays(Role.IF_END):
            if any(later.plays(Role.NOT_AFTER, Role.GOOD, Role.NOT) for later in tokens[at + 1 :]):
                continue  # 补偿的话是没有的: a topic
            for before in range(at):
                mute[before] = mute[before] or tokens[before].plays(Role.ACT, Role.FIXED, Role.PAPER, Role.MENTION)
        elif token.plays(Role.IF, Role.IF_ACT):
            turn = next((later for later in range(at + 1, len(tokens)) if _turns(tokens, at, later)), None)
            rest = tokens[at + 1 : turn]
            if turn is not None or not any(one.plays(Role.LIMIT, Role.DURATION) for one in rest):
                for later in range(at + 1, len(tokens) if turn is None else turn):
                    mute[later] = mute[later] or tokens[later].plays(Role.ACT, Role.FIXED, Role.PAPER, Role.MENTION)


def _turns(tokens: tuple[Token, ...], supposed: int, at: int) -> bool:
    """Say whether the consequence begins here: 就, or what we do after what is supposed (要是弄丢了咱给您重发)."""
    token, last = tokens[at], tokens[at - 1]
    if token.plays(Role.TURN, Role.IF_END):
        return True
    ours = token.plays(Role.BRAND, Role.ABOUT_CUSTOMER, Role.WILL) and not token.plays(
        Role.CUSTOMER, Role.YOUR, Role.ACT
    )
    return ours and at > supposed + 1 and (token.start > last.end or last.sense.roles == {Role.FILLERS})


def _mute_compounds(phrase: Phrase, mute: list[bool]) -> None:
    """退款流程 names a thing and 退款后 a moment: neither states that anything is done."""
    for at, token in enumerate(phrase.tokens):
        if token.plays(Role.ACT, Role.PAPER, Role.FIXED) and (_is_compound(phrase, at) or _is_moment(phrase, at)):
            mute[at] = True


def _is_compound(phrase: Phrase, at: int) -> bool:
    tokens = phrase.tokens
    if tokens[at].plays(Role.PAPER):
        return False
    kept = any(one.plays(Role.KEEPS_NOUN) for one in tokens[:at])
    is_over = any(one.plays(Role.BEYOND) for one in tokens[:at])
    for later in tokens[at + 1 : at + 3]:
        if _gap(phrase, tokens[at], later) not in ("", "的"):
            return False
        if later.plays(Role.PLEDGES) and any(negates(tokens, before) for before in range(at)):
            return True  # 暂不作退货承诺
        if _insists(tokens, at, later):
            return False
        if later.plays(Role.REQUEST_TAIL) and _is_answered(tokens, at):
            return False  # 您的换货申请未能通过, 不能满足您的换货要求
        if later.plays(Role.NOUN_TAIL) and phrase.text[later.end - phrase.clause.start :].startswith(("上", "里")):
            return False  # 换成页面上的
        if later.plays(Role.NOUN_TAIL, Role.REQUEST_TAIL):
            # 不符合退货条件, 超出退货的时效
            return not ((kept and later.plays(Role.QUALIFYING)) or (is_over and later.plays(Role.DEADLINE)))
    return False


def _insists(tokens: tuple[Token, ...], at: int, later: Token) -> bool:
    """没有不给补的意思 denies twice, and so grants."""
    return later.plays(Role.NOUN_TAIL) and sum(negates(tokens, before) for before in range(at)) == 2


def _is_moment(phrase: Phrase, at: int) -> bool:
    tokens = phrase.tokens
    if any(one.plays(Role.MAY, Role.GOOD, Role.NOT_AFTER) for one in tokens[:at]):
        return False
    for later in tokens[at + 1 : at + 4]:
        if later.plays(Role.AFTER):
            return len(_gap(phrase, tokens[at], later)) <= _MOMENT
        if later.plays(*_CONTENT) or _gap(phrase, tokens[at], later) not in ("", "的"):
            return False
    return False


def _gap(phrase: Phrase, left: Token, right: Token) -> str:
    return phrase.text[left.end - phrase.clause.start : right.start - phrase.clause.start]


def _is_answered(tokens: tuple[Token, ...], at: int) -> bool:
    """Say whether a request is granted or refused in its clause."""
    end = tail(tokens)
    if end > at + 1 and tokens[end - 1].plays(Role.MAY):
        return True  # 提交退货申请就可以
    return any(one.plays(Role.GOOD, Role.NOT_AFTER, Role.LAPSED) for one in tokens[at + 1 :]) or any(
        one.plays(Role.MAY, Role.GOOD, Role.NOT, Role.NOT_AFTER) for one in tokens[:at]
    )
