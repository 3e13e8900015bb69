"""Search systems beside ours: each is built on a corpus and returns places of texts, the best first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from indexer.encoder import Encoder, Vectors
from indexer.index import Index, Segment
from indexer.passages import Passage
from knowledge.reading.normal import normalise

Search = Callable[[str, int], list[int]]
Build = Callable[[Sequence[str], Encoder, Vectors, bool], Search]  # corpus, encoder, the corpus' vectors, is it answers

DENSE_SHARE = 0.7  # of the fused score: best on public question-matching sets
_CANDIDATES = 100


def ours(corpus: Sequence[str], encoder: Encoder, vectors: Vectors, is_answers: bool) -> Search:
    """Our index: vectors and letters in normal form, both scaled to 0..1 over the candidates and added.

    The ranker above it learns from an entry's many questions; a public corpus has one text an entry, so there is
    nothing to learn from and it is left out.
    """
    field = "say" if is_answers else "ask"
    passages = [Passage("guide", str(place), field, text) for place, text in enumerate(corpus)]  # type: ignore[arg-type]
    index = Index.of(Segment.of(passages, vectors, normalise))

    def search(text: str, k: int) -> list[int]:
        normal = normalise(text)
        dense = index.vectors.similarities(encoder.encode_queries([normal]))[0]
        letters = index.lexical_scores([normal])[0]
        chosen = np.union1d(_top(dense, _CANDIDATES), _top(letters, _CANDIDATES))
        fused = DENSE_SHARE * _scaled(dense[chosen]) + (1 - DENSE_SHARE) * _scaled(letters[chosen])
        return [int(place) for place in chosen[np.argsort(-fused, kind="stable")[:k]]]

    return search


def dense(corpus: Sequence[str], encoder: Encoder, vectors: Vectors, is_answers: bool) -> Search:
    """The encoder alone: the nearest vectors."""

    def search(text: str, k: int) -> list[int]:
        return [int(place) for place in _top(vectors @ encoder.encode_queries([normalise(text)])[0], k)]

    return search


def bm25(corpus: Sequence[str], encoder: Encoder, vectors: Vectors, is_answers: bool) -> Search:
    """bm25s alone, over characters and pairs of characters of the raw text."""
    import bm25s

    retriever = bm25s.BM25()
    retriever.index([_tokens(text) for text in corpus], show_progress=False)

    def search(text: str, k: int) -> list[int]:
        places, _ = retriever.retrieve([_tokens(text)], k=min(k, len(corpus)), show_progress=False)
        return [int(place) for place in places[0]]

    return search


def fuzzy(corpus: Sequence[str], encoder: Encoder, vectors: Vectors, is_answers: bool) -> Search:
    """rapidfuzz: the highest weighted ratio of edits."""
    from rapidfuzz import fuzz, process

    def search(text: str, k: int) -> list[int]:
        return [place for _, _, place in process.extract(text, corpus, scorer=fuzz.WRatio, limit=k)]

    return search


def txtai(corpus: Sequence[str], encoder: Encoder, vectors: Vectors, is_answers: bool) -> Search:
    """txtai's hybrid index, dense and sparse, with our encoder."""
    from txtai import Embeddings

    known = dict(zip(corpus, vectors, strict=True))

    def transform(texts: Any) -> Any:
        given = [texts] if isinstance(texts, str) else list(texts)
        return np.stack([known[one] if one in known else encoder.encode_queries([normalise(one)])[0] for one in given])

    embeddings = Embeddings({"method": "external", "transform": transform, "hybrid": True, "content": False})
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
    router = IndexedRouter(Ours(), routes, top_k=10, aggregation="max")

    def search(text: str, k: int) -> list[int]:
        chosen = router(text, limit=k)
        return [int(one.name) for one in chosen if one.name is not None]

    return search


SYSTEMS: Mapping[str, tuple[Build, str]] = {
    "yizhi": (ours, ""),
    "dense": (dense, ""),
    "bm25s": (bm25, "bm25s"),
    "rapidfuzz": (fuzzy, "rapidfuzz"),
    "txtai": (txtai, "txtai"),
    "semantic-router": (semantic_router, "semantic_router"),
}


def installed() -> list[str]:
    """Return the systems whose package is here."""
    return [name for name, (_, package) in SYSTEMS.items() if not package or find_spec(package)]


def _top(scores: Any, k: int) -> Any:
    count = min(k, len(scores))
    chosen = np.argpartition(-scores, count - 1)[:count]
    return chosen[np.argsort(-scores[chosen], kind="stable")]


def _scaled(scores: Any) -> Any:
    low, high = float(scores.min()), float(scores.max())
    return (scores - low) / (high - low) if high > low else np.zeros_like(scores)


def _tokens(text: str) -> list[str]:
    plain = "".join(char for char in text.lower() if char.isalnum())
    return [*plain, *(plain[at : at + 2] for at in range(len(plain) - 1))]
