from dataclasses import replace

import pytest

from knowledge.checks.claims import check
from knowledge.loading.yaml_reader import read_source
from knowledge.model.base import Base, ClaimsPart
from knowledge.problem import Severity
from knowledge.reading.claims.reader import ClaimsReader
from knowledge.reading.claims.roles import Role
from tests.embedded import embedded_base

BASE = embedded_base()

GOOD = """
claims:
  acts:
    send-back:
      says: {return: [refused, allowed]}
      phrases: [退货]
      tests: [{reply: 可以退货, says: {return: allowed}}]
  words: {may: [可以], not: [不能]}
"""


def with_claims(text: str) -> Base:
    source = read_source("claims/own.yaml", text.encode())
    return replace(BASE, claims=(ClaimsPart("claims/own.yaml", source.data["claims"]),))


def test_a_base_reads_with_a_lexicon_of_its_own():
    base = with_claims(GOOD)

    read = ClaimsReader.of(base).read("不能退货")

    assert [(claim.outcome, claim.value) for claim in read] == [("return", "refused")]
    assert list(check(base)) == []


def test_a_base_without_claims_reads_nothing():
    reader = ClaimsReader.of(replace(BASE, claims=()))

    assert reader.problems == ()
    assert reader.read("不能退货") == ()


def test_a_phrase_that_states_two_values_is_an_error_where_it_stands():
    base = with_claims(
        GOOD.replace("  words:", "    keep: {says: {exchange: [refused, allowed]}, phrases: [退货]}\n  words:")
    )

    (problem,) = check(base)

    assert str(problem) == (
        "claims/own.yaml:8:60: claims: acts.keep.phrases.0: '退货' states two things; "
        "keep it in one of the two lists (two-values)"
    )


def test_what_names_a_value_that_the_base_lacks_sleeps_with_one_notice():
    base = with_claims(GOOD.replace("[refused, allowed]", "[refused, granted]").replace("refused, gr", "denied, gr"))

    (problem,) = check(base)

    assert (problem.severity, problem.message) == (
        Severity.NOTICE,
        "2 places of `claims:` sleep, for this base has no return: denied, return: granted",
    )


def test_a_key_that_no_frame_knows_is_an_error():
    base = with_claims(GOOD.replace("phrases: [退货]", "phrases: [退货]\n      wordz: [退]"))

    assert [(problem.code, problem.path) for problem in check(base)] == [("shape", "acts.send-back.wordz")]


def test_a_test_beside_a_phrase_that_fails_is_an_error():
    base = with_claims(GOOD.replace("says: {return: allowed}", "says: {return: refused}"))

    (problem,) = check(base)

    assert (problem.code, problem.message) == ("claims-test", "'可以退货' is read as return: allowed")


@pytest.mark.parametrize(
    ("written", "mistaken", "problem"),
    [
        (
            "not: [不能]",
            "nott: [不能]",
            "claims/own.yaml:8:22: claims: words.nott: there is no role nott; did you mean 'not'? (reference)",
        ),
        (
            "not: [不能]",
            "nott-combine: [[[不], [能]]]",
            "claims/own.yaml:8:22: claims: words.nott-combine: there is no role nott; did you mean 'not'? (reference)",
        ),
        (
            "not: [不能]",
            "act: [不能]",
            "claims/own.yaml:8:22: claims: words.act: there is no role act; did you mean 'if-act'? (reference)",
        ),
        (
            "  words:",
            "  costs: {fee: {says: {}, by: {medical-contex: fee}, phrases: [费用]}}\n  words:",
            "claims/own.yaml:8:32: claims: costs.fee.by.medical-contex: there is no role medical-contex; "
            "did you mean 'medical-context'? (reference)",
        ),
    ],
)
def test_a_role_that_replies_are_not_read_by_is_an_error_where_it_stands(written: str, mistaken: str, problem: str):
    assert [str(found) for found in check(with_claims(GOOD.replace(written, mistaken)))] == [problem]


def test_every_role_is_played_by_words_of_the_embedded_base():
    played = {role for _, sense in ClaimsReader.of(BASE).lexicon.automaton.values() for role in sense.roles}

    assert set(Role) - played == {Role.DURATION}


def test_a_fault_is_told_where_it_stands_now_though_only_lines_moved():
    faulty = GOOD.replace("phrases: [退货]", "phrases: [退货]\n      costly: 1")

    lines = [next(iter(check(with_claims(text)))).location.line for text in (faulty, f"\n{faulty}")]

    assert lines[1] == lines[0] + 1


def test_a_lexicon_is_compiled_once_for_whoever_asks_until_it_changes():
    first, again = ClaimsReader.of(with_claims(GOOD)), ClaimsReader.of(with_claims(GOOD))
    other = ClaimsReader.of(with_claims(GOOD.replace("退货", "寄回")))

    assert (again is first, other.read("不能寄回") != first.read("不能寄回")) == (True, True)
