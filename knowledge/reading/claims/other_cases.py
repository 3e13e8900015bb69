"""Clauses that tell of another's case: 上个顾客是没拆的，所以给退了 promises nothing here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.tokens import Phrase

_ANOTHER = re.compile(
    r"(?:您好|亲|不好意思|其实|比如|就像|像|因为|之前|以前|昨天|前[几两]天|上[周次回])*"
    r"(?:(?:有|是)?(?:上一?[个位]|前一?[个位]|一[个位]|[个位]|另外?一?[个位]|别的|其[他它]的?|有的|有些)"
    r"(?:顾客|客户|客人|买家|用户|姐妹|小姐姐)|(?:别人家|别家|人家|隔壁|同行)|(?:有的|有些|别的|其[他它]的?)(?:店|商家|品牌|家))|.*[给帮]另外?一?[位个](?:顾客|客户|客人|买家)"
)
_HERE = re.compile(r"您|你|(?:咱|我们)(?!也?就?没)|我这|这边|这单|这个|本店|也一样|同样|不过|但")


def without_other_cases(phrases: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """Return the clauses that tell of the case at hand; what is another's ends where it turns to 您 or us."""
    kept: list[Phrase] = []
    sentence = -1  # in which another's case is told
    for phrase in phrases:
        if _ANOTHER.match(phrase.text):
            sentence = phrase.clause.sentence
        elif phrase.clause.sentence != sentence or _HERE.search(phrase.text):
            sentence = -1
        if sentence < 0 or phrase.has(Role.RHETORICAL):
            kept.append(phrase)
    return tuple(kept)
