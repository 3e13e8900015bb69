"""Callers that arrive together share a batch, and each gets its own vectors."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest

from indexer.encoder import Vectors
from indexer.encoders.gathered import Gathered
from indexer.encoders.wrapped import BULK
from tests.fakes import HashEncoder


class Held(HashEncoder):
    """Holds its first batch until it is let go, and keeps what each batch was."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.let_go = Event(), Event()
        self.batches: list[list[str]] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(list(texts))
        if len(self.batches) == 1:
            self.begun.set()
            self.let_go.wait(120)
        if "坏" in texts:
            raise ValueError("cannot be encoded")
        return super().encode_queries(texts)


def gathered(inner: Held, pool: ThreadPoolExecutor, rest: Sequence[str], most: int = 32) -> list[Future[Vectors]]:
    """Ask for one text, and for the rest while it is under way; then let it go."""
    encoder = Gathered(inner, leaders=1, most=most)
    asked = [pool.submit(encoder.encode_queries, ["一"])]
    inner.begun.wait(120)
    for place, text in enumerate(rest, 1):
        asked.append(pool.submit(encoder.encode_queries, [text]))
        while encoder.waiting < place:
            Event().wait(0.001)
    inner.let_go.set()
    return asked


def expected(text: str) -> list[list[float]]:
    return HashEncoder().encode_queries([text]).tolist()


def test_what_arrives_while_a_batch_is_under_way_is_encoded_together():
    inner = Held()
    with ThreadPoolExecutor(8) as pool:
        found = [one.result(120).tolist() for one in gathered(inner, pool, ["二", "三", "四"])]

    assert found == [expected(text) for text in "一二三四"]
    assert [set(batch) for batch in inner.batches] == [{"一"}, {"二", "三", "四"}]


def test_a_batch_has_a_bound():
    inner = Held()
    with ThreadPoolExecutor(8) as pool:
        found = [one.result(120).tolist() for one in gathered(inner, pool, ["二", "三", "四"], most=2)]

    assert found == [expected(text) for text in "一二三四"]
    assert [len(batch) for batch in inner.batches] == [1, 2, 1]


def test_a_failed_batch_fails_its_callers_and_no_other():
    inner = Held()
    with ThreadPoolExecutor(8) as pool:
        first, *rest = gathered(inner, pool, ["坏", "三"])

        assert first.result(120).tolist() == expected("一")
        for one in rest:
            with pytest.raises(ValueError, match="cannot be encoded"):
                one.result(120)


def test_bulk_work_waits_for_nobody():
    inner = HashEncoder()
    texts = [str(number) for number in range(BULK)]

    found = Gathered(inner, leaders=1).encode_queries(texts)

    assert found.tolist() == HashEncoder().encode_queries(texts).tolist()
    assert Gathered(inner).encode_queries([]).shape == (0, inner.dimensions)


def test_many_threads_get_each_its_own():
    encoder = Gathered(HashEncoder(), leaders=2, most=5)
    texts = [f"第{number}句" for number in range(200)]

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda text: encoder.encode_queries([text, text])[1], texts))

    assert np.stack(found).tolist() == HashEncoder().encode_queries(texts).tolist()
