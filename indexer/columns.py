"""Where the vectors of each encoder stand in those of several joined, side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one of `joined` encoders: its part of a joined vector is short of unit length by their root."""

    first: int
    width: int
    joined: int

    @classmethod
    def each(cls, widths: Sequence[int]) -> list[Columns]:
        """Return those of each encoder, in order; `widths` are their columns."""
        ends = accumulate(widths)
        return [cls(end - width, width, len(widths)) for end, width in zip(ends, widths, strict=True)]

    def of(self, vectors: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the part of joined vectors that is this encoder's, a row a text of unit length."""
        part = vectors[:, self.first : self.first + self.width]
        return part if self.joined == 1 else part * vectors.dtype.type(math.sqrt(self.joined))

    def padded(self, queries: npt.NDArray[np.float32], width: int) -> npt.NDArray[np.float32]:
        """Return queries of `width` columns whose product with a joined row is that of these with its part."""
        padded = np.zeros((len(queries), width), dtype=np.float32)
        padded[:, self.first : self.first + self.width] = queries * np.float32(math.sqrt(self.joined))
        return padded
