"""The calls of the service that an evaluation makes, bound to one assistant and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from knowledge.model.facts import Value
from service.answers.assistant import Assistant
from service.answers.suggest import CustomerMessage, suggest
from service.answers.suggestion import Suggestion, Suggestions

__all__ = ["Answers", "Remembering", "Suggestion", "Suggestions", "answers_of"]


class Answers(Protocol):
    """Answers one message as the service does."""

    def __call__(self, text: str, channel: str | None, facts: Mapping[str, Value], limit: int = 3) -> Suggestions: ...


def answers_of(assistant: Assistant, on: date) -> Answers:
    """Return how an assistant answers on a day."""

    def answer(text: str, channel: str | None, facts: Mapping[str, Value], limit: int = 3) -> Suggestions:
        return suggest(assistant, CustomerMessage(text, on, channel, facts, (), limit))

    return answer


@dataclass(slots=True)
class Remembering:
    """Answers that are worked out once for the same message, channel and facts."""

    answers: Answers
    _known: dict[tuple[str, str | None, tuple[tuple[str, Value], ...], int], Suggestions] = field(default_factory=dict)

    def __call__(self, text: str, channel: str | None, facts: Mapping[str, Value], limit: int = 3) -> Suggestions:
        key = (text, channel, tuple(sorted(facts.items())), limit)
        if key not in self._known:
            self._known[key] = self.answers(text, channel, facts, limit)
        return self._known[key]
