"""What a ranker learned, in memory and on disk."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from indexer.encoder import Vectors
from indexer.ranker.choice import Choice
from indexer.ranker.evidence import Signals
from indexer.ranker.kernel import Examples
from indexer.ranker.layout import Floats, Layout
from indexer.ranker.targets import Target

_ARRAYS, _WORDS = "learned.npz", "learned.json"


@dataclass(frozen=True, slots=True)
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

    def added_to(self, found: Signals, text: str, query: Vectors, layout: Layout) -> Signals:
        """Return the signals with what was learned; a target that came later has the lowest score of all."""
        if self.examples is None or self.weights is None:
            return found
        scores = np.asarray(self.examples.likeness(text, query) @ self.weights, dtype=np.float32)
        outside, scores = float(scores[-1]), scores[:-1]
        if self.targets != layout.targets:
            scores = self._placed(scores, layout)
        return replace(found, learned=scores, outside=outside)

    def _placed(self, scores: Floats, layout: Layout) -> Floats:
        placed = np.full(len(layout.targets), float(scores.min(initial=0.0)), dtype=np.float32)
        for place, target in enumerate(self.targets):
            if target in layout.places:
                placed[layout.places[target]] = scores[place]
        return placed

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
