"""What a suggestion costs by stage, the encoder pass apart, on the embedded base and on one of many entries."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np

from indexer.encoder import Encoder, Vectors
from knowledge.case import Case
from knowledge.entries import Guide
from knowledge.folder import Base
from knowledge.reading.normal import normal_form, normalise
from service.assist.assistant import Assistant
from service.assist.suggest import Question, suggest

ON = date(2026, 11, 21)
SEED = 7
ASKS = 3  # of each made entry


def stages(assistant: Assistant, texts: Sequence[str], encoder: Encoder | None) -> list[str]:
    """Return a line a stage; with `encoder`, its pass over texts that it has not seen."""
    channel = next(iter(assistant.base.channels))
    for text in texts:
        suggest(assistant, Question(text, ON, channel))  # vectors are remembered from here on
    known = [suggest(assistant, Question(text, ON, channel)) for text in texts]
    cases = [Case(channel, ON, {name: fact.value for name, fact in one.facts.items()}) for one in known]
    mentions = [assistant.reader.read(text, ON).subject for text in texts]
    lines = [
        _line("normal form", texts, normal_form),
        _line("facts read", texts, lambda text: assistant.reader.read(text, ON)),
        _line("ranked", range(len(texts)), lambda at: assistant.retriever.rank(texts[at], mentions[at])),
        _line("decided", cases, assistant.decider.decide),
        _line("suggestion, all but the encoder", texts, lambda text: suggest(assistant, Question(text, ON, channel))),
    ]
    if encoder is not None:
        fresh = [f"{normalise(text)}{number}" for number, text in enumerate(texts)]
        lines.append(_line("encoder pass", fresh, lambda text: encoder.encode_queries([text])))
    return lines


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

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            seed = int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")
            row[:] = np.random.default_rng(seed).standard_normal(self.dimensions)
            row /= np.linalg.norm(row)
        return rows

    encode_passages = encode_queries


def widened(base: Base, entries: int) -> Base:
    """Return the base with guides of drawn words until it has so many entries."""
    random = Random(SEED)
    words = sorted(
        {ask[at : at + 2] for _, _, entry in base.entries() for ask in entry.asks for at in range(len(ask) - 1)}
    )
    guides = dict(base.guides)
    missing = entries - sum(1 for _ in base.entries())
    for number in range(missing):
        asks = tuple("".join(random.sample(words, 7)) for _ in range(ASKS))
        guides[f"drawn-{number}"] = Guide(title=asks[0], asks=asks, say={"default": "".join(random.sample(words, 30))})
    return replace(base, guides=guides, fingerprint=f"{base.fingerprint[:32]}{entries}")


def wide_assistant(base: Base, folder: Path) -> Assistant:
    """Index a base with drawn vectors and open it."""
    import threading

    from indexer.building import Builder
    from indexer.learning import trainer
    from indexer.passages import PassageMemory
    from service.assist.assistant import Workshop

    encoder = Drawn()
    workshop = Workshop(Builder(folder, encoder, normalise), encoder, PassageMemory(), threading.Lock())
    return workshop.assistant(base, workshop.builder.build(workshop.knowledge(base), trainer(base, encoder)))


def wide_stages(base: Base, entries: int, texts: Sequence[str]) -> tuple[list[str], float]:
    """Return the stages on a base of so many entries, and how long its index took."""
    with TemporaryDirectory() as folder:
        start = time.perf_counter()
        assistant = wide_assistant(widened(base, entries), Path(folder))
        built_s = time.perf_counter() - start
        return stages(assistant, texts, None), built_s
