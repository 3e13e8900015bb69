"""The live state of one process among several: what answers is what the store of snapshots names as current.

A change of the base is built by whichever process gets the lease, published, and taken over by the others whole: the
snapshot and the base that it was built from together, so that no answer mixes two.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

from indexer.encoder import Encoder, Progress
from indexer.ranker.fitting import StoppedError
from indexer.snapshot import Snapshot, SnapshotError
from knowledge.loading.load import Loaded
from service.answers.assistant import Assistant
from service.answers.opening import base_of, open_workshop
from service.live.live_snapshot import LiveSnapshot
from service.live.replica import LOOK_S, Replica
from service.live.view import View
from service.settings import Settings
from service.store.leases import LostLeaseError

log = logging.getLogger(__name__)


class SharedSnapshot(LiveSnapshot):
    """Follows the store of snapshots, and builds for all while it holds the lease."""

    def __init__(
        self,
        settings: Settings,
        replica: Replica,
        encoder: Encoder | None = None,
        on_swap: Callable[[View], None] = lambda view: None,
    ) -> None:
        if not settings.base.is_dir():  # a process without the base's folder only follows
            settings = settings.model_copy(update={"watch": False})
        super().__init__(settings, encoder, on_swap)
        self._replica = replica
        self._foreign: set[str] = set()  # snapshots of another code or encoder, which cannot be served here
        self._wanted = ""  # fingerprint of the base in the folder, until it is served
        self._follower = threading.Thread(target=self._follow_store, name="yizhi-replica", daemon=True)

    def open(self, progress: Progress | None = None) -> None:
        self._follower.start()
        super().open(progress)
        if not self._settings.base.is_dir():
            self._change(lambda view: replace(view, problems=()))

    def close(self) -> None:
        super().close()
        self._replica.yield_lead()

    def _opened(self, report: Progress) -> tuple[Assistant, bool]:
        """Return what all serve; where there is nothing yet, build it or wait for the process that does."""
        workshop = open_workshop(self._settings, report, self._encoder, self._background.stop.is_set)
        while True:
            found = self._brought(self._replica.current(), lambda one: workshop.is_like(one))
            if found is not None:
                assistant = workshop.assistant(base_of(found), found)
                assistant.workshop.on_publish = self._replica.publish
                self._wanted = self._fingerprint() or found.origin.fingerprint
                return assistant, False
            if self._settings.base.is_dir() and self._replica.lead():
                assistant, is_light = super()._opened(report)
                try:
                    if not is_light:
                        self._take_on(assistant)
                    return assistant, is_light
                except LostLeaseError:
                    log.info("another process built the index meanwhile")
            report("waiting for the process that builds the index", 0.0)
            if self._background.stop.wait(LOOK_S):
                raise StoppedError

    def _fingerprint(self) -> str:
        base = self._reader.load().base if self._settings.base.is_dir() else None
        return "" if base is None else base.fingerprint

    def _take_on(self, assistant: Assistant) -> None:
        self._replica.publish(assistant.opened)
        assistant.workshop.on_publish = self._replica.publish

    def _may_build(self, loaded: Loaded) -> bool:
        """Take the lease, after what another process published meanwhile has been taken over."""
        base = loaded.require()
        self._wanted = base.fingerprint
        if not self._replica.lead():
            return False
        self._adopt()
        view = self.view
        return view.base.fingerprint != base.fingerprint or not view.assistant.opened.origin.is_settled

    def _follow_store(self) -> None:
        while not self._background.stop.wait(LOOK_S):
            self._background.attempt(self._look)

    def _look(self) -> None:
        """Keep the lease while there is work, take over what another process published, and do what nobody does."""
        if self._replica.leads and (self._view is None or self._background.is_busy):
            self._replica.lead()
        if self._view is None or (self._replica.leads and self._background.is_busy):
            return
        if self._renewing.acquire(blocking=False):
            try:
                self._adopt()
            finally:
                self._renewing.release()
        view = self.view
        if view.base.fingerprint != self._wanted or not view.assistant.opened.origin.is_settled:
            if self._settings.base.is_dir() and not view.is_light and self._replica.lead():
                self._background.submit(self._background.renewal, self.renew)
        else:
            self._replica.yield_lead()

    def _adopt(self) -> None:
        """Take over what is current where it is not what answers; what cannot be opened is tried again."""
        id = self._replica.current()
        view = self.view
        if id in ("", view.assistant.snapshot) or id in self._foreign:
            return
        workshop = view.assistant.workshop
        try:
            found = self._brought(id, workshop.is_like, view.assistant.opened)
        except SnapshotError as error:
            log.info("not taken over yet", extra={"snapshot": id, "reason": str(error)})
            return
        if found is None:
            return
        same = view.base.fingerprint == found.origin.fingerprint
        assistant = workshop.assistant(view.base if same else base_of(found), found)
        if not self._settings.base.is_dir() or not self._wanted:
            self._wanted = assistant.base.fingerprint
        self._change(lambda view: replace(view, assistant=assistant, is_light=False, fault=""))
        log.info("swapped to a snapshot of another process", extra={"snapshot": id})
        if not same:
            self._analyse_soon()

    def _brought(self, id: str, is_like: Callable[[Snapshot], bool], known: Snapshot | None = None) -> Snapshot | None:
        """Bring a snapshot here; None where there is none, or one that this code and encoder cannot serve."""
        if not id or id in self._foreign:
            return None
        found = self._replica.bring(id, known)
        if is_like(found):
            return found
        log.warning("the current snapshot is of another version of the service", extra={"snapshot": id})
        self._foreign.add(id)
        return None

    def _settle(self, assistant: Assistant, loaded: Loaded) -> None:
        if not self._replica.lead():
            return
        try:
            super()._settle(assistant, loaded)
        except LostLeaseError:
            log.info("another process teaches the ranker")
