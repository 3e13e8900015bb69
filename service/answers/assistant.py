"""A base compiled for answering: its decider, its readers and its retriever, all of one snapshot."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from indexer.building import Builder, Knowledge
from indexer.encoder import Encoder, Progress, open_encoder
from indexer.encoder import quiet as silent
from indexer.encoders.stoppable import Stoppable
from indexer.learning import code_version, retriever, trainer
from indexer.passages import PassageMemory
from indexer.ranker.applicability import Applicability
from indexer.ranker.targets import Target, issue_of
from indexer.ranker.training import Effort
from indexer.retriever import Retriever
from indexer.snapshot import Snapshot, SnapshotError, open_current
from knowledge.deciding.decide import Decider
from knowledge.loading.kept_base import load_kept
from knowledge.loading.load import Loaded, load
from knowledge.model.base import Base
from knowledge.problem import BrokenBaseError
from knowledge.reading.claims.reader import ClaimsReader
from knowledge.reading.facts.reader import FactReader
from knowledge.reading.forbidden import ForbiddenWords
from knowledge.reading.spellings import Spellings
from service.answers.ingredients import ListReader, list_reader
from service.answers.two_readers import TwoReaders
from service.settings import Settings

if TYPE_CHECKING:
    from service.answers.issue_scripts import IssueScripts

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Assistant:
    """What answers questions; frozen, and safe to share between threads."""

    base: Base
    decider: Decider
    retriever: Retriever
    opened: Snapshot
    workshop: Workshop

    @property
    def snapshot(self) -> str:
        return self.opened.id

    def issue_of(self, target: Target) -> str | None:
        """Return the one issue that a script is about, or None."""
        return self._issues.get(target)

    def policies_of(self, issue: str) -> tuple[str, ...]:
        """Return the policies about one issue that may be suggested."""
        return self._by_issue.get(issue, ())

    def on_trial(self, base: Base) -> Assistant:
        """Return an assistant for a base that is only tried out, ranked as here; what answers stays what it is."""
        snapshot = self.workshop.builder.update(self.workshop.knowledge(base), self.opened)
        return self.workshop.assistant(base, snapshot)

    @cached_property
    def issue_scripts(self) -> dict[object, IssueScripts]:
        """What was worked out of the scripts of an issue, for whoever works it out."""
        return {}

    @cached_property
    def applicability(self) -> Applicability:
        return Applicability(self.base, self.decider.space)

    @cached_property
    def _issues(self) -> Mapping[Target, str]:
        found = ((key, issue_of(self.base, policy)) for key, policy in self.base.policies.items())
        return {("policy", key): issue for key, issue in found if issue is not None}

    @cached_property
    def _by_issue(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for key, policy in self.base.policies.items():
            issue = issue_of(self.base, policy)
            if issue is not None and not policy.browse:
                found.setdefault(issue, []).append(key)
        return {issue: tuple(keys) for issue, keys in found.items()}

    @cached_property
    def reader(self) -> FactReader:
        return FactReader.of(self.base)

    @cached_property
    def claims_reader(self) -> ClaimsReader:
        return ClaimsReader.of(self.base)

    @cached_property
    def readers(self) -> TwoReaders:
        return TwoReaders(self.decider, self.claims_reader)

    @cached_property
    def forbidden_words(self) -> ForbiddenWords:
        return ForbiddenWords(self.base.terms)

    @cached_property
    def list_reader(self) -> ListReader:
        return list_reader(self.decider)


class Workshop:
    """What makes an assistant out of a base, kept while the base changes."""

    def __init__(
        self,
        builder: Builder,
        encoder: Encoder,
        is_stopped: Callable[[], bool] = lambda: False,
        effort: Effort = Effort.WHOLE,
    ) -> None:
        self.builder = builder
        self.encoder = encoder
        self._is_stopped = is_stopped
        self._effort = effort
        self._memory = PassageMemory()
        self._lock = threading.Lock()
        self._newest = ""  # fingerprint of the base that was asked for last
        self.on_publish: Callable[[Snapshot], None] = lambda snapshot: None  # told once a snapshot stands here

    def knowledge(self, base: Base) -> Knowledge:
        with self._lock:
            normalise = Spellings(base.terms.spellings).normalise
            passages = self._memory.of(base)
            if self._effort is not Effort.WHOLE:  # what answers takes a fifth of the time to embed, and tells the least
                passages = tuple(passage for passage in passages if passage.role == "query")
            return Knowledge(base.fingerprint, passages, base.files, code_version(), normalise)

    def updated(self, base: Base, before: Snapshot) -> Assistant:
        """Serve a changed base at once, ranked by what the last ranker learned."""
        knowledge = self.knowledge(base)
        self._newest = base.fingerprint
        snapshot = self.builder.update(knowledge, before)
        self.builder.publish(snapshot)
        self.on_publish(snapshot)
        return self.assistant(base, snapshot)

    def built(self, base: Base, known: Snapshot | None, progress: Progress) -> Assistant:
        """Build with a ranker of its own; a base that came while it was taught stays the current one."""
        self._newest = self._newest or base.fingerprint
        train = trainer(base, Stoppable(self.encoder, self._is_stopped), self._is_stopped, self._effort)
        snapshot = self.builder.build(self.knowledge(base), train, known, progress)
        if self._newest == base.fingerprint:
            self.builder.publish(snapshot)
            self.on_publish(snapshot)
            self.builder.prune()
        return self.assistant(base, snapshot)

    def current(self) -> Snapshot | None:
        """Return the snapshot that served last; None where there is none that can be opened."""
        try:
            return open_current(self.builder.shelf)
        except SnapshotError as error:
            log.info("no snapshot to open, building one", extra={"reason": str(error)})
            return None

    def is_like(self, snapshot: Snapshot) -> bool:
        """Say whether a snapshot was made by this encoder and code, whatever the base."""
        return (snapshot.origin.encoder, snapshot.origin.code) == (self.encoder.name, code_version())

    def fits(self, snapshot: Snapshot, base: Base) -> bool:
        """Say whether a snapshot is that of a base, its ranker settled."""
        is_of_base = snapshot.origin.fingerprint == base.fingerprint
        return is_of_base and self.is_like(snapshot) and snapshot.origin.is_settled

    def assistant(self, base: Base, snapshot: Snapshot) -> Assistant:
        decider = Decider(base)
        found = retriever(base, decider.space, snapshot, self.encoder)
        found.rank("")  # what is worked out once is worked out before anyone waits for it
        return Assistant(base, decider, found, snapshot, self)


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
    with TemporaryDirectory() as folder:
        for name, raw in snapshot.sources().items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)
        return load(Path(folder), attached="anywhere").require()
