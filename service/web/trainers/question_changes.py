"""Which of the newest questions would find another script once an entry is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.editing.changing import Standing
from knowledge.editing.rewriting import EditError
from service.answers.assistant import Assistant
from service.answers.suggest import CustomerMessage, suggest
from service.api.call_context import CallContext
from service.live.editing import read_folder, try_entry
from service.store.records import Record, newest_records

Found = tuple[str, str] | None  # id and title of the first suggestion


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question with what it finds now and what it would find."""

    text: str
    before: Found
    after: Found


@dataclass(frozen=True, slots=True)
class QuestionChanges:
    """Questions that would find something else, of all that were tried."""

    questions: tuple[QuestionChange, ...]
    tried: int


def question_changes(
    context: CallContext, now: Standing, data: Mapping[str, Any], limit: int
) -> QuestionChanges | None:
    """Ask the newest questions of what answers and of the base as it would be; None where that would have errors.

    The ranker is the one that serves: as after saving, until it has learned the new text.
    """
    folder = read_folder(context.settings, context.live)
    try:
        trial = try_entry(folder, now, data, settings=context.settings, live=context.live)
    except EditError:
        return None
    if trial.base is None:
        return None
    assistant = context.view.assistant
    changed = assistant.on_trial(trial.base)
    records = context.kept(lambda: newest_records(context.store, limit=limit)) or ()
    asked = list({record.text: record for record in records if record.text}.values())
    compared = [_compared(context, record, assistant, changed) for record in asked]
    return QuestionChanges(tuple(one for one in compared if one.before != one.after), len(asked))


def _compared(context: CallContext, record: Record, before: Assistant, after: Assistant) -> QuestionChange:
    message = CustomerMessage(record.text, context.settings.today(), record.channel, limit=1)
    old, new = (_first(suggest(one, message).suggestions) for one in (before, after))
    return QuestionChange(record.text, old, new)


def _first(suggestions: Sequence[Any]) -> Found:
    return (suggestions[0].id, suggestions[0].title) if suggestions else None
