"""What the messages of a log mean, each worked out once while the log is read once.

What comes of it follows from the log alone, and not from who judges which stretch of it: a stretch asks for the
messages that none before it asked for, in one batch, so that the same batches are made whatever the engine. A run that
is taken up again makes those of the rows before it that it needs as they were made then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from evaluation.replies.engines import Crew, Rows, Stretch, in_order
from evaluation.replies.judging import Meant

MOST = 20_000  # messages that are remembered; then those of the stretch at hand alone


@dataclass(slots=True)
class Batch:
    """Messages that are understood together."""

    texts: tuple[str, ...]
    is_wanted: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A stretch, its messages, and what must be understood before it is judged; `forgets` what came before."""

    rows: Rows
    texts: Collection[str]
    batches: tuple[Batch, ...]
    forgets: bool
    share: float  # of the log that is read with it, 0 to 1


@dataclass(slots=True)
class Planner:
    """Says what each stretch of a log needs to have understood."""

    most: int = MOST
    _batch_of: dict[str, Batch] = field(default_factory=dict)

    def plan(self, rows: Rows, texts: Collection[str], share: float = 0.0, *, is_judged: bool = False) -> Planned:
        """Return what a stretch needs; one that `is_judged` already needs nothing now."""
        batch = Batch(tuple(sorted(text for text in texts if text not in self._batch_of)))
        self._batch_of |= dict.fromkeys(batch.texts, batch)
        wanted: dict[int, Batch] = {}
        if not is_judged:
            needed = {id(one): one for one in (self._batch_of[text] for text in sorted(texts))}
            wanted = {key: one for key, one in needed.items() if not one.is_wanted}
            for one in wanted.values():
                one.is_wanted = True
        forgets = len(self._batch_of) > self.most
        if forgets:
            self._batch_of = {text: self._batch_of[text] for text in texts}
        return Planned(rows, texts, tuple(wanted.values()), forgets, share)


def with_meanings(
    planned: Iterator[Planned], crew: Crew, progress: Callable[[float], None] = lambda share: None
) -> Iterator[Stretch]:
    """Yield each stretch with what its messages mean, in their order."""
    known: dict[str, Meant] = {}

    def submit(one: Planned) -> Callable[[], tuple[Planned, list[Mapping[str, Meant]]]]:
        waiting = [crew.understand(batch.texts) for batch in one.batches]
        return lambda: (one, [wait() for wait in waiting])

    for one, found in in_order(planned, submit, crew.size):
        for meanings in found:
            known |= meanings
        if one.forgets:
            known = {text: known[text] for text in sorted(one.texts)}
        progress(one.share)
        yield Stretch(one.rows, {text: known[text] for text in sorted(one.texts)})
