"""Windows for the customer: until when to ask for something, as against the time that we take for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.tokens import Phrase, Token

_ASKED = re.compile(
    r"申请|提交|提出|发起|反映|登记(?![好完])|报备|寄回|反馈(?!给[您你])"
    r"|(?:联系|告知|告诉|找|联络)(?:到)?(?:我们|客服|在线客服|店铺|商家|售后|咱们)"
)
_PERIOD = re.compile(r"的?(?:期限|时限|时效|有效期|窗口期?|期)(?:一共|总共|只有|就是|[是为有只就共])*")


def is_for_the_customer(phrase: Phrase, time: Token) -> bool:
    """Say whether the time is one in which the customer is to ask: 请在15日之内申请换货."""
    if time.duration is None or time.duration.side not in ("within", "none"):
        return False
    at = time.end - phrase.clause.start
    found = _ASKED.search(phrase.text, at)
    if found is None or found.start() - at > 6:
        return False
    end = phrase.clause.start + found.start()
    ours = (Role.BRAND, Role.ABOUT_CUSTOMER, Role.SHALL)
    return not any(token.plays(*ours) and not token.plays(Role.ACT) for token in phrase.tokens if token.start < end)


def is_exclusive(phrase: Phrase) -> bool:
    """Say whether a window shuts out what lies behind it: 请在七天内申请 does, 七天内申请都可以 does not."""
    return phrase.has(Role.ONLY_CAN) or not phrase.has(Role.MAY, Role.GOOD)


def period(phrase: Phrase, time: Token, acts: Mapping[int, str]) -> str:
    """Return the act of which the time is the period: 退货期是15天; empty where it is of none."""
    for token in phrase.tokens:
        if token.start >= time.start or not acts.get(token.start):
            continue
        found = _PERIOD.match(phrase.text, token.end - phrase.clause.start)
        if found is not None and found.end() >= time.start - phrase.clause.start:
            return acts[token.start]
    return ""
