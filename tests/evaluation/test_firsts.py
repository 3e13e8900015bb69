"""The first of each kind, in order."""

from evaluation.firsts import first_of_each


def test_the_first_of_each_kind_keeps_its_place():
    assert first_of_each(["b1", "a1", "b2", "c1", "a2"], lambda one: one[0]) == ["b1", "a1", "c1"]
