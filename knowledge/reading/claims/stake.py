"""What is at stake in a reply: what the customer asks for, else what a case of its subject is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from knowledge.reading.claims.arguments import meant
from knowledge.reading.claims.lexicon import Lexicon
from knowledge.reading.claims.mood import is_offer
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.tokens import Phrase, tokenise

_ASKING_ENDS = ("不", "吧", "吗", "么", "没", "嘛")
_WHEN = re.compile(
    r"多久|多长|多快|几天|几时|几个|什么时候|啥时候|何时|哪天|多少天|几点|几小时|[时日]间|快点|还要等|还没|怎么还|得等|要等"
)


@dataclass(frozen=True)
class Stake:
    """The message that a reply answers, read only where the reply speaks of what it wants."""

    lexicon: Lexicon
    about: str
    asked: str

    @cached_property
    def questions(self) -> tuple[Phrase, ...]:
        return tokenise(self.asked, self.lexicon).phrases if self.asked else ()

    @cached_property
    def acts_asked_for(self) -> tuple[str, ...]:
        """The acts that the customer asks to be granted: 能退吗, 可不可以换."""
        found = []
        for phrase in self.questions:
            asks = asks_whether(phrase)
            offered = is_offer(phrase)  # 过两天再退可以吗
            is_alone = len(phrase.tokens) == 1 and phrase.bare <= 1  # 退？ and 换 ask for it
            for at, token in enumerate(phrase.tokens):
                granting = any(one.plays(Role.MAY, Role.WHETHER, Role.MAY_NEXT, Role.NOT) for one in phrase.tokens[:at])
                granting = granting or token.plays(Role.EITHER_ASKS) or is_alone
                if token.plays(Role.ACT) and (asks or is_alone) and (granting or offered):
                    found.append(meant(token, phrase, self.lexicon, self.about))
        return tuple(dict.fromkeys(filter(None, found)))

    @cached_property
    def acts(self) -> tuple[str, ...]:
        """What the customer asks for, else what cases of this subject are about."""
        return self.acts_asked_for or self.lexicon.remedies.get(self.about, ())

    def says(self, is_granted: bool) -> Mapping[str, str]:
        """Return what granting or refusing all that is at stake states."""
        acts = (self.lexicon.acts[name] for name in self.acts)
        return {outcome: pair[is_granted] for act in acts for outcome, pair in act.says.items()}


def asks_whether(question: Phrase) -> bool:
    """Say whether a clause of a message asks for leave."""
    return (
        question.clause.asks
        or question.has(Role.WHETHER, Role.ASKS, Role.EITHER_ASKS)
        or question.text.endswith(_ASKING_ENDS)
    )


def asks_when(question: Phrase) -> bool:
    """Say whether a time can answer a clause of a message; 能退吗 asks for none: 没过7天就行 is no promise."""
    return not asks_whether(question) or _WHEN.search(question.text) is not None
