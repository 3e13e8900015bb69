"""A base compiled for answering: its decider, its readers and its retriever, all of one snapshot."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from indexer.building import Builder, Knowledge
from indexer.encoder import Encoder, Progress
from indexer.encoders.stoppable import Stoppable
from indexer.learning import code_version, trainer
from indexer.opening import retriever
from indexer.passages import PassageMemory
from indexer.ranker.applicability import Applicability
from indexer.ranker.targets import Target, issue_of
from indexer.ranker.training import Effort
from indexer.retriever import Retriever
from indexer.snapshot import Snapshot, SnapshotError, open_current
from knowledge.deciding.decide import Decider
from knowledge.model.base import Base
from knowledge.reading.claims.reader import ClaimsReader
from knowledge.reading.facts.reader import FactReader
from knowledge.reading.forbidden import ForbiddenWords
from knowledge.reading.spellings import Spellings
from service.answers.doubted_wording import DoubtedWording
from service.answers.ingredients import ListReader, list_reader
from service.answers.two_readers import TwoReaders

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
    def declared_phrases(self) -> Mapping[str, frozenset[str]]:
        """The phrases, in normal form, that the base itself declares for values of its subject."""
        normalise = Spellings(self.base.terms.spellings).normalise
        return {value: frozenset(map(normalise, said)) for value, said in self.base.declared.items()}

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
    def doubted_wording(self) -> DoubtedWording:
        return DoubtedWording.of(self.base.terms)

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
        found.prepare()
        return Assistant(base, decider, found, snapshot, self)
