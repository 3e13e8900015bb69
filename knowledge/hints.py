"""For trainers: questions whose words the reply never takes up, as one paragraph under many different asks leaves them.

A hint is no fault: it says only that no pair of Chinese characters of the question stands in what the entry says or is
called, nor a word that means the same. Questions with nothing but everyday words are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from knowledge.checks.place import problem_at
from knowledge.checks.wording import said
from knowledge.model.base import SECTION_OF, AnyEntry, Base
from knowledge.model.conditions import OneOf
from knowledge.model.entries import Policy, Statute
from knowledge.problem import Fault, Problem, Severity
from knowledge.reading.normal import normalise

_LATIN = re.compile(r"[a-z][a-z0-9-]+")
_HAN = re.compile(r"[一-鿿]+")
_EVERYDAY = re.compile(
    r"怎么|怎样|什么|为什么|为啥|多少|几个|哪个|哪里|哪些|能不能|可不可以|可以|是不是|有没有|要不要|会不会|需要|应该|如果|已经|现在|还是"
    r"|我们|你们|他们|自己|这个|那个|这种|这样|一个|一下|一点|一直|有点|没有|不是|不会|不能|不要|不用|觉得|感觉|知道|想要|请问|谢谢"
    r"|[的了吗呢吧啊呀嘛哦么啥咋我你您他她它们是有在也都就还又很太和跟与或把被给让来去说想要用会能可不没这那哪几个]"
)
_SHOWN = 3
_FEWEST_ASKS = 3  # of one entry: one or two are said in an odd way rather than left without an answer
_FEWEST_PAIRS = 2  # of content, from which a question says enough to be held against the reply


def hints(base: Base) -> Iterator[Problem]:
    """Yield a notice for each entry with questions that its reply does not take up, in the order of the base."""
    meanings = _Meanings(_same(base))
    for kind, key, entry in base.entries():
        if not entry.say:
            continue
        told = _told(base, entry)
        meant = frozenset(meanings.within(told))
        asks = [normalise(ask) for ask in entry.asks]
        missed = [at for at, ask in enumerate(asks) if _is_missed(ask, told) and meant.isdisjoint(meanings.within(ask))]
        if len(missed) >= _FEWEST_ASKS:
            shown = "、".join(f"「{entry.asks[index]}」" for index in missed[:_SHOWN])
            more = "…" if len(missed) > _SHOWN else ""
            message = f"{len(missed)} of {len(entry.asks)} asks are not taken up by the reply: {shown}{more}"
            mend = "answer them in the text, or move them to an entry that does"
            yield problem_at(
                base,
                SECTION_OF[kind],
                key,
                Fault(("asks", missed[0]), "unanswered", message, mend),
                Severity.NOTICE,
            )


def _same(base: Base) -> Iterator[Iterable[str]]:
    """Yield the groups of words that mean the same: synonyms, and each value of a fact with its phrases."""
    yield from base.terms.synonyms
    for fact in base.facts.values():
        values = getattr(fact, "values", {})
        for value in values.values():
            yield (value.name, *value.phrases)


class _Meanings:
    """Groups of words by how each word begins, so that those in a text are found without trying every word."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        self._begun: dict[str, list[tuple[str, int]]] = {}
        for number, group in enumerate(groups):
            for word in dict.fromkeys(normalise(one) for one in group):
                self._begun.setdefault(word[:2], []).append((word, number))

    def within(self, text: str) -> Iterator[int]:
        """Yield the number of a group wherever a word of it stands in a text."""
        for at, first in enumerate(text):
            for begin in (first, text[at : at + 2]):
                for word, number in self._begun.get(begin, ()):
                    if text.startswith(word, at):
                        yield number


def _told(base: Base, entry: AnyEntry) -> str:
    """Return what the entry says and is called, and the words of the facts that it is about."""
    names = [str(getattr(entry, name, "")) for name in ("title", "name", "cite", "gist", "inci", "advice")]
    return normalise(
        "\n".join([*names, *getattr(entry, "aliases", ()), *(text for _, text in said(entry)), *_about(base, entry)])
    )


def _about(base: Base, entry: AnyEntry) -> Iterator[str]:
    when = entry.when.all if isinstance(entry, Policy | Statute) else {}
    for name, matcher in when.items():
        values = getattr(base.facts[name], "values", {})
        for value in matcher.values if isinstance(matcher, OneOf) else ():
            if value in values:
                yield from (values[value].name, *values[value].phrases)


def _is_missed(ask: str, told: str) -> bool:
    """Say whether a question says enough, and nothing of it stands in what is told."""
    pairs = _pairs(ask)
    return len(pairs) >= _FEWEST_PAIRS and not any(pair in told for pair in pairs)


def _pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters that everyday words leave, and the words in Latin letters."""
    left = _EVERYDAY.sub(" ", text)
    pairs = (run[at : at + 2] for run in _HAN.findall(left) for at in range(len(run) - 1))
    return frozenset((*pairs, *_LATIN.findall(left)))
