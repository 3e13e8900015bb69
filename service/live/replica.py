"""This process among those that share a store of snapshots: one builds under a lease, all follow what it publishes."""

from __future__ import annotations

import hashlib
import logging
import os
import socket
import threading
import time

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from indexer.shared import SharedShelf
from indexer.snapshot import Snapshot, open_snapshot
from service.settings import Settings
from service.store.leases import Lease, LostLeaseError, acquire, fenced, release
from service.store.ulid import new_ulid

log = logging.getLogger(__name__)
LEASE_S = 10.0  # after which another process may build, where this one is dead or cannot reach the database
_RENEW_S = 3.0
LOOK_S = 0.5  # how often CURRENT is looked at


class Replica:
    """What a process does of the common work, and the right to do it."""

    def __init__(self, shared: SharedShelf, store: Engine, settings: Settings, holder: str = "") -> None:
        self.shared = shared
        self._store = store
        self._shelf = settings.index_folder(settings.base)
        self._name = "build " + hashlib.sha256(settings.snapshots.encode()).hexdigest()[:16]
        self._holder = holder or f"{socket.gethostname()[:60]}-{os.getpid()}-{new_ulid()}"
        self._lock = threading.Lock()
        self._lease: Lease | None = None
        self._renewed = 0.0
        self._is_away = False  # the database, when it was asked last
        self._published: list[str] = []

    @property
    def leads(self) -> bool:
        """Say whether this process has the right to build, as far as it knows."""
        return self._lease is not None

    def lead(self) -> bool:
        """Take the right to build, or keep it; False while another process has it, or where the database is away."""
        with self._lock:
            if (self._lease is not None or self._is_away) and time.monotonic() - self._renewed < _RENEW_S:
                return self._lease is not None
            try:
                self._lease = acquire(self._store, self._name, self._holder, LEASE_S)
                self._is_away = False
            except SQLAlchemyError as error:
                log.error("the lease cannot be asked for", extra={"error": type(error).__name__})
                self._lease, self._is_away = None, True
            self._renewed = time.monotonic()
            return self._lease is not None

    def yield_lead(self) -> None:
        """Let another process build, if this one could."""
        with self._lock:
            lease, self._lease = self._lease, None
        if lease is None:
            return
        try:
            release(self._store, lease)
        except SQLAlchemyError as error:
            log.info("the lease ends by itself", extra={"error": type(error).__name__})

    def publish(self, snapshot: Snapshot) -> None:
        """Let every process serve a snapshot of this one's shelf; raises LostLeaseError where another may build now."""
        lease = self._lease
        if lease is None:
            raise LostLeaseError("another process builds now")
        self.shared.push(snapshot.shelf, snapshot.id)
        try:
            self._publish_fenced(snapshot, lease)
        except LostLeaseError:
            self._lease = None
            raise
        log.info("published to the replicas", extra={"snapshot": snapshot.id})

    def _publish_fenced(self, snapshot: Snapshot, lease: Lease) -> None:
        with fenced(self._store, lease):
            self.shared.publish(snapshot.id)
            self._published = [one for one in self._published if one != snapshot.id] + [snapshot.id]
            if snapshot.origin.is_settled:
                self.shared.prune(snapshot.shelf, self._published)

    def current(self) -> str:
        """Return the id of what all are to serve; empty where there is none, or the store cannot be reached."""
        try:
            return self.shared.current()
        except Exception as error:  # whatever a library of some object storage raises
            log.error("the store of snapshots cannot be reached", extra={"error": type(error).__name__})
            return ""

    def bring(self, id: str, known: Snapshot | None = None) -> Snapshot:
        """Copy a snapshot into this process's own shelf and open it; raises SnapshotError."""
        self.shared.pull(self._shelf, id)
        self._published = [one for one in self._published if one != id] + [id]
        return open_snapshot(self._shelf, id, known)


def open_replica(settings: Settings, store: Engine) -> Replica:
    """Return this process's part among the replicas that share the store of the settings; raises SnapshotError."""
    return Replica(SharedShelf(settings.snapshots), store, settings)
