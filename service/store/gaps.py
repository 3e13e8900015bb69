"""Gaps: questions that found no answer, grouped by how near their wording is."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

NEAR = 0.5  # share of the shorter question's weight that the other holds too, 0 to 1; settled on the tests' paraphrases
_ASIDE = re.compile(r"〔[^〕]*〕|请问|你好|您好|在吗|你们|咱们|我们|能不能|可以|一下|亲|吗|呢|呀|啊|哦|吧|么|的|了|\W")
_NOTHING_ASKED = re.compile(
    r"有人|客服|人工|早上|上午|中午|下午|晚上|早|好|嗨|哈喽|哈罗|hello|hi|hey|谢谢|多谢|感谢|辛苦|再见|拜拜|收到|知道|明白|嗯|哦|噢|ok|在|您|你"
    r"|\d|[a-z](?![a-z])"
)

Pairs = Mapping[str, float]
T = TypeVar("T")


def near(questions: Sequence[tuple[str, T]]) -> tuple[tuple[T, ...], ...]:
    """Group things by the text that each was asked in (in normal form), the largest group first, then the newest.

    Each joins the group whose first text is nearest, if that is near; common pairs of characters count less.
    """
    weights = _weights([text for text, _ in questions])
    groups: list[_Group[T]] = []
    index: dict[str, set[int]] = {}
    for text, one in questions:
        pairs = {pair: weights[pair] for pair in _bigrams(text)}
        candidates = sorted({at for pair in pairs for at in index.get(pair, ())})
        best = max(candidates, key=lambda at: _shared(pairs, groups[at].first), default=None)
        if best is not None and _shared(pairs, groups[best].first) >= NEAR:
            groups[best].members.append(one)
            continue
        for pair in pairs:
            index.setdefault(pair, set()).add(len(groups))
        groups.append(_Group(pairs, [one]))
    groups.sort(key=lambda found: -len(found.members))  # stable: the newest stays first among equals
    return tuple(tuple(found.members) for found in groups)


def is_greeting(text: str) -> bool:
    """Say whether a text (in normal form) asks nothing: it greets, calls for someone, or thanks."""
    return not _NOTHING_ASKED.sub("", _ASIDE.sub("", text))


def shortest(texts: Iterable[str]) -> str:
    """Return the shortest of the questions that ask one thing: it says the least besides."""
    return min(texts, key=lambda text: (len(text), text))


@dataclass(slots=True)
class _Group(Generic[T]):
    first: Pairs
    members: list[T]


def _bigrams(text: str) -> frozenset[str]:
    plain = _ASIDE.sub("", text) or text
    return frozenset(plain[at : at + 2] for at in range(max(1, len(plain) - 1)))


def _weights(texts: Sequence[str]) -> Pairs:
    """Return how telling each pair of characters is: the rarer, the more."""
    counts = Counter(pair for text in texts for pair in _bigrams(text))
    return {pair: 1.0 + math.log((1 + len(texts)) / (1 + count)) for pair, count in counts.items()}


def _shared(left: Pairs, right: Pairs) -> float:
    common = sum(weight for pair, weight in left.items() if pair in right)
    return common / min(sum(left.values()), sum(right.values()))
