"""Feedback: what an agent did with a suggestion of a record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rapidfuzz.distance import Levenshtein
from sqlalchemy import Engine, and_, delete, insert, select

from service.store.masking import storable
from service.store.tables import feedback
from service.store.ulid import new_ulid

Action = Literal["shown", "copied", "used", "edited", "rejected"]
_BLANK = re.compile(r"〔[^〔〕]*〕")


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an agent did with a record's suggestion: saw it, copied it, sent it as it is or edited, or rejected it.

    `reply` is the text sent where the agent edited it, `changed` whether that states another decision, `distance` by
    how many characters it differs; `reason` and `words` say why a suggestion was rejected.
    """

    record: str
    at: datetime
    action: Action
    kind: str | None = None
    entry: str | None = None
    reply: str | None = None
    changed: bool | None = None
    reason: str | None = None
    words: str | None = None
    distance: int | None = None


class UnknownFeedback(Exception):
    """There is no such feedback on that record."""


def add_feedback(engine: Engine, given: Feedback) -> str:
    """Store what the agent did, masked, and return its id.

    That something was shown is kept once, however often it is told.
    """
    key = new_ulid()
    row = {
        "id": key,
        "record": given.record,
        "at": given.at,
        "action": given.action,
        "kind": given.kind,
        "entry": given.entry,
        "reply": None if given.reply is None else storable(given.reply),
        "changed": given.changed,
        "reason": given.reason,
        "words": storable(given.words) if given.words else None,
        "distance": given.distance,
    }
    with engine.begin() as connection:
        if given.action == "shown":
            alike = and_(feedback.c.record == given.record, feedback.c.action == "shown")
            connection.execute(delete(feedback).where(alike))
        connection.execute(insert(feedback).values(row))
    return key


def take_back_feedback(engine: Engine, record: str, key: str) -> None:
    """Forget feedback that was given by mistake; raises UnknownFeedback."""
    mine = and_(feedback.c.id == key, feedback.c.record == record)
    with engine.begin() as connection:
        if not connection.execute(delete(feedback).where(mine)).rowcount:
            raise UnknownFeedback(key)


def feedback_of(engine: Engine, key: str) -> tuple[Feedback, ...]:
    """Return what was done with a record, oldest first."""
    with engine.connect() as connection:
        rows = connection.execute(select(feedback).where(feedback.c.record == key).order_by(feedback.c.id))
        return tuple(
            Feedback(
                row.record,
                row.at,
                row.action,
                row.kind,
                row.entry,
                row.reply,
                row.changed,
                row.reason,
                row.words,
                row.distance,
            )
            for row in rows
        )


def edit_distance(offered: str, sent: str) -> int:
    """Return how many characters an agent changed; what was filled into a blank, 〔订单号〕, is no change."""
    blanks = [found.span() for found in _BLANK.finditer(offered)]
    steps = Levenshtein.editops(offered, sent)
    return sum(
        not any(start <= step.src_pos <= end - (step.tag != "insert") for start, end in blanks) for step in steps
    )
