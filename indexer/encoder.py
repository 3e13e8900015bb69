"""What turns text into vectors, and how to open one by its name."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from indexer.encoders.problem import EncoderError, EncoderMissingError

__all__ = ["DEFAULT", "LIGHT", "Encoder", "EncoderError", "EncoderMissingError", "Progress", "Vectors", "open_encoder"]

DEFAULT = "e5-small"
LIGHT = "use"

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


def open_encoder(name: str, cache: Path, progress: Progress = quiet) -> Encoder:
    """Open `e5-small`, `use`, or any sentence-transformers model by its name or folder.

    The first use of `e5-small` reads its weights into `cache` (seconds). Neither embedded encoder uses the network.
    Raises EncoderMissingError if the package or the model is not here.
    """
    from indexer.encoders.gathered import Gathered
    from indexer.encoders.remembered import Remembered

    match name:
        case "e5-small":
            from indexer.encoders.e5 import open_e5

            return Remembered(Gathered(open_e5(cache, progress)))
        case "use":
            from indexer.encoders.light import open_light

            return Remembered(Gathered(open_light()))
        case _:
            from indexer.encoders.named import open_named

            return Remembered(Gathered(open_named(name)))
