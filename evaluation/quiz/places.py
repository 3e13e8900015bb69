"""Where the right option stands: each place as often as the others, in an order drawn by seed."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random


class Places:
    """Counts the places of the right options, for each number of options alone."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._taken: dict[int, list[int]] = {}

    def next(self, options: int) -> int:
        """Return a place that was taken least so far."""
        taken = self._taken.setdefault(options, [0] * options)
        least = min(taken)
        return self._random.choice([place for place, count in enumerate(taken) if count == least])

    def take(self, options: int, place: int) -> None:
        """Count a place."""
        self._taken.setdefault(options, [0] * options)[place] += 1

    def placed(self, right: str, wrong: Sequence[str]) -> tuple[tuple[str, ...], int]:
        """Return options with the right one at a place that was taken least, and the place; others stay in order."""
        place = self.next(len(wrong) + 1)
        self.take(len(wrong) + 1, place)
        return (*wrong[:place], right, *wrong[place:]), place
