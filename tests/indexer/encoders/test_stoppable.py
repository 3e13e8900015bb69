"""Encoding ends between two batches once it is stopped."""

import pytest

from indexer.encoders.stoppable import TOGETHER, Stoppable
from indexer.ranker.fitting import StoppedError
from tests.fakes import HashEncoder

TEXTS = ["字" * (1 + place % 7) + str(place) for place in range(3 * TOGETHER)]


def test_it_ends_between_two_batches():
    inner = HashEncoder()
    encoder = Stoppable(inner, lambda: len(inner.encoded) >= 2 * TOGETHER)

    with pytest.raises(StoppedError):
        encoder.encode_queries(TEXTS)

    assert len(inner.encoded) == 2 * TOGETHER


def test_until_then_every_text_gets_its_vector_in_its_place():
    encoder = Stoppable(HashEncoder(), lambda: False)

    assert encoder.encode_passages(TEXTS).tolist() == HashEncoder().encode_passages(TEXTS).tolist()
    assert encoder.encode_queries([]).shape == (0, encoder.dimensions)
