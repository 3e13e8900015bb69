"""The evidence of one ranker worked out by hand, and what fusing several must keep."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.bench.fusion import evidence, fuse

scores = st.lists(st.integers(-50, 50).map(float), min_size=2, max_size=30).map(lambda one: np.array(one, np.float32))


def test_evidence_is_the_height_above_the_tail_in_units_of_its_mean():
    found = evidence(np.array([1, 9, 2, 4, 0], np.float32), tail=3)

    # the fourth best is 1; 9, 4 and 2 stand 8, 3 and 1 above it, 4 in the mean
    assert found == pytest.approx([0, 2, 0.25, 0.75, 0])


def test_to_be_one_of_few_that_stand_out_is_evidence_too():
    found = evidence(np.array([0, 0, 5, 0, 0], np.float32), tail=4)

    assert found == pytest.approx([0, 0, log(4) + 1, 0, 0])


@pytest.mark.parametrize("given_scores", [[], [3.0], [2.0, 2.0, 2.0]], ids=["no text", "one text", "all tie"])
def test_there_is_no_evidence_where_nothing_stands_out(given_scores):
    assert evidence(np.array(given_scores, np.float32)).tolist() == [0.0] * len(given_scores)


def test_the_ranker_that_lets_one_text_stand_out_has_its_way():
    sure = np.array([*[0.1 * place for place in range(20)], 40], np.float32)
    unsure = np.array([21 - place for place in range(21)], np.float32)

    assert int(np.argmax(fuse([sure, unsure]))) == 20


@given(scores, st.floats(0.125, 8), st.integers(-9, 9))
def test_neither_the_unit_nor_the_zero_of_a_ranker_matters(one, unit, zero):
    assert fuse([one * np.float32(unit) + zero]) == pytest.approx(fuse([one]), rel=1e-3, abs=1e-3)


@given(scores)
def test_one_ranker_alone_keeps_its_order_above_the_tail(one):
    found = fuse([one])

    best = np.argsort(-one, kind="stable")
    assert (np.diff(found[best]) <= 1e-6).all()
