"""Which questions would find another script once an entry is changed: those of the last weeks, and the suites'."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import Depends, Request

from knowledge.editing.changing import Standing
from knowledge.editing.fingerprint import entry_fingerprint
from knowledge.editing.rewriting import EditError
from service.answers.assistant import Assistant
from service.answers.suggest import CustomerMessage, suggest
from service.api.call_context import CallContext
from service.live.editing import changed_base, read_folder
from service.store.records import newest_records

Found = tuple[str, str] | None  # id and title of the first suggestion
Source = Literal["recent", "suites"]
SLICE = 40  # questions of one call: a page shows how far it is, and can stop
_WEEKS, _MOST_RECENT, _LOOKED_AT = 4, 200, 1000


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question with what it finds now and what it would find."""

    text: str
    before: Found
    after: Found


@dataclass(frozen=True, slots=True)
class QuestionChanges:
    """Those of a slice that would find something else; with `tried` so far, of `total`."""

    questions: tuple[QuestionChange, ...]
    tried: int
    total: int


@dataclass(slots=True)
class Trials:
    """Tries questions on bases as they would be; keeps the last one, which a page asks of again and again."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _kept: tuple[object, Assistant] | None = None
    _asked: tuple[object, Sequence[CustomerMessage]] | None = None

    def changes(
        self, context: CallContext, now: Standing, data: Mapping[str, Any], source: Source, start: int
    ) -> QuestionChanges | None:
        """Ask a slice of what answers and of the base as it would be; None where that would have errors.

        The ranker is the one that serves: as after saving, until it has learned the new text.
        """
        with self._lock:
            assistant = context.view.assistant
            key = (assistant.snapshot, now.section, now.id, entry_fingerprint(data))
            if self._kept is None or self._kept[0] != key:
                changed = _on_trial(context, now, data, assistant)
                if changed is None:
                    return None
                self._kept = (key, changed)
            asked = self._questions(context, source, start, assistant)
            taken = asked[start : start + SLICE]
            compared = [_compared(one, assistant, self._kept[1]) for one in taken]
        differing = tuple(one for one in compared if one.before != one.after)
        return QuestionChanges(differing, start + len(taken), len(asked))

    def _questions(
        self, context: CallContext, source: Source, start: int, assistant: Assistant
    ) -> Sequence[CustomerMessage]:
        """Return the questions in the order in which they are tried; the same ones while a page asks on."""
        key = (source, assistant.base.fingerprint)
        if start == 0 or self._asked is None or self._asked[0] != key:
            asked = recent_questions(context) if source == "recent" else suite_questions(context)
            self._asked = (key, asked)
        return self._asked[1]


def recent_questions(context: CallContext) -> Sequence[CustomerMessage]:
    """Return what customers asked in the last weeks, each wording once, the newest first."""
    records = context.kept(lambda: newest_records(context.store, limit=_LOOKED_AT)) or ()
    since, on = context.now() - timedelta(weeks=_WEEKS), context.settings.today()
    fresh = {one.text: CustomerMessage(one.text, on, one.channel, limit=1) for one in records if one.at >= since}
    return [message for text, message in fresh.items() if text][:_MOST_RECENT]


def suite_questions(context: CallContext) -> Sequence[CustomerMessage]:
    """Return the questions of the suites that fit the base; none where this installation has no evaluations."""
    if context.evaluations is None:
        return ()
    found: Sequence[CustomerMessage] = context.evaluations.questions(context.view.base, context.settings.today())
    return found


def _on_trial(context: CallContext, now: Standing, data: Mapping[str, Any], assistant: Assistant) -> Assistant | None:
    folder = read_folder(context.settings, context.live)
    try:
        base = changed_base(folder, now, data, context.settings)
    except EditError:
        return None
    return None if base is None else assistant.on_trial(base)


def _compared(message: CustomerMessage, before: Assistant, after: Assistant) -> QuestionChange:
    old, new = (_first(suggest(one, message).suggestions) for one in (before, after))
    return QuestionChange(message.text, old, new)


def _first(suggestions: Sequence[Any]) -> Found:
    return (suggestions[0].id, suggestions[0].title) if suggestions else None


def _trials(request: Request) -> Trials:
    found: Trials = request.app.state.trials
    return found


KnownTrials = Annotated[Trials, Depends(_trials)]  # made with the pages, one a service
