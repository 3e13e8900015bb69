"""What is called high on a base of few questions must be shown on questions that were left out."""

from indexer.ranker.calibration import NEVER, Calibration, modest_high, wilson_low


def test_the_bound_of_a_share_is_worked_by_hand():
    assert round(wilson_low(52, 52), 4) == 0.9505  # 52 / (52 + 1.645²)
    # (0.9 + 2.706 / 20 - 1.645 * sqrt(0.09 / 10 + 0.2706 / 40)) / 1.2706
    assert round(wilson_low(9, 10), 4) == 0.6523


def test_few_questions_never_show_enough_however_well_they_did():
    assert modest_high([(0.99, True)] * 51, 0.9) == NEVER
    assert modest_high([], 0.9) == NEVER


def test_many_right_ones_leave_the_settled_bound():
    assert modest_high([(0.95, True)] * 60, 0.9) == 0.9


def test_wrong_ones_below_the_sure_ones_raise_the_bound():
    firsts = [(0.99, True)] * 60 + [(0.92, False)] * 10 + [(0.91, True)]

    assert modest_high(firsts, 0.9) == 0.99


def test_a_base_that_settled_nothing_keeps_what_was_settled():
    known = Calibration(power=0.8, scope=0.9, high=0.95)

    assert known.settled_here(None, None) == known
    assert known.settled_here(0.7, 0.99) == Calibration(power=0.7, scope=0.5, high=0.99)
