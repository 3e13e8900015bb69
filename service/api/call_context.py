"""What a call works with: the live state, the store, and the figures, all made when the app is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from indexer.gathering import Gathering
from knowledge.model.base import Base
from knowledge.model.facts import Value
from knowledge.model.given import channel_fault, read_facts
from service.api.errors import CallError, call_fault, refusal, short
from service.api.fresh import Fresh
from service.api.language import language_of
from service.api.observe import Metrics
from service.live.live_snapshot import LiveSnapshot, View
from service.settings import Settings
from service.store.database import StoreError
from service.store.dismissals import Dismissal, read_dismissals
from service.store.ended_sessions import read_ended
from service.store.health import StoreHealth
from service.store.keys import Key, standing_keys
from service.store.records import Record, keep_together

T = TypeVar("T")
Keeping = tuple[Record, str | None]  # a record and what it continues
_FRESH_S = 2.0  # another replica may dismiss a conflict too
_LONG = 120  # characters of a message that holds what was sent
_TOGETHER = 64  # records of one transaction


@dataclass(slots=True)
class CallContext:
    """The state that calls share."""

    settings: Settings
    live: LiveSnapshot
    store: Engine
    metrics: Metrics
    evaluations: Any = None  # an Evaluations of service.api.evaluations, which works at this context itself
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    writing: threading.Lock = field(default_factory=threading.Lock)  # one change of the base at a time
    health: StoreHealth = field(init=False)
    keys: Fresh[Mapping[str, Key]] = field(init=False)  # those that open something, by digest
    ended: Fresh[Mapping[str, datetime]] = field(init=False)  # sessions that are over: see read_ended
    _keeping: Gathering[Keeping, str | SQLAlchemyError] = field(init=False)
    _dismissed: tuple[float, Mapping[str, Dismissal]] | None = None  # read at, and what was read

    def __post_init__(self) -> None:
        self.health = StoreHealth(self.store)
        self.keys = Fresh(lambda: self.kept(lambda: standing_keys(self.store)))
        self.ended = Fresh(lambda: self.kept(lambda: read_ended(self.store, self.now())))
        # One transaction at a time: SQLite would let the others sleep, and what waits is stored by the next together.
        self._keeping = Gathering(lambda given: keep_together(self.store, given), leaders=1, most=_TOGETHER)

    @property
    def view(self) -> View:
        """What answers now; a call takes it once. Raises CallError before the service is ready."""
        if not self.live.is_open:
            raise CallError(503, "starting", "the service is still opening its base; ask again in a moment")
        return self.live.view

    def kept(self, act: Callable[[], T]) -> T | None:
        """Return what the store gives, or None where it cannot be reached: an agent must not wait for it."""
        return self.health.use(act)

    def keep(self, record: Record, continues: str | None) -> str | None:
        """Store a record and return its id, or None where the store cannot be reached."""
        return self.kept(lambda: self._keep(record, continues))

    def _keep(self, record: Record, continues: str | None) -> str:
        found = self._keeping.do((record, continues))
        if isinstance(found, SQLAlchemyError):
            raise found
        return found

    def dismissed(self) -> Mapping[str, Dismissal]:
        """Return the dismissals, at most a moment old; those read last where the store cannot be reached."""
        moment = time.monotonic()
        if self._dismissed is None or moment - self._dismissed[0] > _FRESH_S:
            found = self.kept(lambda: read_dismissals(self.store))
            before = {} if self._dismissed is None else self._dismissed[1]
            self._dismissed = (moment, before if found is None else found)
        return self._dismissed[1]

    def forget_dismissed(self) -> None:
        """Read the dismissals afresh next time."""
        if self._dismissed is not None:
            self._dismissed = (-_FRESH_S, self._dismissed[1])

    def required(self, act: Callable[[], T]) -> T:
        """Return what the store gives; raises CallError where it cannot be reached."""
        try:
            return self.health.require(act)
        except (SQLAlchemyError, StoreError) as error:
            raise CallError(503, "store-unavailable", "the database cannot be reached; nothing was changed") from error


def context_of(request: Request) -> CallContext:
    context: CallContext = request.app.state.context
    return context


async def _context(request: Request) -> CallContext:
    # async: FastAPI would run it in a thread of its own otherwise, behind the calls at work
    return context_of(request)


Context = Annotated[CallContext, Depends(_context)]


async def _language(request: Request) -> str:
    return language_of(request.scope)


Language = Annotated[str, Depends(_language)]  # in which the caller is told of the base


def require_known_facts(base: Base, channel: str | None, facts: Mapping[str, object]) -> Mapping[str, Value]:
    """Return the facts with the values that the base gives them; raises CallError with every fault."""
    return {name: value for name, value in require_facts(base, channel, facts).items() if value is not None}


def require_facts(base: Base, channel: str | None, facts: Mapping[str, object]) -> Mapping[str, Value | None]:
    """Return the facts as `typed` does, and None for those that are declared unknown."""
    wrong = channel_fault(base, channel)
    read = read_facts(base, facts)
    faults = [call_fault("channel", short(wrong.message, _LONG), wrong.mend)] if wrong else []
    for fault in read.faults:
        field = ".".join(("facts", *(short(step) for step in fault.path)))
        faults.append(call_fault(field, short(fault.message, _LONG), fault.mend))
    if faults:
        raise refusal(faults)
    return read.values


def require_short(body: BaseModel, most: int) -> None:
    """Raise CallError for texts of a body that are longer than the setting allows."""
    faults = [
        call_fault(field, f"longer than {most} characters", "shorten it")
        for field, text in _texts("", body.model_dump())
        if len(text) > most
    ]
    if faults:
        raise refusal(faults)


def _texts(field: str, value: object) -> Iterator[tuple[str, str]]:
    """Yield the texts within a body, each with its dotted place."""
    match value:
        case str():
            yield field.removeprefix("."), value
        case dict():
            for key, inner in value.items():
                yield from _texts(f"{field}.{key}", inner)
        case list() | tuple():
            for place, inner in enumerate(value):
                yield from _texts(f"{field}.{place}", inner)
