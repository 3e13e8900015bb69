"""What turns text into vectors, and how to open one by its name."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from indexer.encoders.problem import EncoderError, EncoderMissingError

__all__ = [
    "AUTO",
    "DEFAULT",
    "LIGHT",
    "Encoder",
    "EncoderError",
    "EncoderMissingError",
    "Progress",
    "Vectors",
    "family",
    "open_encoder",
]

DEFAULT = "e5-small"
LIGHT = "use"
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

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one unit-length row a text; for questions, the base's own `asks` among them."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit-length row a text; for what answers a question."""
        ...


def quiet(what: str, share: float) -> None:
    """Report no progress."""


def family(name: str) -> str:
    """Return the name without the precision: what was settled for one precision of an encoder holds for all."""
    return name.partition("@")[0]


def open_encoder(name: str, cache: Path, progress: Progress = quiet, precision: str = AUTO) -> Encoder:
    """Open `e5-small`, `use`, or any sentence-transformers model by its name or folder.

    The first use of `e5-small` reads its weights into `cache` and measures which precision is fastest here (seconds);
    a precision that is named is taken unmeasured. Neither embedded encoder uses the network.
    Raises EncoderMissingError if the package or the model is not here.
    """
    from indexer.encoders.gathered import Gathered
    from indexer.encoders.remembered import Remembered

    match name:
        case "e5-small":
            from indexer.encoders.e5 import open_e5

            return Remembered(Gathered(open_e5(cache, progress, precision)))
        case "use":
            from indexer.encoders.light import open_light

            return Remembered(Gathered(open_light()))
        case _:
            from indexer.encoders.named import open_named

            return Remembered(Gathered(open_named(name)))
