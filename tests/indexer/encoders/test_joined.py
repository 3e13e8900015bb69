from collections.abc import Sequence

import numpy as np
import pytest

from indexer.encoder import Encoder, Vectors, family
from indexer.encoders.joined import Joined


class Axes:
    """Puts a text on the axis of its length."""

    def __init__(self, name: str, dimensions: int) -> None:
        self.name, self.dimensions = name, dimensions
        self.widths = (dimensions,)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.eye(self.dimensions, dtype=np.float32)[[len(text) % self.dimensions for text in texts]]

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return -self.encode_queries(texts)


@pytest.fixture
def joined() -> Encoder:
    return Joined([Axes("a-1@int8", 2), Axes("b-2", 3)])


def test_a_cosine_is_the_mean_of_the_encoders_cosines(joined: Encoder):
    one, other, third = joined.encode_queries(["", "xx", "xxxxxx"])

    assert one @ one == pytest.approx(1)
    assert one @ other == pytest.approx(0.5)  # alike for the first encoder alone
    assert one @ third == pytest.approx(1)


def test_passages_are_encoded_as_passages(joined: Encoder):
    assert np.allclose(joined.encode_passages(["x"]), -joined.encode_queries(["x"]))


def test_it_has_the_names_and_dimensions_of_both_and_a_family_without_precisions(joined: Encoder):
    assert (joined.name, joined.dimensions) == ("a-1@int8+b-2", 5)
    assert family(joined.name) == "a-1+b-2"


def test_no_texts_are_no_rows(joined: Encoder):
    assert joined.encode_queries([]).shape == (0, 5)
