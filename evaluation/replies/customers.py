"""Which customers were told what: all of them up to a number, then a sample drawn by their hash, in bounded memory.

A customer is in the sample or not by its hash alone, and the sample is thinned by halves: tallies of parts merge to the
tally of the whole, whatever was merged first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Generic, TypeVar

MOST = 200_000  # customers of statements that are kept
K = TypeVar("K")


def customer_hash(name: str) -> int:
    """Return 48 bits that stand for a customer; the name is not kept."""
    return int.from_bytes(blake2b(name.encode(), digest_size=6).digest())


@dataclass(slots=True)
class CustomerSample(Generic[K]):
    """Customers by what is known of them; one of 2**level is kept."""

    most: int = MOST
    level: int = 0
    by: dict[K, set[int]] = field(default_factory=dict)
    _size: int = 0

    def add(self, key: K, customer: int) -> None:
        """Note a customer."""
        if customer % (1 << self.level):
            return
        there = self.by.setdefault(key, set())
        before = len(there)
        there.add(customer)
        self._size += len(there) - before
        self._thin()

    def merge(self, other: CustomerSample[K]) -> None:
        """Add the sample of another part."""
        self.level = max(self.level, other.level)
        for key, customers in other.by.items():
            self.by.setdefault(key, set()).update(customers)
        self._keep()
        self._thin()

    def union(self, keys: Iterable[K]) -> set[int]:
        """Return the customers of which any of the keys is known."""
        return set().union(*(self.by.get(key, ()) for key in keys))

    def number(self, customers: int) -> int:
        """Return how many customers stand behind as many of the sample."""
        return customers << self.level

    def _thin(self) -> None:
        while self._size > self.most:
            self.level += 1
            self._keep()

    def _keep(self) -> None:
        step = 1 << self.level
        if self.level:
            kept = {key: {one for one in there if not one % step} for key, there in self.by.items()}
            self.by = {key: there for key, there in kept.items() if there}
        self._size = sum(map(len, self.by.values()))

    def rows(self) -> list[tuple[K, list[int]]]:
        """Return the sample as plain data."""
        return [(key, sorted(there)) for key, there in self.by.items()]

    @classmethod
    def of_rows(cls, level: int, rows: Iterable[tuple[K, Iterable[int]]]) -> CustomerSample[K]:
        """Return the sample whose `rows` these are."""
        found = cls(level=level, by={key: set(there) for key, there in rows})
        found._keep()
        return found
