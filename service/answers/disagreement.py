"""Where a message states something else than what was given: which of the two holds is for the agent to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import Field

from knowledge.model.facts import Value
from knowledge.reading.facts.answers import answers
from knowledge.reading.facts.reader import FactReader, Reading
from service.answers.answer import Answer
from service.answers.assistant import Assistant
from service.answers.understand import Given, Turn


class Disagreement(Answer):
    """A given fact that the message states otherwise; the given value is the one that was answered for."""

    given: Value
    said: Value
    span: tuple[int, int] = Field(description="code points of the text that state it, the end excluded")


def disagreements(
    assistant: Assistant, text: str, given: Given, conversation: Sequence[Turn], today: date
) -> Mapping[str, Disagreement]:
    """Return the given facts that `text` states otherwise, by fact; one that was given as unknown was misread."""
    held = {name: value for name, value in given.items() if value is not None}
    if not held or not text.strip():
        return {}
    reading = assistant.reader.read(text, today)
    question = conversation[-1].text if conversation and conversation[-1].role == "agent" else ""
    said = _said(assistant.reader, reading, text, question, tuple(held), today)
    if issue := _stated_issue(reading, held.get(assistant.base.subject)):
        said[assistant.base.subject] = issue
    return {
        name: Disagreement(given=held[name], said=value, span=span)
        for name, (value, span) in said.items()
        if name in held and held[name] != value
    }


_Said = tuple[Value, tuple[int, int]]


def _said(
    reader: FactReader, reading: Reading, text: str, question: str, known: Sequence[str], today: date
) -> dict[str, _Said]:
    found = {**reading.facts, **answers(reader, text, question, known, reading.facts, today)}
    return {name: (read.value, read.span) for name, read in found.items()}


def _stated_issue(reading: Reading, given: Value | None) -> _Said | None:
    """Return the issue that the words state where the given one is not among those that they state."""
    stated = [mention for mention in reading.subject if not mention.is_denied and not mention.is_wondered]
    if given is None or not stated or given in {mention.value for mention in stated}:
        return None
    first = stated[0]
    return str(first.value), reading.normal.span(first.start, first.end)
