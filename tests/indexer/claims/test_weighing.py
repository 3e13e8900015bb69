from dataclasses import replace

import pytest

from indexer.claims.weighing import Value, Weights, first_verdict, value_chance, verdict_chances, weigh

PLAIN = Weights(heard=1.0, spoken=0.0, bias=0.0, slope=1.0, agreed=0.0, doubt=0.0, offset=0.0, sure=0.8)


def value(kind: str | None, heard: float, is_spoken: bool = True, **more: object) -> Value:
    return Value("return", "refused", kind, is_spoken, heard, **more)  # type: ignore[arg-type]  # kinds by their names


def test_a_verdict_is_as_likely_as_its_kind_is_stated_and_none_before_it():
    chances = verdict_chances([(value("outcome", 0), 0.2), (value("open", 0), 0.5), (value("right", 0), 0.5)])

    assert chances == pytest.approx(
        {"contradicts": 0.2, "unsupported": 0.0, "depends": 0.4, "consistent": 0.2, "silent": 0.2}
    )


def test_what_the_case_excludes_moves_no_verdict():
    assert verdict_chances([(value(None, 0), 0.9)])["silent"] == 1.0


def test_of_what_is_stated_the_first_kind_gives_the_verdict():
    assert first_verdict(["right", "open", None]) == "depends"
    assert first_verdict([]) == "silent"


def test_the_grammar_moves_the_odds_of_what_the_learned_reader_hears():
    weights = Weights(heard=1.0, spoken=2.0, bias=0.0)

    assert value_chance(value("right", 0.5), weights) == pytest.approx(0.8808, abs=1e-4)  # 1 / (1 + e^-2)
    assert value_chance(value("right", 0.5, is_spoken=False), weights) == pytest.approx(0.1192, abs=1e-4)


def test_where_a_reply_names_nothing_the_grammar_has_no_word():
    weights = Weights(spoken=2.0, implicit=1.0, implicit_bias=0.0)

    assert value_chance(value("right", 0.9, is_spoken=False, is_implicit=True), weights) == pytest.approx(0.9)


def test_where_both_readings_agree_and_it_is_likely_a_verdict_is_sure():
    found = weigh([value("outcome", 0.9)], PLAIN)

    assert (found.verdict, found.spoken, found.heard, found.is_sure) == (
        "contradicts",
        "contradicts",
        "contradicts",
        True,
    )
    assert found.probability == pytest.approx(0.9)


def test_where_the_readings_differ_a_verdict_is_unsure_however_likely():
    found = weigh([value("outcome", 0.99, is_spoken=False)], PLAIN)

    assert (found.verdict, found.spoken, found.heard, found.is_sure) == ("contradicts", "silent", "contradicts", False)


def test_a_condition_that_one_reading_lacks_is_a_doubt():
    weights = Weights(heard=1.0, spoken=0.0, slope=1.0, agreed=0.0, doubt=2.0, offset=0.0)

    with_it = weigh([value("right", 0.9, is_limited=True, limited=1.0)], weights)
    without = weigh([value("right", 0.9, is_limited=True, limited=0.0)], weights)

    assert (with_it.probability, without.probability) == pytest.approx((0.9, 0.5491), abs=1e-4)  # ln 9 - 2


def test_a_contradiction_is_said_from_its_bound_on():
    bold, careful = (Weights(heard=1.0, spoken=0.0, contradicts=bound) for bound in (0.5, 0.7))

    assert weigh([value("outcome", 0.6)], bold).verdict == "contradicts"
    assert weigh([value("outcome", 0.6)], careful).verdict == "silent"


@pytest.mark.parametrize(("states", "is_sure"), [(0.0, True), (0.3, False), (1.0, False)])
def test_silence_is_sure_only_where_the_whole_reply_says_so(states: float, is_sure: bool):
    found = weigh([], replace(PLAIN, silent=0.05), states)

    assert (found.verdict, found.is_sure) == ("silent", is_sure)


def test_under_a_condition_a_verdict_is_less_likely_where_conditions_misled():
    weights = replace(PLAIN, condition=2.0)

    plain = weigh([value("right", 0.9)], weights)
    limited = weigh([value("right", 0.9, is_limited=True, limited=1.0)], weights)

    assert (plain.probability, limited.probability) == pytest.approx((0.9, 0.5491), abs=1e-4)  # ln 9 - 2
