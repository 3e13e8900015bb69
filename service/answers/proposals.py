"""Questions that an entry could take up, each with where it comes from and what it finds now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.ranker.targets import Target
from knowledge.editing.asking import Exchange, exchanges, own_texts, refused
from knowledge.model.entries import AnyEntry
from knowledge.reading.normal import normalise
from service.answers.assistant import Assistant
from service.store.gaps import is_greeting
from service.store.masking import mask

_SHORTEST, _LONGEST = 2, 60  # characters of a customer's message that can be a question of an entry


@dataclass(frozen=True, slots=True)
class Logged:
    """What a customer wrote in a log: the first row that it stands in, and in how many."""

    text: str
    row: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Landing:
    """What a message finds first, and how likely that is right; `is_silent` where it is not suggested."""

    target: Target | None
    probability: float
    is_silent: bool

    def finds(self, target: Target) -> bool:
        return self.target == target and not self.is_silent


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question that the entry could take up."""

    text: str
    origin: Exchange | Logged
    landing: Landing


def landings(assistant: Assistant, texts: Sequence[str]) -> Iterator[Landing]:
    """Yield what each text finds, as the retriever ranks it."""
    found = assistant.retriever
    for ranking in found.rank_many(texts):
        if not ranking.ranked:
            yield Landing(None, 0.0, True)
            continue
        first = ranking.ranked[0]
        score = min(1.0, found.calibration.acceptable(first.probability))
        yield Landing(first.target, score, found.is_silent(first.probability, ranking.none))


def proposals(assistant: Assistant, target: Target, entry: AnyEntry, messages: Sequence[Logged] = ()) -> list[Proposal]:
    """Return what the entry could be asked as well: what does not find it now first, messages before exchanged words.

    Of the messages those are taken whose likeliest script is the entry, also where it is too unlikely to be suggested;
    what holds personal data is left out, and greetings are, unless the entry is there for them.
    """
    greets = any(is_greeting(one) for one in entry.asks)
    taken = set(refused(assistant.base, entry))
    logged = [one for one in messages if _can_be_asked(one.text, greets=greets) and _is_new(one.text, taken)]
    made = [one for one in exchanges(own_texts(entry), assistant.base.terms.synonyms) if _is_new(one.text, taken)]
    origins: list[Exchange | Logged] = [*logged, *made]
    found = [
        Proposal(origin.text, origin, landing)
        for origin, landing in zip(origins, landings(assistant, [one.text for one in origins]), strict=True)
        if isinstance(origin, Exchange) or landing.target == target
    ]
    return sorted(found, key=lambda one: _order(one, target))


def _order(one: Proposal, target: Target) -> tuple[bool, bool, float]:
    is_found = one.landing.finds(target)
    likely = one.landing.probability if one.landing.target == target else 0.0
    return is_found, isinstance(one.origin, Exchange), likely


def _is_new(text: str, taken: set[str]) -> bool:
    normal = normalise(text)
    if normal in taken:
        return False
    taken.add(normal)
    return True


def _can_be_asked(text: str, *, greets: bool) -> bool:
    if is_greeting(normalise(text)) and not greets:
        return False
    return _SHORTEST <= len(text) <= _LONGEST and mask(text) == text
