"""What a ranker is taught from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, vstack

from indexer.grams import matrix
from indexer.ranker.applicability import Applicability
from indexer.ranker.ensemble import Ensemble
from indexer.ranker.evidence import Heard
from indexer.ranker.fitting import Questions
from indexer.ranker.learned import Digests
from indexer.ranker.ranker import Scales
from indexer.ranker.target_rows import TargetRows

Ints = npt.NDArray[np.int64]

Hear = Callable[[str], Heard]


class PlacedComposition(NamedTuple):
    """A composition by the places of its two questions; it is one of the first."""

    text: str  # in normal form
    ask: int
    beside: int


@dataclass(frozen=True)
class Lesson:
    """What is learned from: the rows of an index that are questions, and messages that nothing answers.

    What only a rehearsal needs (texts, how they are heard, conditions) is made when it is asked for.
    """

    rows: TargetRows
    questions: Ints  # rows of the index
    outside: Sequence[str]  # messages that nothing answers, in normal form
    vectors: npt.NDArray[np.float16]  # of the questions, of these, of what is lent, of what names, of what is composed
    normalise: Callable[[str], str]
    hear: Hear
    applicability: Callable[[], Applicability]
    urgency: Sequence[str]
    widths: Sequence[int]  # columns of the vectors that each encoder made
    is_stopped: Callable[[], bool] = lambda: False
    lent: Sequence[tuple[str, int]] = ()  # questions of the product, in normal form, each with the place of its group
    naming: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # rows that name what a script is about
    composed: Sequence[PlacedComposition] = ()

    @cached_property
    def texts(self) -> Sequence[str]:
        """The questions and what nothing answers, in normal form."""
        passages = self.rows.index.passages
        return [*(self.normalise(passages[row].text) for row in self.questions), *self.outside]

    @cached_property
    def scripts(self) -> Ints:
        """The place of the script that each text is for; -1 for those that nothing answers."""
        return np.concatenate([self.rows.owners[self.questions], np.full(len(self.outside), -1, dtype=np.int64)])

    @cached_property
    def labelled(self) -> Questions:
        targets, index = self.rows.targets, self.rows.index
        groups = np.where(self.scripts >= 0, targets.group_of[self.scripts], len(targets.groups))
        others = [*self.outside, *(text for text, _ in self.lent)]
        composed = matrix([one.text for one in self.composed], index.rarity)
        asked, naming = index.grams(self.questions), index.grams(self.naming)
        grams = vstack([asked, matrix(others, index.rarity), naming, composed], format="csr")
        lent = np.array([group for _, group in self.lent], dtype=np.int64)
        named = self.rows.owners[self.naming]
        mainly = self.scripts[[one.ask for one in self.composed]]
        groups = np.concatenate([groups, lent, targets.group_of[named], targets.group_of[mainly]])
        scripts = np.concatenate([self.scripts, np.full(len(lent), -1, dtype=np.int64), named, mainly])
        return Questions(self.vectors, csr_array(grams), groups, scripts)

    def beside(self, kept: Ints) -> Ints:
        """Return what is learned from beside the texts at these places: all but what is composed of others."""
        first = len(self.labelled) - len(self.composed)
        known = np.zeros(len(self.texts), dtype=bool)
        known[kept] = True
        own = [first + at for at, one in enumerate(self.composed) if known[one.ask] and known[one.beside]]
        return np.concatenate([np.arange(len(self.texts), first), np.array(own, dtype=np.int64)])

    @cached_property
    def digests(self) -> Digests:
        """A digest of each question with its script, then of each message that nothing answers."""
        passages = self.rows.index.passages
        asked = [passages[row] for row in self.questions]
        made = [
            *(_digest(one.kind, one.id, one.text) for one in asked),
            *(_digest("", "", one) for one in self.outside),
        ]
        return np.array(made, dtype=np.uint64)

    def scales(self, network: Ensemble | None) -> Scales:
        return Scales(self.rows, network, self.applicability(), self.urgency)


def _digest(kind: str, key: str, text: str) -> int:
    return int.from_bytes(blake2b(f"{kind}\0{key}\0{text}".encode(), digest_size=8).digest(), "big")
