"""Whether a message goes on about the issue of its conversation: 面霜变质了 · 那能退吗 · 运费谁出."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.deciding.decide import Decision
from knowledge.reading.claims.lexicon import Lexicon, Sense
from knowledge.reading.claims.tokens import tokenise
from service.answers.assistant import Assistant

_LONGEST = 24  # characters of a message that may leave its issue to what was said before
_BARE = 3  # characters beside the words of claims that say nothing of an issue: 那…吗, 的话, 亲


def _outcomes_named(assistant: Assistant, text: str) -> frozenset[str]:
    """Return the outcomes that the words of a text are about, as the base's claims name them: 退, 运费, 多久回复."""
    lexicon = assistant.claims_reader.lexicon
    read = tokenise(text, lexicon)
    return frozenset(
        name
        for phrase in read.phrases
        for token in phrase.tokens
        for name in _outcomes(token.sense, lexicon)
        if name in assistant.base.outcomes
    )


def is_bare(assistant: Assistant, text: str) -> bool:
    """Say whether a text holds hardly a word but those of the base's claims: 那能退吗 names nothing of its own."""
    read = tokenise(text, assistant.claims_reader.lexicon)
    return sum(phrase.bare for phrase in read.phrases) <= _BARE


def is_follow_up(assistant: Assistant, text: str, decision: Decision) -> bool:
    """Say whether a message that names no issue asks for what is decided, or open, for the issue before it."""
    if len(text.strip()) > _LONGEST:
        return False
    asked = _outcomes_named(assistant, text)
    known = {*decision.decided, *decision.open, *(found.outcome for found in decision.contested)}
    return bool(asked) and asked <= known


def _outcomes(sense: Sense, lexicon: Lexicon) -> Iterator[str]:
    if sense.act:
        yield from lexicon.acts[sense.act].says
    if sense.cost:
        yield from lexicon.costs[sense.cost].says
    if sense.time and (outcome := lexicon.outcome(sense.time)):
        yield outcome
    if sense.paper:
        yield from lexicon.papers[sense.paper].says
