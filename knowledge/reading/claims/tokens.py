"""A reply as clauses of tokens: the phrases of the lexicon and the times in it, the longest at each place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from knowledge.reading.claims.denials import denied
from knowledge.reading.claims.lexicon import Lexicon, Sense
from knowledge.reading.claims.roles import Role
from knowledge.reading.normal import Normal
from knowledge.reading.sentences import Clause, clauses, quotations
from knowledge.reading.time.durations import Duration, durations

_EITHER = re.compile(
    r"(?P<may>能|可以|会|给)(?P<done>[\u4e00-\u9fff]{1,2})(?:还是|或者|或|和|跟)?不(?P=may)(?P=done)?|(?P<what>[\u4e00-\u9fff])[不没](?P=what)"
)
_EITHER_WAY = re.compile(
    r"(?:封?过?|[^,。!?;、]{1,6}?)(?:[都均](?=[可能给会行退换补管支])|也(?=[可能给会行退换补]))|封?过?[都均]"
)
_PICTURE = re.compile(r"[\u2600-\u27bf\U0001f000-\U0001faff]")
_BLANK = "\0"  # breaks no clause and no phrase holds it
_LISTED = re.compile(r"[\u4e00-\u9fff]{1,6}、")
_UNREAD = re.compile(r"[\u4e00-\u9fff]{1,4}的?")
_MEANS = re.compile(
    "政策|渠道|办法|规[定则矩]|途径|理由|依据|通道|入口|流程|先例|权限|资格|说|人(?!为)|哪|地方|什么"
)  # 没有渠道可以退
_ENDS = (Role.MAY, Role.MAY_NEXT, Role.IS_NOT, Role.EVEN, Role.GOOD)
_LACKS = frozenset({Role.IS_NOT, Role.NOT, Role.NOT_NEXT, Role.KEEPS_NOUN})
_ASIDE = frozenset({Role.OTHERS, Role.SPEAKS_TO})
_REGARDLESS = Sense(frozenset({Role.REGARDLESS}))
_WHETHER = Sense(frozenset({Role.WHETHER}))
_TIME = Sense(frozenset({Role.DURATION}))


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the normal text and what it can mean; `duration` where it is a time."""

    start: int
    end: int
    sense: Sense
    duration: Duration | None = None

    @property
    def is_aside(self) -> bool:
        """Whether it only names another party or how we speak to it, which says nothing of what is granted."""
        return bool(self.sense.roles) and self.sense.roles <= _ASIDE

    def plays(self, *roles: Role) -> bool:
        return not self.sense.roles.isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A clause with its tokens in order; `bare` counts the characters that no token covers."""

    clause: Clause
    tokens: tuple[Token, ...]
    bare: int
    text: str
    is_denied: bool = False  # the rule that it tells is denied: 不是拆了就不能退

    def has(self, *roles: Role) -> bool:
        return any(token.plays(*roles) for token in self.tokens)


@dataclass(frozen=True, slots=True)
class Read:
    """A text in normal form with its clauses."""

    normal: Normal
    phrases: tuple[Phrase, ...]


def tokenise(text: str, lexicon: Lexicon) -> Read:
    """Return the clauses of a text; what stands in quotation marks is left out of them."""
    normal = lexicon.spellings.normal_form(text)
    plain = normal.text
    no = denied(plain)
    for start, end in no:
        plain = plain[:start] + _BLANK * (end - start) + plain[end:]
    tokens = _without_lacks(plain, _longest(plain, _candidates(plain, lexicon)))
    quoted = quotations(plain)
    if quoted:
        tokens = [token for token in tokens if not any(start <= token.start < end for start, end in quoted)]
    found = []
    at = 0
    for clause in clauses(plain, _behind_pictures(text, normal)):
        while at < len(tokens) and tokens[at].start < clause.start:
            at += 1
        first = at
        while at < len(tokens) and tokens[at].start < clause.end:
            at += 1
        own = tuple(tokens[first:at])
        bare = clause.end - clause.start - sum(min(one.end, clause.end) - one.start for one in own if not one.is_aside)
        is_denied = any(clause.start <= start < clause.end for start, _ in no)
        found.append(Phrase(clause, own, bare, plain[clause.start : clause.end], is_denied))
    return Read(normal, tuple(found))


def _behind_pictures(text: str, normal: Normal) -> frozenset[int]:
    """Return where the normal form goes on behind an emoji, which parts clauses as a comma does: 没到位😭退款都行."""
    if _PICTURE.search(text) is None:
        return frozenset()
    gaps = zip(normal.ends, normal.starts[1:], strict=False)
    return frozenset(at for at, (end, start) in enumerate(gaps, 1) if start > end and _PICTURE.search(text, end, start))


def _candidates(text: str, lexicon: Lexicon) -> dict[int, tuple[int, Sense, Duration | None]]:
    """Return the longest candidate that begins at each place."""
    best: dict[int, tuple[int, Sense, Duration | None]] = {}
    if len(lexicon.automaton):
        for last, (size, sense) in lexicon.automaton.iter(text):
            start = last + 1 - size
            held = best.get(start)
            if held is None or held[0] < last + 1:
                best[start] = (last + 1, sense, None)
    for match in _EITHER.finditer(text):
        if match["what"] and text[match.start() - 1 : match.start()] in ("不", "没"):
            continue  # 不退不退
        if match["what"] and _EITHER_WAY.match(text, match.end()):
            best[match.start()] = (match.end(), _REGARDLESS, None)  # 拆没拆都给退
            continue
        held = best.get(match.start())
        if held is None or held[0] < match.end():
            best[match.start()] = (match.end(), _WHETHER, None)
    for time in durations(text):
        held = best.get(time.start)
        if held is None or held[0] <= time.end:
            best[time.start] = (time.end, _TIME, time)
    return best


def _longest(text: str, best: dict[int, tuple[int, Sense, Duration | None]]) -> list[Token]:
    found = []
    end = 0
    for start in sorted(best):
        if start < end:
            continue
        end, sense, time = best[start]
        found.append(Token(start, end, sense, time))
    return found


def _without_lacks(text: str, tokens: Sequence[Token]) -> list[Token]:
    """Leave out the 没 of what is only named as lacking: 没通电、没装水、配件齐全可以退, 没损坏可以退.

    It denies the unread words behind it, and ends with them: at the next of a list, at the next 没, before 可以.
    """
    kept = []
    for token, following in zip_longest(tokens, tokens[1:]):
        lacks = following is not None and token.sense.roles <= _LACKS and token.plays(Role.IS_NOT)
        gap = text[token.end : following.start] if lacks and following is not None else ""
        is_last = following is not None and following.plays(*_ENDS) and not following.plays(Role.ACT)
        if following is not None and following.plays(Role.LIMIT):
            is_last = text[following.start] in "没未无"  # 没用没拆的
        is_alone = is_last and text[token.start : token.end] in ("没", "没有", "未", "无")
        if not (_LISTED.match(gap) or (is_alone and _UNREAD.fullmatch(gap) and not _MEANS.search(gap))):
            kept.append(token)
    return kept


def tail(tokens: Sequence[Token]) -> int:
    """Return how many of the tokens are left when the particles at the end are taken off."""
    size = len(tokens)
    while size and tokens[size - 1].sense.roles == {Role.FILLERS}:
        size -= 1
    return size
