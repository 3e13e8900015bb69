"""The live state: what answers now, swapped whole when the base changes, and kept when the base is broken.

A request takes `view` once and uses nothing else, so it never mixes two snapshots. Building happens in threads of its
own; until a new view is whole the old one serves.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from dataclasses import replace

from indexer.encoder import Encoder, Progress, quiet
from indexer.snapshot import DamagedSnapshotError, MissingSnapshotError
from indexer.threads import yield_processor
from knowledge.loading.load import Loaded
from knowledge.loading.parse_cache import ParseCache
from knowledge.whole_files import clear_left
from service.answers.assistant import Assistant
from service.answers.opening import open_assistant, refresh
from service.live.background import CLOSE_S, Background
from service.live.base_reader import BaseReader
from service.live.first_index import build_better, open_at_once, open_light
from service.live.retry import Retry
from service.live.study import Study, study
from service.live.view import Opening, View
from service.live.watching import Stamp, follow, stamp
from service.settings import Settings

__all__ = ["CLOSE_S", "LiveSnapshot", "Opening", "View"]

log = logging.getLogger(__name__)


class LiveSnapshot:
    """Opens the assistant, follows the folder, and always has a view that answers."""

    def __init__(
        self,
        settings: Settings,
        encoder: Encoder | None = None,
        on_swap: Callable[[View], None] = lambda view: None,
    ) -> None:
        self._settings = settings
        self._encoder = encoder
        self._on_swap = on_swap
        self._reader = BaseReader(settings)
        self._swapping = threading.Lock()
        self._renewing = threading.Lock()
        self._background = Background(lambda reason: self._change(lambda view: replace(view, fault=reason)))
        self._watcher: threading.Thread | None = None
        self._view: View | None = None
        self._opening = Opening()
        self._shown: Progress = quiet
        self._teaching: Future[object] | None = None  # the newest, of the ranker or of a better index
        self._study: Study | None = None  # only the analysis replaces it

    @property
    def view(self) -> View:
        """What answers now; only after `open`."""
        if self._view is None:
            raise RuntimeError("the live state was asked before it was opened")
        return self._view

    @property
    def is_open(self) -> bool:
        return self._view is not None and not self._background.stop.is_set()

    @property
    def opening(self) -> Opening:
        """How far `open` is."""
        return self._opening

    def open(self, progress: Progress | None = None) -> None:
        """Open the assistant and begin to follow the folder.

        Raises BrokenBaseError where nothing good exists, StoppedError where it was closed meanwhile.
        """
        clear_left(self._settings.base)
        seen = stamp(self._settings.base)
        loaded = self._reader.load()

        self._shown = progress or quiet
        assistant, is_light = self._opened(self._report)
        self._background.end_if_closed()
        self._view = View(assistant, loaded.problems, is_light=is_light)
        self._on_swap(self._view)
        self._analyse_soon()
        self._learn_unless_busy(self._view, Loaded(assistant.base, ()))
        if self._settings.watch:
            self._watcher = threading.Thread(target=self._follow, args=(seen,), name="yizhi-watch", daemon=True)
            self._watcher.start()

    def _learn(self, act: Callable[[], object]) -> Future[object] | None:
        return self._background.submit(self._background.learning, act)

    def _analyse_soon(self) -> None:
        self._background.submit(self._background.analysis, self.analyse)

    def _report(self, what: str, share: float) -> None:
        self._background.end_if_closed()
        step = self._opening.step + (what != self._opening.what)
        self._opening = Opening(step, what, min(1.0, max(0.0, share)))
        self._shown(what, share)

    def _opened(self, report: Progress) -> tuple[Assistant, bool]:
        """Return what answers first, and whether it is a light index that a better one is to follow."""
        if self._encoder is not None:
            return open_assistant(self._settings, report, self._encoder, self._background.stop.is_set), False
        standing = open_at_once(self._settings, report, self._background.stop.is_set)
        if standing is not None:
            return standing, False
        return open_light(self._settings, report, self._background.stop.is_set), True

    def _better(self) -> None:
        """Build the index that the settings name while the light one answers, then let it answer."""
        yield_processor()
        better = build_better(self._settings, self.view.base, self._report, self._background.stop.is_set)
        self._take_on(better)
        with self._renewing:  # no edit comes between
            base = self.view.base
            if base.fingerprint != better.base.fingerprint:
                better = better.workshop.updated(base, better.opened)
            view = self._change(lambda view: replace(view, assistant=better, is_light=False))
        log.info("swapped to the whole index", extra={"snapshot": better.snapshot})
        if not better.opened.origin.is_settled:
            self._settle(better, Loaded(view.base, ()))

    def close(self) -> None:
        """Stop following, and leave behind what does not end in a moment; nothing on disk is ever half written.

        What answers goes on answering the requests that already run.
        """
        self._background.close(self._watcher)

    def renew(self) -> View:
        """Read the folder again and swap to it if it is whole; return what answers then."""
        with self._renewing:
            loaded = self._reader.load()
            if loaded.base is None:
                errors = sum(problem.is_error for problem in loaded.problems)
                log.warning("the base is broken, the last good snapshot serves on", extra={"errors": errors})
                return self._change(lambda view: replace(view, problems=loaded.problems, fault=""))
            if loaded.base.fingerprint == self.view.base.fingerprint:
                view = self._change(lambda view: replace(view, problems=loaded.problems, fault=""))
                self._learn_unless_busy(view, loaded)
                return view
            if not self._may_build(loaded):
                return self._change(lambda view: replace(view, problems=loaded.problems))
            assistant = self._refreshed(loaded)
            # The conflicts of the base before stay until the new ones are known, so that none goes unmarked.
            view = self._change(lambda view: replace(view, assistant=assistant, problems=loaded.problems, fault=""))
            log.info("swapped to a new snapshot", extra={"snapshot": assistant.snapshot})
            self._analyse_soon()
            self._teaching = self._learn(lambda: self._settle(assistant, loaded))
            return view

    def _may_build(self, loaded: Loaded) -> bool:
        """Say whether a snapshot of a base is built here; else another process does it."""
        return True

    def _take_on(self, assistant: Assistant) -> None:
        """Note an assistant whose index was built here from nothing."""

    def _refreshed(self, loaded: Loaded) -> Assistant:
        """Return an assistant for a changed base; where the snapshot that serves is gone from disk, a whole new one."""
        now = self.view.assistant
        try:
            return refresh(now, self._settings, loaded)
        except (MissingSnapshotError, DamagedSnapshotError) as error:
            log.error("the snapshot that serves is no longer on disk, building anew", extra={"reason": str(error)})
            fault = f"{error}; it is being built again"
            self._change(lambda view: replace(view, fault=fault))
            return now.workshop.built(loaded.require(), now.opened, quiet)

    def _learn_unless_busy(self, view: View, loaded: Loaded) -> None:
        """Let a ranker or a better index that is missing be made; one that is at it goes on."""
        assistant = view.assistant
        if self._teaching is not None and not self._teaching.done():
            return
        if view.is_light:
            self._teaching = self._learn(self._better)
        elif not assistant.opened.origin.is_settled:
            self._teaching = self._learn(lambda: self._settle(assistant, loaded))

    def take_up(self, within_s: float) -> View:
        """Begin to read the folder again as `renew` does, and return what answers once it has, or the time is over.

        What goes wrong is shown in the view, as it is for the watcher.
        """
        running = self._background.submit(self._background.renewal, self.renew)
        if running is not None:
            wait_for((running,), timeout=max(0.0, within_s))
        return self.view

    def memory(self) -> ParseCache:
        """Return a copy of what was read of the folder, for reading it as it would be; waits for nothing."""
        return self._reader.memory()

    @property
    def study(self) -> Study | None:
        """The newest study, of what answers now or of the base before; None until the first one is done."""
        return self._study

    def analyse(self) -> None:
        """Look for conflicts in what answers now and keep them beside it."""
        view = self.view
        self._study = study(view.base, self._settings.today(), self._study)
        with self._swapping:
            if self.view.base is view.base:
                self._view = replace(self.view, conflicts=self._study.conflicts, analysed=view.base.fingerprint)
                self._on_swap(self.view)

    def wait(self) -> None:
        """Return when the folder, the analysis and the ranker have caught up."""
        self._background.wait()

    def _change(self, step: Callable[[View], View]) -> View:
        with self._swapping:
            self._view = step(self.view)
            self._on_swap(self._view)
            return self._view

    def _settle(self, assistant: Assistant, loaded: Loaded) -> None:
        """Let the ranker follow the new base, unless a newer one has come since."""
        if self._background.stop.is_set() or self.view.assistant is not assistant:
            return
        settled = refresh(assistant, self._settings, loaded)
        with self._swapping:
            if settled is not assistant and self.view.assistant is assistant:
                self._view = replace(self.view, assistant=settled)
                self._on_swap(self.view)

    def _follow(self, seen: Stamp) -> None:
        day = self._settings.today()
        retry = Retry()
        for changed in follow(self._settings.base, self._background.stop, seen):
            if changed or retry.is_due(self.view.fault):
                self._background.attempt(self.renew)
            if day != self._settings.today():
                day = self._settings.today()
                self._analyse_soon()
