"""What the service is put together from: functions over a base that it calls, and a test may replace."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from knowledge.decide import Decider
from knowledge.facts import Value
from knowledge.folder import Base
from knowledge.load import Loaded
from service.settings import Settings

Progress = Callable[[str, float], None]  # what is done, and the share of it from 0 to 1
Json = Mapping[str, Any]


class Assistant(Protocol):
    """A base compiled for answering; everything in it belongs to one snapshot."""

    @property
    def base(self) -> Base: ...
    @property
    def decider(self) -> Decider: ...
    @property
    def snapshot(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """One customer's message as it came in, with its facts typed."""

    text: str
    channel: str | None
    facts: Mapping[str, Value | None]  # None: not known, whatever the text says
    conversation: tuple[tuple[str, str], ...]  # role and text, oldest first
    limit: int
    on: date


@dataclass(frozen=True, slots=True)
class Draft:
    """An agent's draft reply and what is known of the case it answers."""

    reply: str
    channel: str | None
    facts: Mapping[str, Value | None]  # as in Asked
    asked: str
    on: date


@dataclass(frozen=True, slots=True)
class Study:
    """The conflicts of a base as JSON, without their state, and what makes the next study quick."""

    conflicts: Sequence[Json]
    memory: Any = None


@dataclass(frozen=True, slots=True)
class Parts:
    """The functions; each takes the assistant, or the base, of one snapshot."""

    open: Callable[[Settings, Progress | None], Assistant]
    refresh: Callable[[Any, Settings, Loaded], Assistant]
    suggest: Callable[[Any, Asked], Json]  # an answer without record, snapshot and time
    check: Callable[[Any, Draft], Json]
    analyse: Callable[[Base, date, Study | None], Study]  # the study before makes the next one quick


def real_parts() -> Parts:
    """Return the parts that serve; they are imported now, since an index takes a while to load."""
    from service.answers.answer import to_json
    from service.answers.assistant import open_assistant, refresh
    from service.answers.check import Checker, DraftReply
    from service.answers.suggest import CustomerMessage, suggest
    from service.answers.understand import Turn

    checkers: Latest[Checker] = Latest(Checker)

    def suggested(assistant: Any, asked: Asked) -> Json:
        turns = tuple(Turn(role, text) for role, text in asked.conversation)  # type: ignore[arg-type]  # the API checked
        message = CustomerMessage(asked.text, asked.on, asked.channel, asked.facts, turns, asked.limit)
        answer: Json = to_json(suggest(assistant, message))
        return answer

    def checked(assistant: Any, draft: Draft) -> Json:
        written = DraftReply(draft.reply, draft.on, draft.channel, draft.facts, draft.asked)
        answer: Json = to_json(checkers.of(assistant).check(written))
        return answer

    return Parts(open_assistant, refresh, suggested, checked, _analyse)


T = TypeVar("T")


class Latest(Generic[T]):
    """What is compiled from an assistant, kept for the latest one."""

    def __init__(self, compile_: Callable[[Any], T]) -> None:
        self._compile = compile_
        self._kept: tuple[Any, T] | None = None

    def of(self, assistant: Any) -> T:
        kept = self._kept
        if kept is None or kept[0] is not assistant:
            self._kept = kept = (assistant, self._compile(assistant))
        return kept[1]


def _analyse(base: Base, on: date, before: Study | None) -> Study:
    from knowledge.conflicts import Analysis, analyse
    from knowledge.conflicts.render import to_json
    from knowledge.conflicts.scripts import reader

    known = before.memory if before is not None else None
    analysis = (
        known.edited(base) if isinstance(known, Analysis) and known.stage.first == on else analyse(base, on, reader)
    )
    found = tuple(
        {name: value for name, value in to_json(one, base).items() if name != "state"} for one in analysis.findings
    )
    return Study(found, analysis)
