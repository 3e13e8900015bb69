"""Several networks as one: each learns from the vectors of one encoder, and they answer together.

The vectors of two encoders side by side taught one network less than each taught its own (script first on 2,250
questions of four sets: 0.864 from both in one, 0.879 from one each): what one of them is wrong about, the other is not.
The logarithms of their probabilities are averaged (a product of experts, Hinton 2002).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from indexer.columns import Columns
from indexer.ranker.network import Floats, Network, log_softmax, log_within
from indexer.ranker.targets import Group, Target, Targets


@dataclass(frozen=True, slots=True)
class Ensemble:
    """At least one network, all of the same targets; each reads its own part of a vector, in their order."""

    networks: tuple[Network, ...]

    @property
    def targets(self) -> Targets:
        return self.networks[0].targets

    @property
    def mean(self) -> Floats:
        """What is taken off a whole vector: the means of its parts side by side."""
        scale = np.float32(1 / math.sqrt(len(self.networks)))
        return np.concatenate([one.mean for one in self.networks]) * scale

    def log_probabilities(self, vectors: Floats, grams: csr_array) -> tuple[Floats, Floats]:
        """Return log P of each group and, last, of none; and log P of each script within its group. A row a message."""
        own = parts(vectors, [len(one.mean) for one in self.networks])
        each = (network.scores(part, grams) for network, part in zip(self.networks, own, strict=True))
        scores = np.asarray(sum(each) / np.float32(len(self.networks)), dtype=np.float32)
        count = len(self.targets.groups) + 1
        return log_softmax(scores[:, :count]), log_within(scores[:, count:], self.targets)

    def arrays(self) -> dict[str, Any]:
        """Return what `of_arrays` reads."""
        return {
            f"{place}.{name}": array
            for place, network in enumerate(self.networks)
            for name, array in network.arrays().items()
        }

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Any], grouped: Mapping[Target, Group]) -> Ensemble | None:
        """Return the networks that `arrays` holds, None where it holds none."""
        made: list[Network] = []
        while f"{len(made)}.mean" in arrays:
            start = f"{len(made)}."
            own = {name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)}
            made.append(Network.of_arrays(own, grouped))
        return cls(tuple(made)) if made else None


def parts(vectors: npt.NDArray[Any], widths: Sequence[int]) -> Iterator[npt.NDArray[Any]]:
    """Yield the parts of joined vectors, a row a text, each of unit length; `widths` are their columns."""
    return (columns.of(vectors) for columns in Columns.each(widths))
