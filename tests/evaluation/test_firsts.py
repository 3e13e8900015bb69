"""The first of each kind, in order."""

from evaluation.firsts import firsts


def test_the_first_of_each_kind_keeps_its_place():
    assert firsts(["b1", "a1", "b2", "c1", "a2"], lambda one: one[0]) == ["b1", "a1", "c1"]
