"""What a reply means without naming it: 留着自用吧 refuses a return though it speaks of none.

The whole reply is read, by its letters, by what the message wishes and by the light encoder, and only where nothing
that it names states anything. What refuses one wish refuses another in the same words, so that it is learned of any.
Letters alone say first whether it is worth encoding: a greeting is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

LETTER_BUCKETS = 1 << 14
LONGEST = 200  # characters that are read
SCALE, LETTERS_SCALE = 3.0, 4.0  # of unit rows, so that the ridge weighs alike on both
GATE = 0.03  # probability that a reply states anything, below which it is not encoded
ANY = ""  # outcome of the units that tell whether anything is refused or granted, whichever it is
_TINY = 1e-6

Floats = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class Told:
    """A reply in normal form, the subject of its case, and the outcomes that the message which it answers is about."""

    text: str
    about: str
    wishes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImplicitNetwork:
    """A logistic unit for each value of an outcome, over letters and the encoder's vector, and the gate before them."""

    keys: tuple[tuple[str, str], ...]  # outcome and value
    rarity: Floats  # of a bucket
    mean: Vectors  # what is taken off each vector
    letters: Floats  # LETTER_BUCKETS x keys
    dense: Floats  # dimensions x keys
    bias: Floats
    gate: Floats  # LETTER_BUCKETS
    gate_bias: float
    opens: float = GATE

    def read_many(self, told: Sequence[Told], encode: Encode) -> list[Mapping[tuple[str, str], float]]:
        """Return for each reply how likely it states each value; nothing for one that the gate stops."""
        found: list[Mapping[tuple[str, str], float]] = [{} for _ in told]
        if not told:
            return found
        rows = letter_rows(told, self.rarity)
        open_: list[int] = np.flatnonzero(logistic(rows @ self.gate + self.gate_bias) >= self.opens).tolist()
        if not open_:
            return found
        texts = list(dict.fromkeys(told[place].text for place in open_))
        vectors = moved(encode(texts), self.mean)
        at = {text: row for row, text in enumerate(texts)}
        chosen = vectors[[at[told[place].text] for place in open_]]
        shares = logistic(rows[open_] @ self.letters + chosen @ self.dense + self.bias)
        for place, share in zip(open_, shares.tolist(), strict=True):
            found[place] = dict(zip(self.keys, share, strict=True))
        return found

    def arrays(self) -> dict[str, Any]:
        half = {name: getattr(self, name).astype(np.float16) for name in ("rarity", "mean", "dense", "bias", "gate")}
        reach = max(_TINY, float(np.abs(self.letters).max())) / 127
        small = np.rint(self.letters / reach).astype(np.int8)
        told = {"keys": np.array(["=".join(key) for key in self.keys]), "reach": np.float32(reach)}
        return {**half, **told, "letters": small, "gate_bias": np.float32(self.gate_bias)}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Any]) -> ImplicitNetwork:
        keys = tuple((outcome, value) for outcome, _, value in (str(key).partition("=") for key in arrays["keys"]))
        wide = {name: arrays[name].astype(float) for name in ("rarity", "dense", "bias", "gate")}
        letters = arrays["letters"].astype(float) * float(arrays["reach"])
        return cls(
            keys, mean=arrays["mean"].astype(np.float32), letters=letters, gate_bias=float(arrays["gate_bias"]), **wide
        )


def letter_rows(told: Sequence[Told], rarity: Floats | None = None) -> csr_array:
    """Return replies as rows over buckets of their letters; without `rarity`, as ones."""
    starts, indices = [0], []
    for one in told:
        indices += sorted({crc32(gram.encode("utf-8", "surrogatepass")) % LETTER_BUCKETS for gram in _grams(one)})
        starts.append(len(indices))
    rows = csr_array((np.ones(len(indices)), indices, starts), shape=(len(told), LETTER_BUCKETS))
    if rarity is None:
        return rows
    rows.data = rarity[rows.indices]
    lengths = np.sqrt(np.add.reduceat(rows.data**2, rows.indptr[:-1]))
    rows.data *= LETTERS_SCALE / np.repeat(np.maximum(lengths, _TINY), np.diff(rows.indptr))
    return rows


def rarity_of(told: Sequence[Told]) -> Floats:
    """Return a weight a bucket, higher where fewer replies have it."""
    holding = np.bincount(letter_rows(told).indices, minlength=LETTER_BUCKETS)
    return np.asarray(np.log(len(told) / (1 + holding)) + 1)


def _grams(one: Told) -> Iterator[str]:
    padded = f"^{one.text[:LONGEST]}$"
    yield f"@{one.about}"
    yield from (f"?{wish}" for wish in one.wishes)
    for size in (1, 2, 3):
        for at in range(len(padded) - size + 1):
            gram = padded[at : at + size]
            yield gram
            if size == 2:
                yield f"@{one.about}|{gram}"
                yield from (f"?{wish}|{gram}" for wish in one.wishes)


def moved(vectors: Vectors, mean: Vectors) -> Floats:
    """Return vectors with the mean taken off, all of one length."""
    apart = vectors - mean
    return np.asarray(SCALE * apart / np.maximum(_TINY, np.linalg.norm(apart, axis=1, keepdims=True)), dtype=float)


def logistic(scores: Floats) -> Floats:
    """Return scores as probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))))
