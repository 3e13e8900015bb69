"""multilingual-e5-small: its folder in the cache, made once from the installed weights, and opened."""

import shutil
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock

from indexer.encoder import Progress
from indexer.encoders.e5_weights import PACKAGE, installed_weights, read_weights
from indexer.encoders.onnx_model import MODEL, TOKENIZER, OnnxModel
from indexer.sealed import SealError, check_seal, write_sealed

NAME = "e5-small"
FORMAT = 1  # raise it when the folder is made differently
DIMENSIONS = 384
QUERY = "query: "
PASSAGE = "passage: "


def open_e5(cache: Path, progress: Progress) -> OnnxModel:
    """Open the encoder; makes its folder first if there is none, or if it is damaged."""
    folder = e5_folder(cache, progress)
    return OnnxModel(folder, name=f"{NAME}-{FORMAT}", dimensions=DIMENSIONS, query_prompt=QUERY, passage_prompt=PASSAGE)


def e5_folder(cache: Path, progress: Progress) -> Path:
    """Return the folder, checked. Processes that come at once wait for the one that makes it."""
    weights = installed_weights()
    folder = cache / f"{NAME}-{FORMAT}-{version(PACKAGE)}"
    if _is_whole(folder):
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(str(folder) + ".lock"):
        if not _is_whole(folder):
            shutil.rmtree(folder, ignore_errors=True)
            write_sealed(folder, lambda place: _fill(place, weights, progress))
    return folder


def _is_whole(folder: Path) -> bool:
    try:
        check_seal(folder)
    except SealError:
        return False
    return True


def _fill(place: Path, source: Path, progress: Progress) -> Mapping[str, Any]:
    # These read and write models; opening a folder that exists needs none of them.
    import onnx

    from indexer.encoders.e5_graph import Arithmetic, graph_of
    from indexer.encoders.e5_tokenizer import tokenizer_of
    from indexer.encoders.e5_vocabulary import kept_pieces

    progress("reading the weights of e5-small", 0.0)
    whole = read_weights(source)
    progress("keeping the pieces of Chinese, English and Japanese", 0.3)
    weights = whole.with_pieces(kept_pieces(whole.pieces, marks=4))
    tokenizer = tokenizer_of(weights)
    tokenizer.enable_truncation(weights.dimensions.positions)
    tokenizer.save(str(place / TOKENIZER), pretty=False)
    progress("writing the model", 0.7)
    onnx.save(graph_of(weights, Arithmetic.BLOCKS), place / MODEL)
    progress("e5-small is ready", 1.0)
    return {"encoder": NAME, "format": FORMAT, "pieces": len(weights.pieces), "pieces_before": len(whole.pieces)}
