"""What a suggestion costs by stage, the encoder pass apart, on the embedded base and on one of many entries."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np

from indexer.encoder import Encoder, Vectors
from indexer.retriever import Read
from knowledge.loading.load import load
from knowledge.model.base import Base
from knowledge.model.case import Case
from knowledge.reading.normal import normal_form, normalise
from service.answers.assistant import Assistant
from service.answers.opening import open_assistant
from service.answers.suggest import CustomerMessage, suggest
from service.answers.suggestion import Suggestions
from service.settings import Settings

ON = date(2026, 11, 21)
SEED = 7
ASKS = 3  # of each made entry
_NO_WIDTH = "\u200b"  # goes from the normal form


def stages(assistant: Assistant, texts: Sequence[str], encoder: Encoder | None) -> list[str]:
    """Return a line a stage; with `encoder`, its pass over texts that it has not seen."""
    channel = next(iter(assistant.base.channels))

    def asked(text: str) -> Suggestions:
        return suggest(assistant, CustomerMessage(text, ON, channel))

    known = [asked(text) for text in texts]  # vectors are remembered from here on
    cases = [Case(channel, ON, {name: fact.value for name, fact in one.facts.items()}) for one in known]
    readings = [assistant.reader.read(text, ON) for text in texts]
    read = [Read(one.subject, {name: fact.value for name, fact in one.facts.items()}) for one in readings]
    lines = [
        _line("normal form", _unseen(texts, 1), normal_form),
        _line("facts read", _unseen(texts, 2), lambda text: assistant.reader.read(text, ON)),
        _line("ranked", range(len(texts)), lambda at: assistant.retriever.rank(texts[at], read[at])),
        _line("decided", cases, assistant.decider.decide),
        _line("suggestion, all but the encoder", _unseen(texts, 3), asked),
    ]
    if encoder is not None:
        fresh = [f"{normalise(text)}{number}" for number, text in enumerate(texts)]
        lines.append(_line("encoder pass", fresh, lambda text: encoder.encode_queries([text])))
    return lines


def _unseen(texts: Sequence[str], times: int) -> list[str]:
    """Return texts of the same normal form, whose vectors are remembered, that are not remembered themselves."""
    return [text + times * _NO_WIDTH for text in texts]


def _line(name: str, given: Sequence[object], act: Callable[..., object]) -> str:
    spent = []
    for one in given:
        start = time.perf_counter()
        act(one)
        spent.append(1000 * (time.perf_counter() - start))
    return f"  {name:34} p50 {np.percentile(spent, 50):7.2f} ms  p99 {np.percentile(spent, 99):7.2f} ms"


class Drawn:
    """Vectors drawn from a text's hash: what ranking costs does not depend on what vectors mean."""

    name = "drawn"
    dimensions = 384
    widths = (384,)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            seed = int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")
            row[:] = np.random.default_rng(seed).standard_normal(self.dimensions)
            row /= np.linalg.norm(row)
        return rows

    encode_passages = encode_queries


def widen(base: Base, source: Path, folder: Path, entries: int) -> None:
    """Write the base of `source` into a folder, with guides of drawn words until it has so many entries."""
    shutil.copytree(source, folder, dirs_exist_ok=True)
    random = Random(SEED)
    words = sorted({ask[at : at + 2] for _, _, one in base.entries() for ask in one.asks for at in range(len(ask) - 1)})
    words = [word for word in words if word.isalpha()]
    guides = {}
    for number in range(entries - sum(1 for _ in base.entries())):
        asks = ["".join(random.sample(words, 7)) for _ in range(ASKS)]
        guides[f"drawn-{number}"] = {
            "title": asks[0],
            "asks": asks,
            "say": {"default": f"第{number}条说明，照此办理。"},
        }
    (folder / "drawn.yaml").write_text(json.dumps({"guides": guides}, ensure_ascii=False, indent=1), encoding="utf-8")


def wide_stages(source: Path, entries: int, texts: Sequence[str]) -> tuple[list[str], float]:
    """Return the stages on a base of so many entries, and how long loading and indexing took."""
    with TemporaryDirectory() as kept:
        folder = Path(kept)
        widen(load(source).require(), source, folder / "base", entries)
        settings = Settings(base=folder / "base", index=folder / "index", cache=folder / "cache", data=folder / "data")
        start = time.perf_counter()
        assistant = open_assistant(settings, encoder=Drawn())
        built_s = time.perf_counter() - start
        return stages(assistant, texts, None), built_s
