"""What a ranker learned, in memory and on disk."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from indexer.ranker.choice import Choice
from indexer.ranker.kernel import Examples
from indexer.ranker.layout import Floats, Layout
from indexer.ranker.targets import Target

_ARRAYS, _WORDS = "learned.npz", "learned.json"


@dataclass(frozen=True)
class Learned:
    """A regression of targets on the likeness to every question, and the weights of all evidence.

    `weights` has a row a question and a column a target, with a last column for "none of these". It and `examples` are
    None for a base with too many questions.
    """

    targets: tuple[Target, ...]
    examples: Examples | None
    weights: Floats | None
    choice: Choice | None

    @classmethod
    def nothing(cls, layout: Layout) -> Learned:
        return cls(layout.targets, None, None, None)

    def likeness(self, texts: Sequence[str], near: Floats) -> Floats:
        """Return a row a text with its likeness to every question that was learned from; no columns without any.

        `near` are the centred cosines of the texts with every question, in the same shape.
        """
        return near if self.examples is None else self.examples.likeness(texts, near)

    def scores(self, likeness: Floats, targets: Sequence[Target]) -> tuple[Floats, float]:
        """Return the learned score of each of `targets`, and that of "none of these".

        `likeness` is one message's to every question. A target that came later has the lowest.
        """
        if self.weights is None:
            return np.zeros(len(targets), dtype=np.float32), 0.0
        places = [self._places.get(target, -1) for target in targets]
        known = [place for place in places if place >= 0]
        # row by row: taking the rows out first would copy more than the products read
        found = np.asarray([self._by_target[place] @ likeness for place in (*known, len(self.targets))])
        scores = iter(found[:-1].tolist())
        least = float(found[:-1].min(initial=0.0))
        return np.asarray([least if place < 0 else next(scores) for place in places], dtype=np.float32), float(
            found[-1]
        )

    @cached_property
    def _places(self) -> Mapping[Target, int]:
        return {target: place for place, target in enumerate(self.targets)}

    @cached_property
    def _by_target(self) -> Floats:
        return np.ascontiguousarray(self.weights.T) if self.weights is not None else np.zeros((1, 0), dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write everything below `folder`."""
        arrays: dict[str, np.ndarray] = {}
        words: dict[str, object] = {"targets": self.targets}
        if self.choice is not None:
            arrays |= {"candidate": self.choice.candidate, "none": self.choice.none}
        if self.examples is not None and self.weights is not None:
            arrays |= {"weights": self.weights, **self.examples.arrays()}
            words |= self.examples.words()
        np.savez(folder / _ARRAYS, **arrays)  # type: ignore[arg-type]  # its stub takes allow_pickle for one of the arrays
        (folder / _WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Learned:
        """Read what `save` wrote."""
        words = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
        with np.load(folder / _ARRAYS) as arrays:
            found = dict(arrays)
        return cls(
            targets=tuple((str(kind), str(key)) for kind, key in words["targets"]),
            examples=Examples.of_arrays(found, words) if "weights" in found else None,
            weights=found.get("weights"),
            choice=Choice(found["candidate"], found["none"]) if "candidate" in found else None,
        )
