"""Who speaks of whom: what a platform, a bank, a carrier or a warehouse does is no promise of ours."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.tokens import Phrase, Token


def is_theirs(phrase: Phrase, start: int) -> bool:
    """Say whether another party does what stands at `start`: the last one named before it, ours else."""
    tokens = [one for one in phrase.tokens if one.start < start]
    for at in range(len(tokens) - 1, -1, -1):
        token = tokens[at]
        if token.plays(Role.OTHERS):
            return not (_is_object(tokens, at) or _is_moment(phrase, tokens, at))
        if token.plays(Role.BRAND, Role.PERSON, Role.MENTION):
            return False
    return False


def names_another(phrase: Phrase) -> bool:
    """Say whether another party is the subject of the clause."""
    return is_theirs(phrase, phrase.clause.end)


def _is_object(tokens: Sequence[Token], at: int) -> bool:
    """我们催快递, 跟仓库核实: the other party is spoken to, or told to do it for us."""
    return at > 0 and tokens[at - 1].plays(Role.SPEAKS_TO) and tokens[at - 1].end >= tokens[at].start - 1


def _is_moment(phrase: Phrase, tokens: Sequence[Token], at: int) -> bool:
    """仓库收到后 and 平台审核通过后 say when we do it."""
    return any(one.plays(Role.AFTER) for one in tokens[at + 1 :]) or any(
        one.duration is not None and one.duration.side == "after" for one in tokens[at + 1 :]
    )
