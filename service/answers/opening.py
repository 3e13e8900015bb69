"""Opens an assistant: from what the folder holds, after an edit, or on the last good snapshot."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from indexer.building import Builder
from indexer.encoder import Encoder, Progress, open_encoder
from indexer.encoder import quiet as silent
from indexer.encoders.stoppable import Stoppable
from indexer.ranker.training import Effort
from indexer.snapshot import Snapshot, SnapshotError, open_current
from knowledge.loading.copies import load_copy
from knowledge.loading.kept_base import load_kept
from knowledge.loading.load import Loaded
from knowledge.model.base import Base
from knowledge.problem import BrokenBaseError
from service.answers.assistant import Assistant, Workshop
from service.settings import Settings


def open_assistant(
    settings: Settings,
    progress: Progress | None = None,
    encoder: Encoder | None = None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Assistant:
    """Open what the folder holds; a broken folder opens as its last good snapshot.

    `encoder` takes the place of the one that the settings name.

    Builds the snapshot where it is missing or stale. Raises BrokenBaseError where the base is broken and no good
    snapshot exists, SnapshotError and EncoderError as they come, StoppedError once `is_stopped`, now or in a refresh.
    """
    report = progress or silent
    with ThreadPoolExecutor(1) as pool:  # the base is read while the weights are
        reading = pool.submit(load_kept, settings.base, settings.cache / "bases")
        workshop = open_workshop(settings, report, encoder, is_stopped)
        loaded = reading.result()
    if loaded.base is None:
        return last_good(workshop, loaded)
    known = workshop.current()
    if known is not None and workshop.fits(known, loaded.base):
        return workshop.assistant(loaded.base, known)
    return workshop.built(loaded.base, known, report)


def open_workshop(
    settings: Settings,
    progress: Progress,
    encoder: Encoder | None,
    is_stopped: Callable[[], bool],
    effort: Effort = Effort.WHOLE,
) -> Workshop:
    """Open the encoder over the snapshots of the base; `encoder` takes the place of the one that the settings name."""
    opened = encoder or open_encoder(settings.encoder, settings.cache / "encoders", progress, settings.precision)
    builder = Builder(settings.index_folder(settings.base), Stoppable(opened, is_stopped))
    return Workshop(builder, opened, is_stopped, effort)


def refresh(assistant: Assistant, settings: Settings, loaded: Loaded) -> Assistant:
    """Return an assistant for a changed base.

    The first call serves the new text at once, ranked by what the last ranker learned; a second call on its answer
    teaches a ranker of its own and returns the settled assistant. A newer base need not wait for the teaching.
    """
    base = loaded.require()
    if base.fingerprint != assistant.base.fingerprint:
        return assistant.workshop.updated(base, assistant.opened)
    if assistant.opened.origin.is_settled:
        return assistant
    return assistant.workshop.built(base, assistant.opened, silent)


def last_good(workshop: Workshop, loaded: Loaded) -> Assistant:
    """Open the snapshot that served last, with the base that it was built from."""
    try:
        snapshot = open_current(workshop.builder.shelf)
    except SnapshotError as error:
        raise BrokenBaseError(loaded.problems) from error
    return workshop.assistant(base_of(snapshot), snapshot)


def base_of(snapshot: Snapshot) -> Base:
    """Return the base that a snapshot was built from, read from the files that it keeps."""
    return load_copy(snapshot.sources()).require()
