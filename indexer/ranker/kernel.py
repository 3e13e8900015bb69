"""How alike two questions are, in meaning, letters and sound: the kernel that the regression learns with.

Squared nearness of vectors lets the regression use pairs of directions; against the plain product it found the right
entry first for 0.85 instead of 0.71 of the held-out questions, and letters and sounds added 0.03
(`python -m evaluation.bench.ranker`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from indexer.encoder import Vectors
from indexer.pinyin import syllables
from indexer.ranker.layout import Floats
from indexer.ranker.terms import Terms, terms_of

_LETTERS, _SOUNDS = 0.3, 0.1  # shares beside the vectors' 1


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions as centred unit vectors, letters and sounds."""

    mean: Vectors
    texts: tuple[str, ...]  # in normal form
    vectors: Vectors
    letters: Terms
    sounds: Terms

    @classmethod
    def of(cls, texts: Sequence[str], vectors: Vectors, mean: Vectors) -> Examples:
        """Take texts in normal form and their vectors, one row a text."""
        moved = vectors - mean
        moved /= np.maximum(1e-6, np.linalg.norm(moved, axis=1, keepdims=True))
        return cls(
            mean,
            tuple(texts),
            moved,
            terms_of([letters(text) for text in texts]),
            terms_of([sounds(text) for text in texts]),
        )

    def kernel(self) -> Floats:
        """Return the likeness of every question to every other."""
        found = self.vectors @ self.vectors.T
        found += 1
        found *= 0.5
        np.square(found, out=found)
        self.letters.add_kernel(found, _LETTERS)
        self.sounds.add_kernel(found, _SOUNDS)
        return np.asarray(found, dtype=np.float32)

    def likeness(self, texts: Sequence[str], near: Floats) -> Floats:
        """Return a row for each of `texts` (in normal form) with its likeness to every question.

        `near` are the centred cosines of their vectors, in the same shape.
        """
        found = near + 1
        found *= 0.5
        np.square(found, out=found)
        found += self.letters.similar([letters(text) for text in texts], _LETTERS)
        found += self.sounds.similar([sounds(text) for text in texts], _SOUNDS)
        return found

    def cosines(self, queries: Vectors) -> Floats:
        """Return a row for each query's vector with its centred cosine with every question."""
        return np.asarray(self.centred(queries) @ self.vectors.T, dtype=np.float32)

    def centred(self, queries: Vectors) -> Vectors:
        """Return vectors of queries, a row each, as the questions' are kept."""
        moved = queries - self.mean
        return np.asarray(moved / np.maximum(1e-6, np.linalg.norm(moved, axis=1, keepdims=True)), dtype=np.float32)

    def arrays(self) -> dict[str, Any]:
        """Return what `of_arrays` reads, as arrays by name."""
        return {
            "mean": self.mean,
            "vectors": self.vectors,
            **self.letters.arrays("letters"),
            **self.sounds.arrays("sounds"),
        }

    def words(self) -> dict[str, list[str]]:
        """Return the texts, and the n-grams in the order of their columns."""
        return {"texts": list(self.texts), "letters": list(self.letters.columns), "sounds": list(self.sounds.columns)}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Any], words: Mapping[str, Any]) -> Examples:
        """Read what `arrays` and `words` gave."""
        both = (Terms.of_arrays(name, arrays, words[name]) for name in ("letters", "sounds"))
        return cls(arrays["mean"], tuple(words["texts"]), arrays["vectors"], *both)


def letters(text: str) -> list[str]:
    """Return the n-grams of one to three characters of a text."""
    padded = f" {text} "
    return [
        padded[at : at + size]
        for size in (1, 2, 3)
        for at in range(len(padded) - size + 1)
        if padded[at : at + size] != " "
    ]


def sounds(text: str) -> list[str]:
    """Return the pairs and triples of syllables of a text: what is misspelt by sound keeps them."""
    spoken = syllables(text)
    return ["~".join(spoken[at : at + size]) for size in (2, 3) for at in range(len(spoken) - size + 1)]
