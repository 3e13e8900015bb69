"""The conditional logit and what its probabilities are worth, against figures worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from indexer.ranker import conditional_logit
from indexer.ranker.calibration import Calibration, Confidence, fitted_power
from indexer.ranker.conditional_logit import ConditionalLogit, Situation


def test_it_gives_the_softmax_of_its_scores():
    logit = ConditionalLogit(np.array([1.0]), np.array([0.0]))

    found = logit.probabilities(np.array([[math.log(2)], [0.0]]), np.array([1.0]))

    assert found.tolist() == pytest.approx([0.5, 0.25, 0.25])


def test_a_fit_finds_what_tells_right_from_wrong_and_when_nothing_is():
    right = Situation(np.array([[1.0], [0.0]]), np.array([1.0, 0.0]), (0,))
    neither = Situation(np.array([[0.0], [0.0]]), np.array([1.0, 1.0]), ())

    fitted = conditional_logit.fit([right] * 20 + [neither] * 20, 0.1)

    assert fitted.probabilities(right.candidates, right.none).argmax() == 0
    assert fitted.probabilities(neither.candidates, neither.none).argmax() == 2


def test_of_several_that_are_right_only_their_sum_counts():
    either = Situation(np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), np.array([1.0]), (0, 1))

    fitted = conditional_logit.fit([either] * 50, 0.01)

    found = fitted.probabilities(either.candidates, either.none)
    assert found[0] == pytest.approx(found[1], abs=1e-3)
    assert found[:2].sum() > 0.95


def test_calibration_raises_to_a_power_and_keeps_a_distribution():
    found = Calibration(power=2.0).applied(np.array([0.6, 0.2, 0.2]))

    assert found.tolist() == pytest.approx([0.36 / 0.44, 0.04 / 0.44, 0.04 / 0.44])


def test_the_power_falls_where_sure_probabilities_are_often_wrong_and_few_questions_move_it_little():
    sure = np.array([0.9, 0.05, 0.05])
    right, wrong = [(0,)], [(1,)]

    assert fitted_power([sure] * 400, right * 200 + wrong * 200, 1.0) < 0.5
    assert fitted_power([sure] * 2, right + wrong, 1.0) > 0.8
    assert fitted_power([sure] * 400, right * 400, 1.0) > 1.2


@pytest.mark.parametrize(
    ("best", "none", "silent"), [(0.9, 0.05, False), (0.3, 0.5, True), (0.05, 0.0, True), (0.3, 0.1, False)]
)
def test_silence_follows_from_the_probability_that_nothing_is_meant(best: float, none: float, silent: bool):
    assert Calibration(scope=0.6, low=0.1).is_silent(best, none) == silent


def test_confidence_has_three_levels():
    calibration = Calibration(medium=0.5, high=0.85)

    levels = [calibration.level(score) for score in (0.2, 0.5, 0.85)]

    assert levels == [Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH]
