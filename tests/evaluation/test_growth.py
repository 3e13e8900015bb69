"""The benchmark of growth: what it asks, and what it leaves out."""

from random import Random

from evaluation.bench.growth import LEFT_OUT, grown, split, varied

ASKS = [("guide", f"g{number % 7}", f"第{number}种问法怎么说") for number in range(1000)]


def test_asks_grow_by_variants_of_those_given_without_one_twice():
    found = grown(ASKS[:50], 400, Random(7))

    assert len(found) == len(set(found)) == 400
    assert found[:50] == ASKS[:50]
    assert {(kind, key) for kind, key, _ in found} == {(kind, key) for kind, key, _ in ASKS[:50]}
    assert found == grown(ASKS[:50], 400, Random(7))


def test_fewer_asks_are_some_of_those_given():
    found = grown(ASKS, 20, Random(7))

    assert len(found) == 20
    assert set(found) < set(ASKS)


def test_what_is_left_out_is_not_learned_from():
    kept, left = split(ASKS, Random(7))

    assert len(left) == LEFT_OUT
    assert sorted(kept + left) == sorted(ASKS)


def test_a_variant_keeps_nearly_all_of_the_text():
    random = Random(7)

    for _ in range(50):
        assert len(set("刀片多久换一次") - set(varied("刀片多久换一次", random))) <= 1
