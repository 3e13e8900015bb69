"""What answers where there is no index yet: a light one after seconds, until that of the settings is built."""

from __future__ import annotations

from collections.abc import Callable

from indexer.encoder import LIGHT, Progress
from indexer.ranker.training import Effort
from indexer.snapshot import CURRENT
from knowledge.loading.kept_base import load_kept
from knowledge.model.base import Base
from service.answers.assistant import Assistant
from service.answers.opening import last_good, open_workshop
from service.settings import Settings

_SHELF = "first"  # below the snapshots of the base: those of the light index


def open_at_once(settings: Settings, progress: Progress, is_stopped: Callable[[], bool]) -> Assistant | None:
    """Open what stands for the base, brought up to date where the base has changed; None where nothing stands.

    A broken base opens as its last good snapshot. What was brought up to date is ranked as before until it is settled.
    """
    if settings.encoder != LIGHT and not (settings.index_folder(settings.base) / CURRENT).exists():
        return None
    workshop = open_workshop(settings, progress, None, is_stopped)
    loaded = load_kept(settings.base, settings.cache / "bases")
    if loaded.base is None:
        return last_good(workshop, loaded)
    known = workshop.current()
    if known is not None and workshop.fits(known, loaded.base):
        return workshop.assistant(loaded.base, known)
    if known is not None and workshop.is_like(known):
        return workshop.updated(loaded.base, known)
    return workshop.built(loaded.base, None, progress) if settings.encoder == LIGHT else None


def open_light(settings: Settings, progress: Progress, is_stopped: Callable[[], bool]) -> Assistant:
    """Open the light index, made with little effort where there is none; raises BrokenBaseError."""
    shelf = settings.index_folder(settings.base) / _SHELF
    light = settings.model_copy(update={"encoder": LIGHT, "index": shelf})
    workshop = open_workshop(light, progress, None, is_stopped, Effort.QUICK)
    base = load_kept(settings.base, settings.cache / "bases").require()
    known = workshop.current()
    if known is not None and workshop.fits(known, base):
        return workshop.assistant(base, known)
    return workshop.built(base, None, progress)


def build_better(settings: Settings, base: Base, progress: Progress, is_stopped: Callable[[], bool]) -> Assistant:
    """Build the index that the settings name for a base that another one answers for meanwhile."""
    workshop = open_workshop(settings, progress, None, is_stopped)
    return workshop.built(base, workshop.current(), progress)
