"""What a search system is to the benchmark: a corpus to a function that returns places in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from indexer.encoder import Encoder, Vectors

Search = Callable[[str, int], list[int]]  # a text and a number to places, the best first
Build = Callable[[Sequence[str], Encoder, Vectors, bool], Search]  # corpus, encoder, the corpus' vectors, is it answers

DEPTH = 11  # places that a search may be asked for
