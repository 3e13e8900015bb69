"""Nearest vectors: worked by hand, against a plain product, and with the inverted index forced."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.columns import Columns
from indexer.vectors import ColumnIndex, Near, Part, VectorIndex

SQUARE = np.array([[1, 0], [0, 1], [0.6, 0.8], [-1, 0]], dtype=np.float16).astype(np.float32)


def told(near: Near) -> list[tuple[int, float]]:
    return [(row, round(score, 3)) for row, score in zip(near.rows.tolist(), near.scores.tolist(), strict=True)]


def random_rows(seed: int, count: int, width: int = 8) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float16).astype(np.float32)  # as an index keeps them


def test_the_nearest_come_first_with_their_cosines():
    index = VectorIndex.of(SQUARE)

    (near,) = index.search(np.array([[1, 0]], dtype=np.float32), 3)

    assert told(near) == [(0, 1.0), (2, 0.6), (1, 0.0)]


def test_there_are_fewer_than_k_where_there_are_fewer():
    index = VectorIndex.of(SQUARE)

    (near,) = index.search(np.array([[0, 1]], dtype=np.float32), 9)

    assert told(near) == [(1, 1.0), (2, 0.8), (0, 0.0), (3, 0.0)]


def test_an_empty_index_finds_nothing():
    index = VectorIndex.of(np.zeros((0, 2), dtype=np.float32))

    assert [told(near) for near in index.search(SQUARE[:1], 3)] == [[]]
    assert index.search(SQUARE[:0], 3) == []
    assert index.similarities(SQUARE[:1]).tolist() == [[]]


def test_rows_that_are_gone_are_not_found_and_the_others_are_renumbered():
    first, second = Part.of(SQUARE), Part.of(SQUARE[2:3])
    index = VectorIndex([(first, np.array([-1, 0, -1, 1])), (second, np.array([2]))])

    (near,) = index.search(np.array([[1, 0]], dtype=np.float32), 4)

    assert told(near) == [(2, 0.6), (0, 0.0), (1, -1.0)]
    assert index.similarities(SQUARE[:1])[0].tolist() == pytest.approx([0, -1, 0.6], abs=1e-3)
    assert index.matrix().tolist() == SQUARE[[1, 3, 2]].tolist()
    assert index.take([2, 0]).tolist() == SQUARE[[2, 1]].tolist()


@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(1, 70), st.booleans())
def test_it_finds_what_a_plain_product_finds(seed, count, k, some_are_gone):
    rows, query = random_rows(seed, count), random_rows(seed + 1, 1)
    alive = np.random.default_rng(seed).random(count) < (0.6 if some_are_gone else 1)
    places = np.where(alive, np.cumsum(alive) - 1, -1)
    index = VectorIndex([(Part.of(rows), places)])

    (near,) = index.search(query, k)

    exact = rows[alive] @ query[0]
    assert near.scores.tolist() == pytest.approx(sorted(exact.tolist(), reverse=True)[:k], abs=1e-5)
    assert near.scores.tolist() == pytest.approx(exact[near.rows].tolist(), abs=1e-5)
    assert index.similarities(query)[0].tolist() == pytest.approx(exact.tolist(), abs=1e-5)


def test_the_inverted_index_finds_a_row_by_itself_and_reads_back_what_it_wrote():
    rows = random_rows(3, 2000, 16)
    part = Part.of(rows, exact=1000)

    again = VectorIndex([(Part.load(part.matrix, part.dump()), np.arange(2000))])

    assert [told(near)[0] for near in again.search(rows[:5], 1)] == [(row, 1.0) for row in range(5)]
    assert Part.of(rows, exact=1000).dump() == part.dump()


def test_the_inverted_index_leaves_out_rows_that_are_gone():
    rows = random_rows(4, 2000, 16)
    places = np.arange(2000) - 1
    index = VectorIndex([(Part.of(rows, exact=1000), places)])

    (near,) = index.search(rows[:1], 2000)

    assert sorted(near.rows.tolist()) == sorted(set(near.rows.tolist()))
    assert near.rows.min() >= 0
    assert near.scores.tolist() == pytest.approx((rows[near.rows + 1] @ rows[0]).tolist(), abs=1e-5)


@given(st.integers(0, 10_000))
def test_half_precision_moves_a_cosine_by_less_than_a_thousandth(seed):
    rows = np.random.default_rng(seed).normal(size=(50, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)

    (near,) = VectorIndex.of(rows).search(rows[:1], 50)

    assert near.scores.tolist() == pytest.approx((rows[near.rows] @ rows[0]).tolist(), abs=1e-3)


def test_an_exact_part_needs_no_file_beside_its_matrix():
    assert Part.of(SQUARE).dump() is None


@pytest.mark.parametrize("exact", [10, 1000], ids=["inverted", "exact"])
def test_the_columns_of_one_joined_encoder_are_an_index_of_its_vectors(exact: int):
    first, second = random_rows(3, 400, 4), random_rows(4, 400, 6)
    joined = VectorIndex.of(np.hstack([first, second]) / np.float32(np.sqrt(2)), exact)
    columns, alone = ColumnIndex(joined, Columns(4, 6, 2)), VectorIndex.of(second)

    (near,) = columns.search(second[:1], 1)

    assert (near.rows[0], near.scores[0]) == (0, pytest.approx(1, abs=1e-3))
    assert columns.similarities(second[:2]) == pytest.approx(alone.similarities(second[:2]), abs=2e-3)
    assert columns.take([7, 3]) == pytest.approx(second[[7, 3]], abs=1e-3)
    assert columns.size == 400
