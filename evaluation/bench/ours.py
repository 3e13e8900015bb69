"""Our search over a corpus that teaches nothing: near in meaning, as a whole and by its best sentence, or in letters.

The ranker that the service runs learns from the many questions of an entry. A public corpus has one text an entry, so
what is left is our vectors and our BM25 in normal form, fused by `bench.fusion`. A long text says many things, and
its one vector is their mixture, so its sentences have vectors too; the nearest of them counts as much as the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import bm25s
import numpy as np

from evaluation.bench.fusion import Floats, fuse
from evaluation.bench.search import Search
from indexer.encoder import Encoder, Vectors
from indexer.index import embedding
from indexer.passages import Field, Passage
from knowledge.reading.normal import normalise

_WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?%?|[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff]+")
_SENTENCE = re.compile(r"[^。!?;\n]+[。!?;\n]*")  # of text in normal form


def ours(corpus: Sequence[str], encoder: Encoder, vectors: Vectors, is_answers: bool) -> Search:
    """Index a corpus, whose texts have `vectors`; the search returns places in it, the best first."""
    normal = [normalise(text) for text in corpus]
    field: Field = "say" if is_answers else "ask"
    cut = [(place, sentences(text)) for place, text in enumerate(normal)]
    long = [(place, found) for place, found in cut if len(found) > 1]
    parts = [Passage("guide", str(place), field, sentence) for place, found in long for sentence in found]
    matrix = np.vstack([vectors, embedding(encoder, normalise)(parts)])
    owners = np.array([place for place, _ in long], dtype=np.int64)
    starts = len(corpus) + np.cumsum([0, *(len(found) for _, found in long)])[:-1]
    letters = bm25s.BM25(k1=1.2, b=0.75)
    letters.index([tokens(text) for text in normal], show_progress=False)

    def search(text: str, k: int) -> list[int]:
        asked = normalise(text)
        similar = matrix @ encoder.encode_queries([asked])[0]
        whole = similar[: len(corpus)]
        best = whole.copy()
        if len(owners):
            best[owners] = np.maximum.reduceat(similar, starts)
        scores = fuse([(whole + best) / 2, _letter_scores(letters, asked, len(corpus))])
        return [int(place) for place in np.argsort(-scores, kind="stable")[:k]]

    return search


def sentences(text: str) -> list[str]:
    """Cut a text in normal form at the ends of its sentences; a sentence is never empty."""
    return [found for one in _SENTENCE.findall(text) if (found := one.strip())]


def tokens(text: str) -> list[str]:
    """Return Latin words and numbers whole, of other runs each character and each pair, from a text in normal form."""
    found: list[str] = []
    for word in _WORD.findall(text):
        pairs = [] if word[0].isascii() else [word[at : at + 2] for at in range(len(word) - 1)]
        found += [word] if word[0].isascii() else [*word, *pairs]
    return found


def _letter_scores(letters: bm25s.BM25, text: str, size: int) -> Floats:
    known = [token for token in tokens(text) if token in letters.vocab_dict]
    return np.asarray(letters.get_scores(known), dtype=np.float32) if known else np.zeros(size, dtype=np.float32)
