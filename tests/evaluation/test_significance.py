"""Intervals and paired tests against values worked out by hand, and their laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.significance import Interval, compare_paired, mcnemar, mean_interval, permutation


@pytest.mark.parametrize(
    "better, worse, expected",
    [
        (0, 0, 1.0),
        (1, 0, 1.0),  # 2 × 1/2
        (5, 0, 2 / 32),
        (8, 2, 2 * (1 + 10 + 45) / 1024),
        (3, 3, 1.0),
    ],
)
def test_mcnemar_is_the_two_sided_binomial(better: int, worse: int, expected: float):
    assert mcnemar(better, worse) == pytest.approx(expected)


def test_mcnemar_stands_thousands_of_changed_cases():
    assert 0 < mcnemar(2100, 1900) < 0.01


def test_the_permutation_of_three_equal_gains_is_exact():
    # of eight ways to draw signs two are as extreme as three gains: all up, all down
    assert permutation([0.5, 0.5, 0.5, 0.0], seed=1) == pytest.approx(2 / 8)


def test_many_differences_are_permuted_by_seed_and_agree_with_the_exact_way_in_kind():
    random = np.random.default_rng(3)
    strong, none = random.normal(0.5, 0.5, 60).tolist(), random.normal(0, 0.5, 60).tolist()

    assert permutation(strong, 7) == permutation(strong, 7) < 0.001
    assert permutation(none, 7) > 0.05


def test_a_mean_without_spread_has_a_point_for_its_interval():
    assert mean_interval([1.0, 1.0, 1.0], ["a", "b", "c"], 7) == Interval(1.0, 1.0)


def test_an_interval_comes_from_its_seed_alone():
    values, groups = [number**2 / 1600 for number in range(40)], [str(number) for number in range(40)]

    assert mean_interval(values, groups, 7) == mean_interval(values, groups, 7)
    assert mean_interval(values, groups, 7) != mean_interval(values, groups, 8)


def test_paraphrases_of_one_question_are_no_new_evidence():
    values = [0.0] * 50 + [1.0] * 50

    apart = mean_interval(values, [str(number) for number in range(100)], 7)
    together = mean_interval(values, [str(number // 10) for number in range(100)], 7)

    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_the_interval_of_a_share_is_about_that_of_the_binomial():
    values = [1.0] * 300 + [0.0] * 100

    found = mean_interval(values, [str(number) for number in range(400)], 7, draws=4000)

    half = 1.96 * (0.75 * 0.25 / 400) ** 0.5
    assert (found.low, found.high) == pytest.approx((0.75 - half, 0.75 + half), abs=0.006)


def test_two_runs_of_yes_and_no_are_compared_by_mcnemar():
    found = compare_paired([1.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0], list("abcd"), 7)

    assert (found.before, found.after, found.difference, found.better, found.worse) == (0.25, 0.75, 0.5, 2, 0)
    assert (found.test, found.p) == ("McNemar", 0.5)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=12))
def test_a_comparison_turned_round_has_the_same_p(pairs: list[tuple[float, float]]):
    before, after = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    groups = [str(number) for number in range(len(pairs))]

    one, other = compare_paired(before, after, groups, 7), compare_paired(after, before, groups, 7)

    assert (one.p, one.better, one.worse) == pytest.approx((other.p, other.worse, other.better))
