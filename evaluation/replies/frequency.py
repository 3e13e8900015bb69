"""How often each situation is asked in a log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import islice
from pathlib import Path

from evaluation.coverage import Counted, deciding_policies
from evaluation.replies.judging import Judging
from evaluation.replies.opening import LogChoices, opened
from evaluation.replies.sent import RowReader, Sent
from service.answers.assistant import Assistant

_TOGETHER = 1000  # rows whose messages are encoded in one go
_REMEMBERED = 50_000  # cases whose policies are kept


def frequencies(
    log: Path,
    choices: LogChoices,
    assistant: Assistant,
    on: date,
    timezone: str,
    progress: Callable[[str, float], None],
) -> tuple[Counted, int]:
    """Return messages by issue, the policies that decide and channel, and the number of rows; constant memory."""
    judging = Judging(assistant)
    counted: dict[tuple[str, tuple[str, ...]], dict[str, int]] = {}
    known: dict[tuple[object, ...], tuple[str, ...]] = {}
    rows = 0
    with opened(log, choices, assistant.base, timezone) as held:
        reader = RowReader(assistant.base, held.columns, on, timezone)
        while stretch := list(islice(held.rows, _TOGETHER)):
            read = [reader.read(place.number, place.row) for place in stretch]
            sent = [one for one in read if isinstance(one, Sent)]
            judging.prepare(sent)
            for one in sent:
                facts = judging.case_of(one).facts
                if assistant.base.subject not in facts:
                    continue
                key = (*sorted(facts.items()), one.day)
                if key not in known:
                    if len(known) >= _REMEMBERED:
                        known.clear()
                    known[key] = deciding_policies(assistant, facts, one.day)
                channels = counted.setdefault((str(facts[assistant.base.subject]), known[key]), {})
                channels[one.channel or "-"] = channels.get(one.channel or "-", 0) + 1
            rows += len(stretch)
            progress("reading the log", stretch[-1].share)
    return counted, rows
