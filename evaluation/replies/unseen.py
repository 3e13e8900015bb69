"""What a run over a log could not see, so that a low figure is not taken for a good one."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.replies.columns import Columns
from evaluation.replies.messages import MEDIA, NOTES, ROBOT
from evaluation.replies.tally import Tally
from knowledge.checks.unread import values_without_policy
from knowledge.model.base import Base
from knowledge.reading.claims.unread import unread_outcomes

_MANY = 0.5  # share of replies from which something is missing in most
_UNREADABLE = 0.05  # share of rows
_MEANT = ("no reply", NOTES, MEDIA, ROBOT)  # what is no reply of an agent is rightly not judged


def unseen(tally: Tally, base: Base, columns: Columns | None) -> Iterator[str]:
    """Yield what is missing, by a name each: columns, cases that were not read, lexicons that the base lacks."""
    yield from (f"column:{name}" for name in (columns.without() if columns else ()))
    issues = tally.by.get("issue", {})
    unread = issues.get("-", {}).get("n", 0)
    if tally.judged and unread > _MANY * tally.judged and (columns is None or "asked" not in columns.without()):
        yield "most:issue"
    channels = tally.by.get("channel", {})
    has_channel = columns is None or "channel" not in columns.without()
    if tally.judged and has_channel and channels.get("-", {}).get("n", 0) > _MANY * tally.judged:
        yield "most:channel"
    unread_rows = sum(count for because, count in tally.unreadable.items() if because not in _MEANT)
    if tally.rows and unread_rows > _UNREADABLE * tally.rows:
        yield "rows"
    yield from (f"claims:{name}" for name in unread_outcomes(base))
    yield from (f"policies:{value}" for value in values_without_policy(base) if value in issues)
