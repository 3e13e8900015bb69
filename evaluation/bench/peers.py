"""Search systems beside ours: each is built on a corpus and returns places of texts, the best first.

Packages are imported where they are used, so that the memory of a system is not that of another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

from evaluation.bench.ours import ours
from evaluation.bench.search import DEPTH, Build, Search
from indexer.encoder import Encoder, Vectors
from knowledge.reading.normal import normalise


@dataclass(frozen=True, slots=True)
class System:
    """How a search is built, the package it needs, and whether it searches by vectors."""

    build: Build
    package: str
    is_dense: bool


def dense(corpus: Sequence[str], encoder: Encoder, vectors: Vectors, is_answers: bool) -> Search:
    """The encoder alone: the nearest vectors."""

    def search(text: str, k: int) -> list[int]:
        scores = vectors @ encoder.encode_queries([normalise(text)])[0]
        return [int(place) for place in np.argsort(-scores, kind="stable")[:k]]

    return search


def bm25(corpus: Sequence[str], encoder: Encoder, vectors: Vectors, is_answers: bool) -> Search:
    """bm25s alone, as it comes, over characters and pairs of characters: better here than either alone."""
    import bm25s

    retriever = bm25s.BM25()
    retriever.index([_tokens(text) for text in corpus], show_progress=False)

    def search(text: str, k: int) -> list[int]:
        places, _ = retriever.retrieve([_tokens(text)], k=min(k, len(corpus)), show_progress=False)
        return [int(place) for place in places[0]]

    return search


def _fuzzy(corpus: Sequence[str], encoder: Encoder, vectors: Vectors, is_answers: bool) -> Search:
    """rapidfuzz: the highest weighted ratio of edits."""
    from rapidfuzz import fuzz, process

    def search(text: str, k: int) -> list[int]:
        return [place for _, _, place in process.extract(text, corpus, scorer=fuzz.WRatio, limit=k)]

    return search


def txtai(corpus: Sequence[str], encoder: Encoder, vectors: Vectors, is_answers: bool) -> Search:
    """txtai's hybrid index with our encoder, at the best of its settings.

    Those are its log-odds fusion, and characters and pairs of them for words; its defaults, characters and a sum, find
    the right text first less often (drcd 0.81 to 0.86, medical-qa 0.14 to 0.15 with the light encoder).
    """
    from txtai import Embeddings

    known = dict(zip(corpus, vectors, strict=True))

    def transform(texts: Any) -> Any:
        given = [texts] if isinstance(texts, str) else list(texts)
        return np.stack([known[one] if one in known else encoder.encode_queries([normalise(one)])[0] for one in given])

    pairs = {"ngrams": {"ngrams": 2, "nmin": 1, "nmax": 2}}
    letters = {"method": "bm25", "terms": True, "normalize": "bb25", "tokenizer": pairs}
    settings = {"method": "external", "transform": transform, "hybrid": True, "scoring": letters, "content": False}
    embeddings = Embeddings(settings)
    embeddings.index([(place, text, None) for place, text in enumerate(corpus)])

    def search(text: str, k: int) -> list[int]:
        return [int(found[0]) for found in embeddings.search(text, k)]

    return search


def semantic_router(corpus: Sequence[str], encoder: Encoder, vectors: Vectors, is_answers: bool) -> Search:
    """semantic-router: a route a text, with our encoder."""
    from semantic_router import Route
    from semantic_router.encoders import DenseEncoder
    from semantic_router.routers import IndexedRouter

    known = dict(zip(corpus, vectors, strict=True))

    class Ours(DenseEncoder):  # type: ignore[misc]  # its package carries no types
        name: str = encoder.name
        type: str = "ours"

        def __call__(self, docs: list[Any]) -> list[list[float]]:
            return [
                (known[one] if one in known else encoder.encode_queries([normalise(one)])[0]).tolist() for one in docs
            ]

    routes = [Route(name=str(place), utterances=[text]) for place, text in enumerate(corpus)]
    router = IndexedRouter(Ours(), routes, top_k=DEPTH, aggregation="max")

    def search(text: str, k: int) -> list[int]:
        chosen = router(text, limit=k)
        return [int(one.name) for one in chosen if one.name is not None]

    return search


SYSTEMS: Mapping[str, System] = {
    "yizhi": System(ours, "", True),
    "dense": System(dense, "", True),
    "bm25s": System(bm25, "bm25s", False),
    "rapidfuzz": System(_fuzzy, "rapidfuzz", False),
    "txtai": System(txtai, "txtai", True),
    "semantic-router": System(semantic_router, "semantic_router", True),
}


def installed_systems() -> list[str]:
    """Return the systems whose package is here."""
    return [name for name, system in SYSTEMS.items() if not system.package or find_spec(system.package)]


def _tokens(text: str) -> list[str]:
    plain = "".join(char for char in text.lower() if char.isalnum())
    return [*plain, *(plain[at : at + 2] for at in range(len(plain) - 1))]
