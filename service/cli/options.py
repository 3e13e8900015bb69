"""Options that several commands share, and what they are read into."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from knowledge.loading.load import Loaded, load
from knowledge.model.base import Base
from knowledge.model.facts import Value
from knowledge.model.given import channel_fault, read_facts
from service.settings import Settings

BaseOption = Annotated[
    Path | None, typer.Option("--base", help="folder of the base; the embedded one where it is left out")
]
ChannelOption = Annotated[str | None, typer.Option("--channel", help="id of the channel on which the customer writes")]
FactOption = Annotated[
    list[str] | None,
    typer.Option("--fact", help="a known fact, K=V; K= for one that is not known whatever the text says; repeatable"),
]
OnOption = Annotated[
    str | None, typer.Option("--on", help="the day to decide on, YYYY-MM-DD; today where it is left out")
]


class Format(StrEnum):
    """How a command prints its data."""

    TEXT = "text"
    JSON = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="text, or one JSON document on standard output")]


class UsageFault(Exception):
    """The command was called with something that it cannot take; says what, and what it takes."""


def settings_for(base: Path | None) -> Settings:
    """Return the settings, for the base that a command names where it names one."""
    return Settings(base=base) if base else Settings()


def open_base(folder: Path | None, settings: Settings) -> Loaded:
    """Load the base that a command names, without its review dates; raises UsageFault where there is no folder."""
    where = folder or settings.base
    if not where.is_dir():
        raise UsageFault(f"there is no folder {where}: name a base with --base DIR, or make one with `yizhi new DIR`")
    return load(where)


def read_day(text: str | None, settings: Settings) -> date:
    """Return the day named, or today."""
    if text is None:
        return settings.today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageFault(f"--on {text!r} is no day: write it as 2026-01-31") from error


def read_channel(channel: str | None, base: Base) -> str | None:
    """Return the channel; raises UsageFault where the base does not know it."""
    wrong = channel_fault(base, channel)
    if wrong is not None:
        raise UsageFault(f"{wrong.message}: {wrong.mend}")
    return channel


def read_known(given: Sequence[str] | None, base: Base) -> Mapping[str, Value]:
    """Return the facts of `K=V` options, typed; raises UsageFault that names the first wrong one."""
    return {name: value for name, value in read_given(given, base).items() if value is not None}


def read_given(given: Sequence[str] | None, base: Base) -> Mapping[str, Value | None]:
    """Return the facts as `read_known` does, and None for those that are declared unknown with `K=`."""
    texts: dict[str, str | None] = {}
    for text in given or ():
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageFault(f"--fact {text!r} has no value: write --fact {name}=VALUE")
        texts[name] = value or None
    read = read_facts(base, texts)
    for fault in read.faults:
        name = str(fault.path[0])
        raise UsageFault(f"--fact {name}={texts[name] or ''}: {fault.message}; {fault.mend}")
    return read.values


def print_json(data: Any) -> None:
    """Print one JSON document."""
    print(json.dumps(data, ensure_ascii=False, indent=2))
