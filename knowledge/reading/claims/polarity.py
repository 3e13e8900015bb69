"""Whether what a clause names is granted or refused: negations are counted, doubled ones cancel out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.tokens import Phrase, Token

_GOVERNED = (
    *(
        Role.ACT,
        Role.FIXED,
        Role.PAPER,
        Role.COST,
        Role.LIMIT,
        Role.WILL,
        Role.MAY,
        Role.NOT,
        Role.NOT_NEXT,
        Role.CANNOT,
    ),
    *(Role.NEED, Role.CUSTOMER, Role.BRAND, Role.ABOUT_CUSTOMER, Role.PAYS, Role.REPAYS, Role.CHARGES, Role.ADVANCES),
    *(Role.CUSTOMER_PAYS, Role.BRAND_PAYS),
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What the words around a target say: `parity` -1 where refused; `is_licensed` where any of them states at all."""

    parity: int
    is_licensed: bool
    is_needless: bool
    begins: int  # where the first of these words stands
    ends: int


NOTHING = Signs(1, False, False, -1, -1)


def negates(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a token denies what follows; a bare 不 does so only right before a word it can govern."""
    token = tokens[at]
    if token.plays(Role.NOT):
        return not denies_a_limit(tokens, at)
    if not token.plays(Role.NOT_NEXT) or at + 1 >= len(tokens):
        return False
    follower = tokens[at + 1]
    return follower.start == token.end and follower.plays(*_GOVERNED) and not denies_a_limit(tokens, at)


def denies_a_limit(tokens: Sequence[Token], at: int) -> bool:
    """不是质量问题 and 没有诊断证明 deny the condition, not what is done; in 没有无理由退货 it is the return."""
    if not tokens[at].plays(Role.IS_NOT):
        return False
    for number, follower in enumerate(tokens[at + 1 : at + 4], at + 2):
        if follower.plays(Role.LIMIT):
            standing = follower.sense.limit is not None and follower.sense.limit.standing
            done = number < len(tokens) and tokens[number].start == follower.end and tokens[number].plays(Role.ACT)
            done = done and standing  # 没小票退不了
            return not done and not follower.plays(Role.ACT, Role.FIXED)
        if not follower.plays(Role.FILLERS, Role.NEED, Role.ASSERTED):
            return False
    return False


def lacks_a_paper(tokens: Sequence[Token], at: int, target: int = -1) -> bool:
    """没有照片, 没好评 before what is done says only what the customer lacks; `target` is the token asked about."""
    follower = at + 1
    return (
        follower < len(tokens)
        and follower != target
        and tokens[at].plays(Role.IS_NOT)
        and (tokens[follower].plays(Role.PAPER) or tokens[follower].sense.demand is not None)
    )


def before(tokens: Sequence[Token], first: int, target: int) -> Signs:
    """Return what the tokens from `first` up to the target say of it."""
    tally = _Tally()
    permitted = False
    for at in range(first, target):
        token = tokens[at]
        if token.plays(Role.SO) and not token.plays(Role.NEED) and tally.is_turned and not tally.has_wondered:
            tally = _Tally()  # 没有就不补了: what stands before 就 is the case, not the answer
        if token.plays(Role.EVEN) and tally.is_turned and _concedes(tokens, first, at):
            tally = _Tally()  # 不是企业也能开, 没小票也可以退
        if token.plays(Role.RHETORICAL_NOT):
            tally.insist(token)
        elif token.plays(Role.RHETORICAL):
            tally.wonder(token)
        elif token.plays(Role.CANNOT):
            if at and tokens[at - 1].plays(Role.ACT):
                tally.turn(token)
        elif token.plays(Role.NEEDLESS):
            tally.spare(token)
        elif token.plays(Role.NOT_AFTER) or (negates(tokens, at) and not lacks_a_paper(tokens, at, target)):
            tally.turn(token)
        elif token.plays(Role.BEYOND) and any(one.plays(Role.DEADLINE) for one in tokens[target + 1 : target + 3]):
            tally.turn(token)  # 超出退货的时效
        elif _grants(tokens, at, target):
            tally.license(token)
            permitted = permitted or token.plays(Role.MAY, Role.GOOD)
    if target and tokens[target - 1].plays(Role.YOUR) and not tally.is_turned and not permitted:
        tally.is_licensed = False  # 收到您的退款申请 names what the customer did
    return tally.signs()


def _concedes(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Say whether 也 follows what the case lacks, and what is done all the same follows it."""
    lacks = all(one.plays(Role.IS_NOT) for one in tokens[first:at] if one.plays(Role.NOT, Role.NOT_NEXT))
    return lacks and at + 1 < len(tokens) and tokens[at + 1].plays(Role.MAY, Role.WILL, Role.GOOD)


def _grants(tokens: Sequence[Token], at: int, target: int) -> bool:
    token = tokens[at]
    if token.plays(Role.MAY, Role.WILL, Role.BRAND, Role.GOOD):
        return True
    if token.plays(Role.SO):
        return at + 1 == target  # 没效果就退
    if token.plays(Role.EVEN):
        conceded = (Role.CONCEDED, Role.LIMIT, Role.DURATION)  # 哪怕用完了也退, 一个月前的也退
        return at + 1 == target and any(one.plays(*conceded) for one in tokens[:at])
    return token.plays(Role.MAY_NEXT) and tokens[at + 1].start == token.end


def behind(tokens: Sequence[Token], target: int, last: int, *, is_thing: bool = False) -> Signs:
    """Return what the tokens after the target, up to but without `last`, say of it.

    `is_thing`: the target can be the subject of what will be done, as in 发票会发您邮箱.
    """
    tally = _Tally()
    for at in range(target + 1, min(last, len(tokens))):
        token = tokens[at]
        if token.plays(Role.CANNOT):
            near = at == target + 1 or tokens[at - 1].plays(Role.WILL, Role.FILLERS)
            if near and token.start == tokens[at - 1].end:
                tally.turn(token)
        elif token.plays(Role.RHETORICAL, Role.RHETORICAL_END) and not token.plays(Role.NOT_AFTER):
            tally.turn(token)
        elif negates(tokens, at) and at + 1 < len(tokens) and tokens[at + 1].plays(Role.CHARGES):
            tally.license(token)  # 退款不扣任何费用
        elif token.plays(Role.NOT_AFTER, Role.LAPSED) or negates(tokens, at):
            tally.turn(token)
        elif token.plays(Role.NEEDLESS):
            if not any(one.plays(Role.SENDS_BACK) for one in tokens[at + 1 : at + 2]):  # 退款，不用寄回
                tally.spare(token)
        elif token.plays(Role.GOOD, Role.MAY, Role.PROVISO) or _gives(token, is_thing):
            tally.license(token)
        elif token.plays(Role.WEAK_HOST) and tokens[at - 1].plays(Role.EVEN):
            tally.license(token)  # 退换都安排
    return tally.signs()


def _gives(token: Token, is_thing: bool) -> bool:
    """退给您 gives, 发票会… tells what becomes of a thing; 您的 does neither."""
    return (is_thing and token.plays(Role.SHALL)) or (token.plays(Role.ABOUT_CUSTOMER) and not token.plays(Role.YOUR))


@dataclass(slots=True)
class _Tally:
    parity: int = 1
    is_licensed: bool = False
    is_needless: bool = False
    is_turned: bool = False
    has_wondered: bool = False  # rhetorical words turn a clause over once, however many there are
    begins: int = -1
    ends: int = -1

    def license(self, token: Token) -> None:
        self.is_licensed = True
        self.begins = self.begins if self.begins >= 0 else token.start
        self.ends = token.end

    def turn(self, token: Token) -> None:
        self.parity, self.is_turned = -self.parity, True
        self.license(token)

    def wonder(self, token: Token) -> None:
        self.parity = self.parity if self.has_wondered else -self.parity
        self.has_wondered = True
        self.license(token)

    def insist(self, token: Token) -> None:
        """难道还能不退 and 还能不退 say the same: the first wonder is taken back."""
        self.parity = -self.parity if self.has_wondered else self.parity
        self.has_wondered = True
        self.license(token)

    def spare(self, token: Token) -> None:
        self.is_needless = True
        self.license(token)

    def signs(self) -> Signs:
        return Signs(self.parity, self.is_licensed, self.is_needless, self.begins, self.ends)


def own(phrase: Phrase) -> Signs:
    """Return what a clause that names nothing says of what was named before: 可以的, 不行哦."""
    tokens = phrase.tokens
    parity, strong = 1, False
    for at, token in enumerate(tokens):
        if (
            token.plays(Role.NOT_AFTER, Role.LAPSED)
            or (token.plays(Role.NOT) and not denies_a_limit(tokens, at))
            or token.plays(Role.RHETORICAL, Role.RHETORICAL_END)
        ):
            parity, strong = -parity, True
        elif token.plays(Role.GOOD, Role.MAY):
            strong = True
    if not strong or not tokens:
        return NOTHING
    return Signs(parity, True, phrase.has(Role.NEEDLESS), tokens[0].start, tokens[-1].end)
