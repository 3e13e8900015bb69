"""Usage as Prometheus reads it: the running seven days, counted in the store and so the same on every replica."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Engine

from service.api.usage import UsageBy, figures_of
from service.store.usage import UsageCounts, UsagePeriod, usage_by

DAYS = 7
BY: tuple[UsageBy, ...] = ("channel", "group", "script")
_SHARES = {"coverage": "coverage", "silence": "silence", "adoption": "adoption", "overridden": "overridden_share"}
_COUNTS = ("answered", "as_is", "edited", "overridden", "rejected", "unused")
_FRESH_S = 60.0
_WORTH = 20  # counting may take a twentieth of the time, however many records there are

WeekUsage = Mapping[UsageBy, Mapping[str, UsageCounts]]


def week_usage(engine: Engine, today: Callable[[], date]) -> WeekUsage:
    """Return the counts of the seven days that end today."""
    last = today()
    period = UsagePeriod(last - timedelta(days=DAYS - 1), last)
    return {by: usage_by(engine, period, by) for by in BY}


class UsageCollector(Collector):
    """Tells the usage at each scrape; `read` is asked again at most once a minute, and answers None where it cannot."""

    def __init__(self, read: Callable[[], WeekUsage | None]) -> None:
        self._read = read
        self._reading = threading.Lock()
        self._until = 0.0
        self._found: WeekUsage | None = None

    def describe(self) -> Iterator[Metric]:
        yield from (_questions(), _shares())

    def collect(self) -> Iterator[Metric]:
        questions, shares = _questions(), _shares()
        for by, rows in (self._fresh() or {}).items():
            for key, counts in rows.items():
                figures = figures_of(counts)
                questions.add_metric((by, key, "asked"), counts.questions)
                for name in _COUNTS:
                    questions.add_metric((by, key, name), getattr(counts, name))
                for name, field in _SHARES.items():
                    value = figures[field]
                    if value is not None:
                        shares.add_metric((by, key, name), value)
        yield from (questions, shares)

    def _fresh(self) -> WeekUsage | None:
        with self._reading:
            if time.monotonic() >= self._until:
                begun = time.monotonic()
                self._found = self._read()
                took_s = time.monotonic() - begun
                self._until = time.monotonic() + max(_FRESH_S, _WORTH * took_s)
            return self._found


def _questions() -> GaugeMetricFamily:
    return GaugeMetricFamily(
        "yizhi_usage_questions", "Questions of the last seven days by what came of them", labels=("by", "key", "state")
    )


def _shares() -> GaugeMetricFamily:
    return GaugeMetricFamily(
        "yizhi_usage_share", "Shares of the last seven days, 0 to 1", labels=("by", "key", "share")
    )
