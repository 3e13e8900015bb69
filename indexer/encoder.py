"""How to open what turns text into vectors, by its name."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from indexer.encoders.problem import EncoderError, EncoderMissingError
from indexer.encoders.protocol import AUTO, JOINT, Encoder, Progress, Vectors

__all__ = [
    "AUTO",
    "DEFAULT",
    "JOINT",
    "LIGHT",
    "Encoder",
    "EncoderError",
    "EncoderMissingError",
    "Progress",
    "Vectors",
    "family",
    "open_encoder",
]

LIGHT = "use"
DEFAULT = "e5-small+use"


def quiet(what: str, share: float) -> None:
    """Report no progress."""


def family(name: str) -> str:
    """Return the name without the precision: what was settled for one precision of an encoder holds for all."""
    return JOINT.join(part.partition("@")[0] for part in name.split(JOINT))


def open_encoder(name: str, cache: Path, progress: Progress = quiet, precision: str = AUTO) -> Encoder:
    """Open `e5-small`, `use`, any sentence-transformers model by its name or folder, or several joined by `+`.

    The first use of `e5-small` reads its weights into `cache` and measures which precision is fastest here (seconds);
    a precision that is named is taken unmeasured. Neither embedded encoder uses the network.
    Raises EncoderMissingError if the package or the model is not here.
    """
    from indexer.encoders.joined import Joined

    names = [name] if Path(name).is_dir() else name.split(JOINT)
    with ThreadPoolExecutor(len(names)) as pool:  # each reads its weights beside the others
        opened = list(pool.map(lambda one: _shared(one, cache, progress, precision), names))
    return opened[0] if len(opened) == 1 else Joined(opened)


def _shared(name: str, cache: Path, progress: Progress, precision: str) -> Encoder:
    """Open one encoder whose callers share batches and what was encoded last."""
    from indexer.encoders.gathered import Gathered
    from indexer.encoders.remembered import Remembered

    leaders = 1 if name == LIGHT else None  # the light one encodes one batch at a time anyway
    return Remembered(Gathered(_opened(name, cache, progress, precision), leaders))


def _opened(name: str, cache: Path, progress: Progress, precision: str) -> Encoder:
    match name:
        case "e5-small":
            from indexer.encoders.e5 import open_e5

            return open_e5(cache, progress, precision)
        case "use":
            from indexer.encoders.light import open_light

            return open_light()
        case _:
            from indexer.encoders.named import open_named

            return open_named(name)
