"""What turns text into vectors."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

JOINT = "+"  # between the names of encoders that are joined
AUTO = "auto"  # the precision is the fastest that was measured on this processor

Vectors = npt.NDArray[np.float32]
Progress = Callable[[str, float], None]  # what is being done, and the share of it that is done, 0 to 1


class Encoder(Protocol):
    """Texts to vectors. Both methods are safe to call from several threads, and on any text."""

    @property
    def name(self) -> str:
        """What the vectors depend on: two encoders of one name give the same vectors."""
        ...

    @property
    def dimensions(self) -> int: ...

    @property
    def widths(self) -> tuple[int, ...]:
        """The columns of each encoder that is joined in it, in order: all of them for one alone."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one unit-length row a text; for questions, the base's own `asks` among them."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit-length row a text; for what answers a question."""
        ...
