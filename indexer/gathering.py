"""Work that callers of many threads share: what comes while all hands are busy makes the next batch together.

Whoever comes alone waits for nobody; a batch is led by a caller whose own part is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Condition
from typing import Generic, TypeVar

Part = TypeVar("Part")
Made = TypeVar("Made")


@dataclass(slots=True)
class _Call(Generic[Part, Made]):
    """What one caller brings, and what became of it."""

    part: Part
    made: tuple[Made, ...] = ()  # one once it is done
    error: Exception | None = None

    @property
    def is_done(self) -> bool:
        return bool(self.made) or self.error is not None


class Gathering(Generic[Part, Made]):
    """Lets at most `leaders` batches run at a time, each of at most `most` by `size_of`.

    `act` takes the parts of a batch and returns as many results, in this order; what it raises is raised to every
    caller of the batch.
    """

    def __init__(
        self,
        act: Callable[[Sequence[Part]], Sequence[Made]],
        leaders: int,
        most: int,
        size_of: Callable[[Part], int] = lambda part: 1,
    ) -> None:
        self._act = act
        self._leaders = leaders
        self._most = most
        self._size_of = size_of
        self._waiting: list[_Call[Part, Made]] = []
        self._busy = 0
        self._changed = Condition()

    @property
    def waiting(self) -> int:
        """Callers whose parts are in no batch yet."""
        return len(self._waiting)

    def do(self, part: Part) -> Made:
        """Return what becomes of a part; raises what its batch raised."""
        own: _Call[Part, Made] = _Call(part)
        batch = self._batch_led_by(own)
        if batch:
            self._work(batch)
        if own.error is not None:
            raise own.error
        return own.made[0]

    def _batch_led_by(self, own: _Call[Part, Made]) -> list[_Call[Part, Made]]:
        """Wait for a turn; return the batch to do, empty where another caller has done this one's part."""
        with self._changed:
            self._waiting.append(own)
            self._changed.wait_for(lambda: own.is_done or (self._busy < self._leaders and own in self._waiting))
            if own.is_done:
                return []
            self._busy += 1
            self._waiting.remove(own)
            batch, size = [own], self._size_of(own.part)
            while self._waiting and size + self._size_of(self._waiting[0].part) <= self._most:
                batch.append(self._waiting.pop(0))
                size += self._size_of(batch[-1].part)
            return batch

    def _work(self, batch: Sequence[_Call[Part, Made]]) -> None:
        made: Sequence[Made] = ()
        error: Exception = RuntimeError("the batch was interrupted")
        try:
            made = self._act([call.part for call in batch])
        except Exception as failed:  # handed to every caller of the batch, each of which raises it
            error = failed
        finally:
            self._end(batch, made, error)

    def _end(self, batch: Sequence[_Call[Part, Made]], made: Sequence[Made], error: Exception) -> None:
        with self._changed:
            if len(made) == len(batch):
                for call, one in zip(batch, made, strict=True):
                    call.made = (one,)
            else:
                for call in batch:
                    call.error = error
            self._busy -= 1
            self._changed.notify_all()
