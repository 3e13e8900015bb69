"""Opens an assistant for a command, and reads what it is asked about; faults are told in one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from indexer.encoder import EncoderError
from indexer.snapshot import SnapshotError
from knowledge.loading.load import load
from service.answers.assistant import Assistant
from service.answers.opening import open_assistant
from service.answers.understand import Given
from service.cli.options import UsageFault, read_channel, read_day, read_given, settings_for
from service.cli.progress import progress_bar
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """An assistant, and what is known of the case that it is asked about."""

    assistant: Assistant
    channel: str | None
    facts: Given
    on: date


def opened_case(base: Path | None, channel: str | None, fact: Sequence[str] | None, on: str | None) -> OpenedCase:
    """Return what the options of a command name; raises UsageFault, or BrokenBaseError."""
    settings = settings_for(base)
    assistant = open_for_command(settings)
    known = assistant.base
    return OpenedCase(assistant, read_channel(channel, known), read_given(fact, known), read_day(on, settings))


def open_for_command(settings: Settings, *, must_be_whole: bool = False) -> Assistant:
    """Open the base that the settings name; raises BrokenBaseError, or UsageFault that says what to do."""
    if not settings.base.is_dir():
        raise UsageFault(
            f"there is no folder {settings.base}: name a base with --base DIR, or make one with `yizhi new DIR`"
        )
    if must_be_whole:
        load(settings.base).require()
    try:
        with progress_bar() as report:
            return open_assistant(settings, report)
    except (EncoderError, SnapshotError) as error:
        raise UsageFault(str(error)) from error
