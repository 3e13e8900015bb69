"""Opens an assistant for a command: progress on standard error, faults in one line."""

from __future__ import annotations

from indexer.encoder import EncoderError
from indexer.snapshot import SnapshotError
from knowledge.load import load
from service.assist.assistant import Assistant, open_assistant
from service.cli.options import UsageFault
from service.cli.progress import progress_bar
from service.settings import Settings


def opened(settings: Settings, *, must_be_whole: bool = False) -> Assistant:
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
