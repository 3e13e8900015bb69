"""How build, edit, query, memory and quality grow with the asks of a base: `python -m evaluation.bench.growth`.

The asks are those of the embedded base: some of them, or all with variants drawn by seed. Some are left out with all of
their variants: how many of them find their script first is the quality. Each size runs in a process of its own, so that
memory is told apart.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import numpy as np
import typer

from evaluation.bench.conditions import machine, peak_mib
from indexer.building import Builder, Knowledge
from indexer.encoder import LIGHT, Encoder, Vectors, open_encoder
from indexer.learning import code_version, trainer
from indexer.opening import retriever
from indexer.passages import PassageMemory
from indexer.ranker.targets import is_suggested
from indexer.retriever import Retriever
from indexer.snapshot import Snapshot
from knowledge.deciding.space import Space
from knowledge.loading.load import load
from knowledge.model.base import SECTION_OF, Base
from knowledge.model.entries import AnyEntry, Kind
from knowledge.reading.spellings import Spellings
from service.settings import Settings

SEED = 7
LEFT_OUT = 300
_HEAD = "   asks  passages  embed s  learn s  served s  settled s  query p50 ms  p99 ms  memory MiB  first"
_BEFORE = ("", "请问", "你好 ", "亲，", "那个，", "想问下", "麻烦问一下 ")
_AFTER = ("", "呢", "啊", "呀", "吗", "？", "谢谢", "急")

Ask = tuple[Kind, str, str]  # kind and id of an entry, and the text


def main(
    sizes: Annotated[str, typer.Option(help="numbers of asks, separated by commas")] = "1000,10000,100000",
    encoder: Annotated[str, typer.Option(help="name of the encoder")] = LIGHT,
    only: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """Print one row a size; times are wall-clock, `learn` without embedding, `query` without the encoder."""
    if only:
        print(json.dumps(_measured(only, encoder)))
        return
    print(f"{machine()} | encoder:{encoder} | left out:{LEFT_OUT} | seed:{SEED}", flush=True)
    print(
        "   asks  passages  embed s  learn s  served s  settled s  query p50 ms  p99 ms  memory MiB  first", flush=True
    )
    for size in sizes.split(","):
        command = [sys.executable, "-m", "evaluation.bench.growth", "--encoder", encoder, "--only", size]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        print(_row(json.loads(done.stdout.splitlines()[-1])), flush=True)


def _row(one: Mapping[str, Any]) -> str:
    return (
        f"{one['asks']:7,} {one['passages']:9,} {one['embed_s']:8.1f} {one['learn_s']:8.1f} {one['served_s']:9.2f} "
        f"{one['settled_s']:10.2f} {one['p50_ms']:13.2f} {one['p99_ms']:7.2f} {one['memory_mib']:11.0f} "
        f"{one['first']:6.3f}"
    )


def varied(text: str, random: Random) -> str:
    """Return another way to type a text: a word before or after it, two characters swapped, or one left out."""
    at = random.randrange(len(text))
    match random.randrange(3):
        case 0 if len(text) > 3:
            text = text[:at] + text[at + 1 :]
        case 1 if at + 1 < len(text):
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return f"{random.choice(_BEFORE)}{text}{random.choice(_AFTER)}"


def grown(asks: Sequence[Ask], size: int, random: Random) -> list[Ask]:
    """Return so many asks: some of those given, or all of them and variants, none twice for an entry."""
    if size <= len(asks):
        return random.sample(list(asks), size)
    found = dict.fromkeys(asks)
    while len(found) < size:
        kind, key, text = random.choice(asks)
        found.setdefault((kind, key, varied(text, random)))
    return list(found)


def _with_asks(base: Base, asks: Sequence[Ask]) -> Base:
    """Return a base whose entries are asked for in just these ways."""
    by_entry: dict[tuple[Kind, str], list[str]] = {}
    for kind, key, text in asks:
        by_entry.setdefault((kind, key), []).append(text)
    sections: dict[str, dict[str, AnyEntry]] = {}
    for kind, key, entry in base.entries():
        own = entry.model_copy(update={"asks": tuple(by_entry.get((kind, key), ()))})
        sections.setdefault(SECTION_OF[kind], {})[key] = own
    return replace(base, **sections)  # type: ignore[arg-type]  # sections are fields of a base


def split(asks: Sequence[Ask], random: Random) -> tuple[list[Ask], list[Ask]]:
    """Return the asks to learn from, and those left out."""
    left = set(random.sample(list(asks), LEFT_OUT))
    return [one for one in asks if one not in left], sorted(left)


class _Remembering:
    """An encoder that knows what it encoded, and counts the time that it took."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[tuple[bool, str], Vectors] = {}
        self.name, self.dimensions, self.widths = encoder.name, encoder.dimensions, encoder.widths
        self.spent_s = 0.0

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, True, self._encoder.encode_queries)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, False, self._encoder.encode_passages)

    def _encode(self, texts: Sequence[str], side: bool, encode: Callable[[Sequence[str]], Vectors]) -> Vectors:
        start = time.perf_counter()
        if len(texts) > 1:  # those of a build are not asked for again
            rows = encode(texts)
        else:
            rows = np.vstack([self._row(text, side, encode) for text in texts] or [encode(texts)])
        self.spent_s += time.perf_counter() - start
        return rows

    def _row(self, text: str, side: bool, encode: Callable[[Sequence[str]], Vectors]) -> Vectors:
        if (side, text) not in self._known:
            self._known[side, text] = encode([text])[0]
        return self._known[side, text]


@dataclass(frozen=True, slots=True)
class _Bench:
    builder: Builder
    encoder: _Remembering
    memory: PassageMemory

    def knowledge(self, base: Base, name: str) -> Knowledge:
        normalise = Spellings(base.terms.spellings).normalise
        return Knowledge(name, self.memory.of(base), {}, code_version(), normalise)


def _measured(size: int, encoder: str) -> dict[str, Any]:
    settings = Settings()
    base = load(settings.base).require()
    random = Random(SEED)
    asks = [(kind, key, text) for kind, key, entry in base.entries() if is_suggested(entry) for text in entry.asks]
    kept, left_out = split(asks, random)
    own = _with_asks(base, grown(kept, size, random))
    with TemporaryDirectory() as shelf:
        opened = _Remembering(open_encoder(encoder, settings.cache / "encoders"))
        bench = _Bench(Builder(Path(shelf), opened), opened, PassageMemory())
        return {"asks": size, **_built(bench, own, left_out)}


def _built(bench: _Bench, base: Base, left_out: Sequence[Ask]) -> dict[str, Any]:
    start = time.perf_counter()
    first = bench.builder.build(bench.knowledge(base, "first"), trainer(base, bench.encoder))
    built_s, embed_s = time.perf_counter() - start, bench.encoder.spent_s
    memory_mib = peak_mib()
    found = retriever(base, Space.of(base), first, bench.encoder)
    figures = {"passages": len(first.index.passages), "embed_s": embed_s, "learn_s": built_s - embed_s}
    figures |= {"memory_mib": memory_mib, **_asked(found, left_out)}
    return figures | _edited(bench, base, first)


def _asked(found: Retriever, left_out: Sequence[Ask]) -> dict[str, float]:
    right = [_first(found, text) == (kind, key) for kind, key, text in left_out]  # vectors are remembered from here on
    spent = []
    for _, _, text in left_out:
        start = time.perf_counter()
        found.rank(text)
        spent.append(1000 * (time.perf_counter() - start))
    return {
        "first": sum(right) / len(right),
        "p50_ms": float(np.percentile(spent, 50)),
        "p99_ms": float(np.percentile(spent, 99)),
    }


def _first(found: Retriever, text: str) -> tuple[str, str] | None:
    ranked = found.rank(text).ranked
    return ranked[0].target if ranked else None


def _edited(bench: _Bench, base: Base, first: Snapshot) -> dict[str, float]:
    """Give one entry an ask more: the time until it is served, and until the learner has settled."""
    key, guide = next(iter(sorted(base.guides.items())))
    edited = replace(
        base, guides={**base.guides, key: guide.model_copy(update={"asks": (*guide.asks, "新添的一种问法")})}
    )
    start = time.perf_counter()
    served = bench.builder.update(bench.knowledge(edited, "edited"), first)
    retriever(edited, Space.of(edited), served, bench.encoder).rank("")
    served_s = time.perf_counter() - start
    start = time.perf_counter()
    settled = bench.builder.build(bench.knowledge(edited, "edited"), trainer(edited, bench.encoder), served)
    retriever(edited, Space.of(edited), settled, bench.encoder).rank("")
    return {"served_s": served_s, "settled_s": time.perf_counter() - start}


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "2")
    typer.run(main)
