"""What a ranker learned, in memory and on disk."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.sparse import csc_array

from indexer.encoder import Vectors
from indexer.ranker.choice import Choice
from indexer.ranker.evidence import Signals
from indexer.ranker.layout import Floats, Layout
from indexer.ranker.targets import Target
from indexer.ranker.terms import Terms

_ARRAYS, _WORDS = "learned.npz", "learned.json"


@dataclass(frozen=True, slots=True)
class Learned:
    """Regressions onto targets, and the weights of all evidence.

    `vectors` has a column a target and is multiplied by a query's centred unit vector; `term_weights` by the query's
    similarity to every question. Both are None for a base with too many questions.
    """

    targets: tuple[Target, ...]
    mean: Vectors
    vectors: Floats | None
    terms: Terms | None
    term_weights: Floats | None
    choice: Choice | None

    @classmethod
    def nothing(cls, layout: Layout) -> Learned:
        return cls(layout.targets, layout.mean, None, None, None, None)

    def added_to(self, found: Signals, text: str, query: Vectors, layout: Layout) -> Signals:
        """Return the signals with what was learned; a target that came later has the lowest score of all."""
        if self.vectors is None or self.terms is None or self.term_weights is None:
            return found
        moved = query - self.mean
        moved = moved / max(1e-6, float(np.linalg.norm(moved)))
        by_vector = np.asarray(moved @ self.vectors, dtype=np.float32)
        by_terms = np.asarray(self.terms.similar(text) @ self.term_weights, dtype=np.float32)
        if self.targets == layout.targets:
            return replace(found, learned=by_vector, spelled=by_terms)
        return replace(found, learned=self._placed(by_vector, layout), spelled=self._placed(by_terms, layout))

    def _placed(self, scores: Floats, layout: Layout) -> Floats:
        placed = np.full(len(layout.targets), float(scores.min(initial=0.0)), dtype=np.float32)
        for place, target in enumerate(self.targets):
            if target in layout.places:
                placed[layout.places[target]] = scores[place]
        return placed

    def save(self, folder: Path) -> None:
        """Write everything below `folder`."""
        arrays: dict[str, np.ndarray] = {"mean": self.mean}
        words: dict[str, object] = {"targets": self.targets}
        if self.choice is not None:
            arrays |= {"candidate": self.choice.candidate, "none": self.choice.none}
        if self.vectors is not None and self.terms is not None and self.term_weights is not None:
            rows = self.terms.rows
            arrays |= {"vectors": self.vectors, "term_weights": self.term_weights, "weights": self.terms.weights}
            arrays |= {"data": rows.data, "indices": rows.indices, "indptr": rows.indptr, "shape": np.array(rows.shape)}
            words["columns"] = list(self.terms.columns)
        np.savez(folder / _ARRAYS, **arrays)  # type: ignore[arg-type]  # its stub takes allow_pickle for one of the arrays
        (folder / _WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Learned:
        """Read what `save` wrote."""
        words = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
        with np.load(folder / _ARRAYS) as arrays:
            terms = None
            if "vectors" in arrays:
                rows = csc_array((arrays["data"], arrays["indices"], arrays["indptr"]), shape=tuple(arrays["shape"]))
                terms = Terms({gram: place for place, gram in enumerate(words["columns"])}, arrays["weights"], rows)
            return cls(
                targets=tuple((str(kind), str(key)) for kind, key in words["targets"]),
                mean=arrays["mean"],
                vectors=arrays["vectors"] if terms else None,
                terms=terms,
                term_weights=arrays["term_weights"] if terms else None,
                choice=Choice(arrays["candidate"], arrays["none"]) if "candidate" in arrays else None,
            )
