"""multilingual-e5-small: its folder in the cache, made once from the installed weights, and opened."""

import shutil
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock

from indexer.encoders.e5_arithmetic import Arithmetic
from indexer.encoders.e5_weights import PACKAGE, installed_weights, read_weights
from indexer.encoders.onnx_model import TOKENIZER, OnnxModel
from indexer.encoders.precision import chosen, processor
from indexer.encoders.problem import EncoderError
from indexer.encoders.protocol import AUTO, Progress
from indexer.sealed import SealError, check_seal, write_sealed

NAME = "e5-small"
_VECTORS = 1  # raise it when vectors become others
FORMAT = 2  # raise it when the folder is made differently
DIMENSIONS = 384
QUERY = "query: "
_PASSAGE = "passage: "


def open_e5(cache: Path, progress: Progress, precision: str = AUTO) -> OnnxModel:
    """Open the encoder; makes its folder first if there is none, or if it is damaged."""
    return open_arithmetic(cache, progress, arithmetic_of(precision) or _chosen(cache, progress))


def arithmetic_of(precision: str) -> Arithmetic | None:
    """Return the arithmetic of that name, None where it is to be measured; raises EncoderError for another word."""
    known = {one.value: one for one in Arithmetic}
    if precision == AUTO:
        return None
    if precision not in known:
        message = f"there is no precision {precision!r}: set YIZHI_PRECISION to {AUTO} or to {', '.join(known)}"
        raise EncoderError(message)
    return known[precision]


def open_arithmetic(cache: Path, progress: Progress, arithmetic: Arithmetic) -> OnnxModel:
    folder = e5_folder(cache, progress, arithmetic)
    return OnnxModel(
        folder / TOKENIZER,
        folder / file_of(arithmetic),
        name=f"{NAME}-{_VECTORS}" + (f"@{arithmetic.value}" if arithmetic.has_own_vectors else ""),
        dimensions=DIMENSIONS,
        query_prompt=QUERY,
        passage_prompt=_PASSAGE,
    )


def e5_folder(cache: Path, progress: Progress, *needed: Arithmetic) -> Path:
    """Return the folder, what is needed of it checked. Processes that come at once wait for the one that makes it."""
    weights = installed_weights()
    folder = cache / _folder_name()
    names = (TOKENIZER, *map(file_of, needed or Arithmetic))
    if _is_whole(folder, names):
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(str(folder) + ".lock"):
        if not _is_whole(folder, names):
            shutil.rmtree(folder, ignore_errors=True)
            write_sealed(folder, lambda place: _fill(place, weights, progress))
    return folder


def file_of(arithmetic: Arithmetic) -> str:
    return f"{arithmetic.value}.onnx"


def _folder_name() -> str:
    return f"{NAME}-{FORMAT}-{version(PACKAGE)}"


def _chosen(cache: Path, progress: Progress) -> Arithmetic:
    """Return the arithmetic that was the fastest here; the first time it is measured, in a few seconds."""
    key = {"processor": processor(), "onnxruntime": version("onnxruntime"), "encoder": _folder_name()}

    def opened(arithmetic: Arithmetic) -> Callable[..., Any]:
        progress("measuring which arithmetic this processor is fastest with", 0.0)
        return open_arithmetic(cache, progress, arithmetic).encode_queries

    return chosen(cache / f"{_folder_name()}.precision.json", key, opened)


def _is_whole(folder: Path, names: tuple[str, ...]) -> bool:
    try:
        check_seal(folder, names)
    except SealError:
        return False
    return True


def _fill(place: Path, source: Path, progress: Progress) -> Mapping[str, Any]:
    # These read and write models; opening a folder that exists needs none of them.
    import onnx

    from indexer.encoders.e5_graph import graph_of
    from indexer.encoders.e5_tokenizer import tokenizer_of
    from indexer.encoders.e5_vocabulary import kept_pieces

    progress("reading the weights of e5-small", 0.0)
    whole = read_weights(source)
    progress("keeping the pieces of Chinese, English and Japanese", 0.3)
    weights = whole.with_pieces(kept_pieces(whole.pieces, marks=4))
    tokenizer = tokenizer_of(weights)
    tokenizer.enable_truncation(weights.dimensions.positions)
    tokenizer.save(str(place / TOKENIZER), pretty=False)
    for number, arithmetic in enumerate(Arithmetic):
        progress("writing the model", 0.5 + number / 10)
        onnx.save(graph_of(weights, arithmetic), place / file_of(arithmetic))
    progress("e5-small is ready", 1.0)
    return {"encoder": NAME, "format": FORMAT, "pieces": len(weights.pieces), "pieces_before": len(whole.pieces)}
