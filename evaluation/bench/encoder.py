"""What a vector of the default encoder costs, by arithmetic, and how near it stays to the model run by PyTorch.

python -m evaluation.bench.encoder [--texts FILE.jsonl ...] [--torch]

Texts are the `asks` of the embedded base, or the `text` of each line of the files given.
"""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from evaluation.bench.conditions import machine, versions
from evaluation.json_lines import read_objects
from indexer.encoder import Vectors, quiet
from indexer.encoders.e5 import QUERY, e5_folder, file_of, open_arithmetic
from indexer.encoders.e5_arithmetic import Arithmetic
from indexer.encoders.e5_tokenizer import tokenizer_of
from indexer.encoders.e5_weights import Weights, installed_weights, read_weights
from indexer.encoders.light import open_light
from service.settings import Settings

SHORT = range(17, 24)  # characters
_COMPARED = 200  # texts whose vectors are compared
_TIMED = 200  # single queries


def main(
    files: Annotated[list[Path] | None, typer.Option("--texts", help="JSON lines with `text`; repeatable")] = None,
    torch: Annotated[bool, typer.Option("--torch", help="compare with the whole model in PyTorch")] = False,
    cache: Annotated[Path | None, typer.Option(help="where the weights are kept")] = None,
) -> None:
    """Measure the encoders: time, size and what rounding costs."""
    texts = texts_of(files or ())
    folder_of_cache = cache or Settings().cache / "encoders"
    timed = [text for text in texts if len(text) in SHORT][:_TIMED] or texts[:_TIMED]
    print(f"{machine()} | {versions('onnxruntime')} | one thread | queries:{len(timed)} of 17 to 23 characters")
    folder = e5_folder(folder_of_cache, quiet)
    reference = _torch(read_weights(installed_weights())) if torch else None
    compared = texts[:: max(1, len(texts) // _COMPARED)][:_COMPARED]
    expected = (reference or open_arithmetic(folder_of_cache, quiet, Arithmetic.DENSE).encode_queries)(compared)
    against = "PyTorch, whole vocabulary" if reference else Arithmetic.DENSE.value
    for arithmetic in Arithmetic:
        start = time.perf_counter()
        model = open_arithmetic(folder_of_cache, quiet, arithmetic)
        opened_s = time.perf_counter() - start
        size = (folder / file_of(arithmetic)).stat().st_size / 2**20
        cosines = (model.encode_queries(compared) * expected).sum(axis=1)
        print(
            f"{arithmetic.value:12} {_speed(model.encode_queries, timed)} | {_rate(model.encode_queries, texts)} | "
            f"{size:.0f} MiB | opened in {opened_s:.2f} s | cosine to {against}: "
            f"min {cosines.min():.6f} mean {cosines.mean():.6f} over {len(expected)} texts",
            flush=True,
        )
    if reference:
        print(f"{'torch':12} {_speed(reference, timed)}")
    light = open_light()
    print(f"{'use':12} {_speed(light.encode_queries, timed)} | {_rate(light.encode_queries, texts)}")


def texts_of(files: Sequence[Path]) -> list[str]:
    """Return the texts of JSONL files, or the embedded base's own questions."""
    if files:
        return [data["text"] for file in files for _, data in read_objects(file.read_text(encoding="utf-8"), file)]
    from knowledge.loading.load import load

    base = load(Path(__file__).parents[2] / "knowledge" / "base").require()
    return [ask for _, _, entry in base.entries() for ask in entry.asks]


def _speed(encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> str:
    for text in texts[:10]:
        encode([text])
    spent = []
    for text in texts:
        start, worked = time.perf_counter(), time.thread_time()
        encode([text])
        spent.append((1000 * (time.thread_time() - worked), 1000 * (time.perf_counter() - start)))
    work, wall = zip(*spent, strict=True)
    p50, p99 = np.percentile(wall, (50, 99))
    return f"processor p50 {np.percentile(work, 50):5.1f} ms, clock p50 {p50:5.1f} p99 {p99:5.1f} ms"


def _rate(encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> str:
    many = texts[:1000]
    start = time.perf_counter()
    encode(many)
    return f"{len(many) / (time.perf_counter() - start):.0f} texts/s together"


def _torch(weights: Weights) -> Callable[[Sequence[str]], Vectors]:
    """Return the model as transformers runs it, with the whole vocabulary: an oracle for the graph and the cut."""
    import torch
    from transformers import BertConfig, BertModel

    torch.set_num_threads(1)
    size = weights.dimensions
    config = BertConfig(
        vocab_size=len(weights.pieces),
        hidden_size=size.hidden,
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
        intermediate_size=size.inner,
        max_position_embeddings=size.positions,
        type_vocab_size=1,
        layer_norm_eps=size.epsilon,
        pad_token_id=weights.marks.padding,
    )
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict({name: torch.from_numpy(values) for name, values in _state(weights).items()})
    model.eval()
    tokenizer = tokenizer_of(weights)
    tokenizer.enable_truncation(size.positions)

    def encode(texts: Sequence[str]) -> Vectors:
        rows = []
        with torch.inference_mode():
            for text in texts:
                ids = torch.tensor([tokenizer.encode(QUERY + text).ids])
                mean = model(ids).last_hidden_state[0].mean(dim=0)
                rows.append((mean / mean.norm()).numpy())
        return np.stack(rows)

    return encode


def _state(weights: Weights) -> dict[str, Vectors]:
    state = {
        "embeddings.word_embeddings.weight": weights.words.dense(),
        "embeddings.position_embeddings.weight": weights.positions,
        "embeddings.token_type_embeddings.weight": weights.kind[None, :],
        "embeddings.LayerNorm.weight": weights.words_norm[0],
        "embeddings.LayerNorm.bias": weights.words_norm[1],
    }
    for number, layer in enumerate(weights.layers):
        for name, blocks, bias in (
            ("attention.self.query", layer.query, layer.query_bias),
            ("attention.self.key", layer.key, layer.key_bias),
            ("attention.self.value", layer.value, layer.value_bias),
            ("attention.output.dense", layer.attended, layer.attended_bias),
            ("intermediate.dense", layer.widen, layer.widen_bias),
            ("output.dense", layer.narrow, layer.narrow_bias),
        ):
            state |= {
                f"encoder.layer.{number}.{name}.weight": blocks.dense(),
                f"encoder.layer.{number}.{name}.bias": bias,
            }
        for name, (gain, shift) in (
            ("attention.output.LayerNorm", layer.attended_norm),
            ("output.LayerNorm", layer.narrow_norm),
        ):
            state |= {f"encoder.layer.{number}.{name}.weight": gain, f"encoder.layer.{number}.{name}.bias": shift}
    return state


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    typer.run(main)
