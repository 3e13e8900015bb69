"""Measures against values worked out by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.measures import Bin, calibration_error, ndcg_of_rank, recall_at, reciprocal_rank, reliability


@pytest.mark.parametrize("k, expected", [(1, [1, 0, 0, 0]), (3, [1, 1, 0, 0]), (5, [1, 1, 1, 0])])
def test_recall_counts_what_stands_among_the_first_k(k: int, expected: list[float]):
    assert recall_at(k, [1, 3, 5, None]) == expected


@pytest.mark.parametrize("rank, expected", [(1, 1.0), (2, 0.5), (4, 0.25), (10, 0.1), (11, 0.0), (None, 0.0)])
def test_the_reciprocal_rank_ends_at_ten(rank: int | None, expected: float):
    assert reciprocal_rank(rank) == expected


@pytest.mark.parametrize(
    "rank, expected", [(1, 1.0), (2, 1 / math.log2(3)), (3, 0.5), (7, 1 / 3), (11, 0.0), (None, 0.0)]
)
def test_ndcg_of_one_right_answer_discounts_its_rank(rank: int | None, expected: float):
    assert ndcg_of_rank(rank) == pytest.approx(expected)


def test_the_calibration_error_weighs_each_gap_by_its_answers():
    scores = [0.95, 0.91, 0.93, 0.97, 0.15, 0.11]
    right = [True, True, True, False, False, True]

    bins = reliability(scores, right)

    # four at a mean of 0.94 of which 0.75 are right, two at 0.13 of which 0.5 are: (4 × 0.19 + 2 × 0.37) / 6
    assert [(one.low, one.high, one.count, one.right) for one in bins] == [(0.1, 0.2, 2, 0.5), (0.9, 1.0, 4, 0.75)]
    assert calibration_error(bins) == pytest.approx(0.25)


def test_a_score_of_one_falls_into_the_last_bin():
    assert reliability([1.0], [True]) == (Bin(0.9, 1.0, 1, 1.0, 1.0),)


def test_no_answers_have_no_calibration_error():
    assert calibration_error(reliability([], [])) == 0.0


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=50))
def test_the_bins_hold_every_answer_once_and_the_error_is_a_share(pairs: list[tuple[float, bool]]):
    bins = reliability([score for score, _ in pairs], [right for _, right in pairs])

    assert sum(one.count for one in bins) == len(pairs)
    assert 0 <= calibration_error(bins) <= 1
