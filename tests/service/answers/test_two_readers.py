from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from indexer.claims.learned_reader import TIMES, Heard
from indexer.claims.weighing import Weights
from knowledge.deciding.decide import Decider
from knowledge.loading.load import load
from knowledge.model.case import Case
from knowledge.reading.claims.reader import ClaimsReader
from service.answers.two_readers import Reply, TwiceJudged, TwoReaders
from tests.embedded import embedded_claims_reader, embedded_decider

QUALITY = Case("tmall", date(2026, 11, 21), {"issue": "quality", "days_since_receipt": 9})

OWN_TIME = """
format: 1
name: 小店
channels: {shop: {name: 店, kind: online}}
facts: {issue: {type: choice, subject: true, ask: 什么问题？, values: {broken: {name: 坏了, phrases: [坏了]}}}}
outcomes:
  return: {name: 退货, values: [refused, allowed]}
  served_within: {name: 试吃期, type: duration}
policies:
  broken:
    title: 坏了
    when: {issue: broken}
    decide: {return: allowed, served_within: 7d}
    asks: [坏了]
    say: {default: 可以退，试吃期 7 天。}
"""


@cache
def decider() -> Decider:
    return embedded_decider()


@cache
def grammar() -> ClaimsReader:
    return embedded_claims_reader()


def judged(text: str, heard: Sequence[Heard], weights: Weights) -> TwiceJudged:
    """Return the judgement on a reply of which the learned reader hears what is given."""
    readers = TwoReaders(decider(), grammar(), weights)
    return readers.weighed(QUALITY, grammar().read(text, "quality"), heard)


EVEN_HANDED = Weights(heard=1.0, spoken=1.0, bias=0.0, trust={"odds": 1.0, "spoken": 4.0}, offset=-4.0, sure=0.8)


def test_what_the_learned_reader_alone_is_sure_of_is_a_finding_that_is_unsure():
    heard = [Heard("return", "refused", 0.99, 0.0, (0, 5))]

    found = judged("您好在的呢", heard, EVEN_HANDED)

    assert found.judgement.verdict == "contradicts"
    assert [(one.claim.outcome, one.claim.value) for one in found.judgement.findings] == [("return", "refused")]
    assert found.unsure == {0}
    assert found.certainty is not None
    assert (found.certainty.is_sure, found.certainty.spoken, found.certainty.heard) == (False, "silent", "contradicts")


def test_what_the_grammar_alone_finds_and_the_verdict_does_not_rest_on_is_doubtful():
    found = judged("这边退不了哦", [], EVEN_HANDED)

    assert found.judgement.verdict == "silent"
    assert found.judgement.findings == ()
    assert [(one.claim.outcome, one.claim.value) for one in found.doubtful] == [("return", "refused")]


@pytest.mark.parametrize(("share", "is_sure"), [(0.95, True), (0.5, False)])
def test_what_both_find_is_as_sure_as_it_is_likely(share: float, is_sure: bool):
    found = judged("这边退不了哦", [Heard("return", "refused", share, 0.0, (2, 6))], EVEN_HANDED)

    assert found.judgement.verdict == "contradicts"
    assert found.certainty is not None
    assert found.certainty.is_sure is is_sure


def test_many_replies_are_judged_as_each_is_alone():
    readers = TwoReaders(decider(), grammar())
    replies = [Reply(text, "", QUALITY) for text in ("这边退不了哦", "可以退的亲", "您好，在的", "48小时内给您处理好")]

    assert [one.certainty for one in readers.judge_many(replies)] == [readers.judge(one).certainty for one in replies]


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("试吃期是30天", "contradicts"),
        ("您有14天试吃期", "contradicts"),
        ("试吃期7天的", "consistent"),
        ("没过7天没拆就行", "silent"),
    ],
)
def test_a_time_of_a_base_s_own_is_read_by_the_grammar_of_which_the_learned_reader_knows_nothing(
    tmp_path: Path, reply: str, verdict: str
):
    (tmp_path / "base.yaml").write_text(OWN_TIME, "utf-8")
    base = load(tmp_path).require()
    case = Case("shop", QUALITY.on, {"issue": "broken"})

    readers = TwoReaders(Decider(base), ClaimsReader.of(base))

    assert not readers.asleep
    assert readers.judge(Reply(reply, "", case)).judgement.verdict == verdict


def test_the_times_that_the_learned_reader_was_settled_with_are_those_of_the_embedded_base():
    assert {name for name, one in decider().base.outcomes.items() if one.is_duration} == TIMES
