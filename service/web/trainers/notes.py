"""What is known of each entry besides its text: asks that the reply misses, how often it was suggested, used, rejected.

Both take a while on a large base, so they are worked out once a base, or once a moment, and kept.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request

from indexer.threads import yield_processor
from knowledge.hints import hints
from knowledge.model.base import Base
from knowledge.problem import Problem
from service.api.call_context import CallContext
from service.store.records import newest_records
from service.store.usage import UsageCounts, UsagePeriod, usage_by
from service.web.trainers.alike import AlikeAsk, AlikeAsks

_FRESH_S = 30.0
DAYS = 28  # of which uses and rejections count
LOOKED_AT = 2000  # records


@dataclass(slots=True)
class Notes:
    """The newest notes; safe to share between threads."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _hints: tuple[str, Mapping[str, Problem]] = ("", {})
    _alike: AlikeAsks = field(default_factory=AlikeAsks)
    _working: str = ""
    _uses: tuple[float, int, Counter[str]] | None = None
    _usage: tuple[float, Mapping[str, UsageCounts]] | None = None

    def known_hints(self, base: Base) -> Mapping[str, Problem] | None:
        """Return the hints by entry, or None while they are worked out beside."""
        if self._hints[0] == base.fingerprint:
            return self._hints[1]
        if self._working != base.fingerprint:
            self._working = base.fingerprint
            threading.Thread(target=self._work_out, args=(base,), name="yizhi-hints", daemon=True).start()
        return None

    def _work_out(self, base: Base) -> None:
        yield_processor()
        self.hints(base)

    def hints(self, base: Base) -> Mapping[str, Problem]:
        """Return the hints by entry, worked out where they are not known."""
        with self._lock:
            if self._hints[0] != base.fingerprint:
                self._hints = (base.fingerprint, {one.entry: one for one in hints(base)})
            return self._hints[1]

    def alike(self, base: Base) -> tuple[AlikeAsk, ...]:
        """Return the asks that stand in entries which answer differently."""
        with self._lock:
            return self._alike.of(base)

    def uses(self, context: CallContext) -> tuple[int, Counter[str]]:
        """Return how many questions were looked at, and how often each entry was suggested for them."""
        moment = time.monotonic()
        if self._uses is None or moment - self._uses[0] > _FRESH_S:
            records = context.kept(lambda: newest_records(context.store, limit=LOOKED_AT)) or ()
            counted = Counter(offered.id for record in records for offered in record.suggestions)
            self._uses = (moment, len(records), counted)
        return self._uses[1], self._uses[2]

    def usage(self, context: CallContext) -> Mapping[str, UsageCounts]:
        """Return what agents made of each script in the last weeks, by kind and id; nothing where it cannot be read."""
        moment = time.monotonic()
        if self._usage is None or moment - self._usage[0] > _FRESH_S:
            today = context.settings.today()
            period = UsagePeriod(today - timedelta(days=DAYS - 1), today)
            self._usage = moment, context.kept(lambda: usage_by(context.store, period, "script")) or {}
        return self._usage[1]


def _notes(request: Request) -> Notes:
    notes: Notes = request.app.state.notes
    return notes


KnownNotes = Annotated[Notes, Depends(_notes)]  # made with the pages, one a service
