from dataclasses import replace

import pytest

from indexer.claims.trust import Surface
from indexer.claims.values import Value, first_verdict
from indexer.claims.weighing import Weights, value_chances, verdict_chances, weigh

PLAIN = Weights(heard=1.0, spoken=0.0, bias=0.0, sure=0.8)


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

    chances = value_chances([value("right", 0.5), value("right", 0.5, is_spoken=False)], weights)

    assert [chance for _, chance in chances] == pytest.approx([0.8808, 0.1192], abs=1e-4)  # 1 / (1 + e^-2)


def test_where_the_grammar_finds_nothing_its_silence_weighs_less():
    weights = Weights(heard=1.0, spoken=2.0, mute=0.5, bias=0.0)

    ((_, chance),) = value_chances([value("right", 0.5, is_spoken=False)], weights)

    assert chance == pytest.approx(0.3775, abs=1e-4)  # 1 / (1 + e^0.5)


def test_where_a_reply_names_nothing_the_grammar_has_no_word():
    weights = Weights(spoken=2.0, implicit=1.0, implicit_bias=0.0)

    ((_, chance),) = value_chances([value("right", 0.9, is_spoken=False, is_implicit=True)], weights)

    assert chance == pytest.approx(0.9)


def test_where_both_readings_agree_and_it_is_likely_a_verdict_is_sure():
    found = weigh([value("outcome", 0.9)], PLAIN)

    assert (found.verdict, found.spoken, found.heard, found.is_sure) == (
        "contradicts",
        "contradicts",
        "contradicts",
        True,
    )
    assert found.probability == pytest.approx(0.9)


def test_a_verdict_that_one_reading_does_not_come_to_is_less_to_be_trusted():
    weights = replace(PLAIN, trust={"odds": 1.0, "spoken": 2.0}, offset=-2.0)

    both = weigh([value("outcome", 0.9)], weights)
    one = weigh([value("outcome", 0.9, is_spoken=False)], weights)

    assert (both.probability, one.probability) == pytest.approx((0.9, 0.5491), abs=1e-4)  # ln 9 - 2
    assert (both.is_sure, one.is_sure) == (True, False)


def test_a_condition_that_one_reading_lacks_is_a_doubt():
    weights = replace(PLAIN, trust={"odds": 1.0, "doubt": -2.0})

    with_it = weigh([value("right", 0.9, is_limited=True, limited=1.0)], weights)
    without = weigh([value("right", 0.9, is_limited=True, limited=0.0)], weights)

    assert (with_it.probability, without.probability) == pytest.approx((0.9, 0.5491), abs=1e-4)  # ln 9 - 2


def test_a_contradiction_is_said_from_its_bound_on():
    bold, careful = (Weights(heard=1.0, spoken=0.0, contradicts=bound) for bound in (0.5, 0.7))

    assert weigh([value("outcome", 0.6)], bold).verdict == "contradicts"
    assert weigh([value("outcome", 0.6)], careful).verdict == "silent"


def test_silence_is_less_to_be_trusted_where_the_whole_reply_seems_to_state_something():
    weights = replace(PLAIN, trust={"odds": 1.0, "states": -10.0})

    assert [weigh([], weights, states).is_sure for states in (0.0, 0.5)] == [True, False]


@pytest.mark.parametrize("put", [Surface(unread_in_one=4), Surface(is_only_then=True)], ids=["unread", "才"])
def test_words_that_nobody_reads_and_words_that_narrow_make_a_verdict_less_sure(put: Surface):
    weights = replace(PLAIN, trust={"odds": 1.0, "unread in one": -0.5, "only then": -2.0})

    found = weigh([value("right", 0.9)], weights, surface=put)

    assert found.probability == pytest.approx(0.5491, abs=1e-4)  # ln 9 - 2
