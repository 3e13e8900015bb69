"""The parts of the ranker, each against figures worked out by hand or by brute force."""

from __future__ import annotations

import math

import numpy as np
import pytest

from indexer.ranker import choice, ridge
from indexer.ranker.calibration import Calibration, Confidence
from indexer.ranker.choice import Choice, Situation
from indexer.ranker.terms import Terms, terms_of


def kernel_of(seed: int, size: int) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(size, 4))
    return (rows @ rows.T).astype(np.float32)


def test_held_out_predictions_are_those_of_a_fit_without_the_fold():
    kernel, targets, folds = kernel_of(1, 12), np.arange(12) % 3, np.arange(12) % 4
    fitted = ridge.fit(kernel, targets, 3, folds, 0.5)

    for fold in range(4):
        own, rest = folds == fold, folds != fold
        goal = np.eye(3)[targets[rest]]
        weights = np.linalg.solve(kernel[np.ix_(rest, rest)] + 0.5 * np.eye(int(rest.sum())), goal)
        np.testing.assert_allclose(fitted.held_out[own], kernel[np.ix_(own, rest)] @ weights, atol=1e-3)


def test_solving_alone_gives_the_same_weights():
    kernel, targets = kernel_of(2, 10), np.arange(10) % 2

    np.testing.assert_allclose(
        ridge.solve(kernel, targets, 2, 0.5),
        ridge.fit(kernel, targets, 2, np.zeros(10, dtype=int), 0.5).weights,
        atol=1e-4,
    )


def test_a_kernel_that_is_none_is_refused():
    with pytest.raises(ValueError, match=r"not positive definite at row 1: raise the strength above 0\.5"):
        ridge.solve(-np.eye(2, dtype=np.float32), np.array([0, 1]), 2, 0.5)


def test_term_similarity_is_the_cosine_of_weighted_counts():
    terms = terms_of([["退", "货"], ["退", "款"]])
    common, rare = math.log(3 / 3) + 1, math.log(3 / 2) + 1
    length = math.hypot(common, rare)

    assert terms.similar([["退", "货"]])[0] == pytest.approx([1.0, common * common / length**2], abs=1e-5)
    assert terms.similar([["发", "票"]])[0].tolist() == [0.0, 0.0]
    kernel = np.ones((2, 2), dtype=np.float32)
    terms.add_kernel(kernel, 0.5)
    np.testing.assert_allclose(kernel[0], 1 + 0.5 * terms.similar([["退", "货"]])[0], atol=1e-5)


def test_terms_come_back_from_their_arrays():
    terms = terms_of([["退", "货"], ["退", "款"]])

    again = Terms.of_arrays("x", terms.arrays("x"), list(terms.columns))

    assert again.similar([["款"]]).tolist() == terms.similar([["款"]]).tolist()


def test_a_choice_gives_the_softmax_of_its_scores():
    found = Choice(np.array([1.0]), np.array([0.0])).probabilities(np.array([[math.log(2)], [0.0]]), np.array([1.0]))

    assert found.tolist() == pytest.approx([0.5, 0.25, 0.25])


def test_a_fitted_choice_finds_what_tells_right_from_wrong_and_when_nothing_is():
    right = Situation(np.array([[1.0], [0.0]]), np.array([1.0, 0.0]), 0)
    neither = Situation(np.array([[0.0], [0.0]]), np.array([1.0, 1.0]), -1)

    fitted = choice.fit([right] * 20 + [neither] * 20, 0.1)

    assert fitted.probabilities(right.candidates, right.none).argmax() == 0
    assert fitted.probabilities(neither.candidates, neither.none).argmax() == 2


def test_calibration_raises_to_a_power_and_keeps_a_distribution():
    found = Calibration(power=2.0).applied(np.array([0.6, 0.2, 0.2]))

    assert found.tolist() == pytest.approx([0.36 / 0.44, 0.04 / 0.44, 0.04 / 0.44])


@pytest.mark.parametrize(
    ("best", "none", "silent"), [(0.9, 0.05, False), (0.3, 0.5, True), (0.05, 0.0, True), (0.3, 0.1, False)]
)
def test_silence_follows_from_the_probability_that_nothing_is_meant(best: float, none: float, silent: bool):
    assert Calibration(scope=0.6, low=0.1).is_silent(best, none) == silent


def test_confidence_has_three_levels():
    calibration = Calibration(medium=0.5, high=0.85)

    assert [calibration.level(score) for score in (0.2, 0.5, 0.85)] == [
        Confidence.LOW,
        Confidence.MEDIUM,
        Confidence.HIGH,
    ]
