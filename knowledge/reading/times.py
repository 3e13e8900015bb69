"""What the times of a clause are: a promise by the verb that goes with them, or a limit on the cases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.conditions import Between, Matcher, OneOf
from knowledge.reading.lexicon import Lexicon
from knowledge.reading.numbers import Duration
from knowledge.reading.tokens import Phrase, Token

_OURS = re.compile(r"退|寄|您的|照片|申请|资料")  # 收到退货后, not the customer's 收到

IDLE = "idle"
SENDS = "sends"


@dataclass(frozen=True, slots=True)
class Host:
    """The word that a time belongs to: the outcome it promises, or the act whose cases it limits."""

    token: Token
    outcome: str = ""
    act: str = ""


def host(phrase: Phrase, time: Token, lexicon: Lexicon, act_of: dict[int, str]) -> Host | None:
    """Return the nearest host after the time in its clause, else the nearest before it."""
    hosts = [found for token in phrase.tokens if (found := _host(token, lexicon, act_of)) is not None]
    after_all = next((one for one in hosts if one.outcome == "follow_up_within"), None)
    if after_all is not None:
        return after_all  # 三天后联系您，看恢复得怎么样
    later = [one for one in hosts if one.token.start >= time.end]
    if later:
        first = next((one for one in later if not one.token.plays("weak-host")), later[0])
        better = next((one for one in later if one.outcome and one.outcome != IDLE and not one.act), None)
        return (
            better if better is not None and (first.act or first.outcome == IDLE) and first.outcome != IDLE else first
        )
    return hosts[-1] if hosts else None


def _host(token: Token, lexicon: Lexicon, act_of: dict[int, str]) -> Host | None:
    if token.plays("time"):
        return Host(token, outcome=token.sense.time)
    name = act_of.get(token.start, "")
    return Host(token, outcome=lexicon.acts[name].within, act=name) if name else None


def is_limit(phrase: Phrase, found: Host, time: Duration, lexicon: Lexicon) -> bool:
    """Say whether the time limits the cases: with 可以 or a denial, and never with 给您."""
    if time.side == "over":
        return True
    if not found.act or (found.outcome and found.token.plays("time")) or (time.side == "none" and "才" in phrase.text):
        return False
    if not lexicon.acts[found.act].within:
        return True
    if "return" in lexicon.acts[found.act].says:
        return any(
            token.plays("may", "good", "may-next", "not", "not-next", "not-after", "cannot") for token in phrase.tokens
        )
    able = any(
        token.plays("may", "good", "may-next", "not", "not-next", "not-after", "cannot") for token in phrase.tokens
    )
    given = any(token.plays("about-customer") for token in phrase.tokens)
    return able and not given and time.minutes >= 1440


def limit(time: Duration, low: int, high: int) -> Matcher | None:
    """Return the days that a time stands for on a fact from `low` to `high`; None where it says nothing of them."""
    days = time.days
    if not low <= days < high:
        return None
    match time.side:
        case "over":
            return Between(days + 1, high)
        case "after":
            return Between(days + 1, high)
        case "within":
            return Between(low, days)
        case "past":
            return None
        case _:
            return OneOf((days,))


def anchor(phrase: Phrase, time: Token, anchors: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    """Return the fact that a word beside the time ties it to, empty where none does."""
    at = time.start - phrase.clause.start
    end = time.end - phrase.clause.start
    near = [side for side in (phrase.text[max(0, at - 6) : at], phrase.text[end : end + 6]) if not _OURS.search(side)]
    return next((fact for fact, words in anchors if any(word in side for word in words for side in near)), "")
