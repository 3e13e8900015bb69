from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from indexer.claims.buckets import BUCKETS, buckets, windows
from indexer.claims.fitting import fit
from indexer.claims.frames import PROMISED, Frame, Frames, Kind
from indexer.claims.learned_reader import LearnedReader, Question
from indexer.claims.network import Network
from indexer.claims.units import Viewer
from knowledge.loading.yaml_reader import read_source
from knowledge.model.base import ClaimsPart
from knowledge.reading.claims.reader import ClaimsReader
from tests.embedded import embedded_base

SMALL = """
claims:
  acts:
    give-back: {says: {return: [refused, allowed]}, phrases: [退货, 退回, 退掉, 退了], in: {cancel_order: pay-back}}
    swap: {says: {exchange: [refused, allowed]}, phrases: [换货, 换新, 换掉, 调换]}
    pay-back: {says: {refund: [none, full]}, phrases: [退款, 退钱, 打款, 返款]}
    send-again: {says: {resend: ["no", "yes"]}, phrases: [补发, 重发, 补寄, 重寄]}
  costs:
    freight: {says: {return_shipping: [customer, brand]}, phrases: [运费, 邮费, 路费, 快递费]}
  times:
    respond_within: {phrases: [回复]}
  words: {may: [可以, 能], not: [不能, 没法], fillers: [哦, 呢]}
"""


@cache
def reader() -> ClaimsReader:
    """Return the grammar over a lexicon of four acts and one cost."""
    base = embedded_base()
    source = read_source("claims/own.yaml", SMALL.encode())
    return ClaimsReader.of(replace(base, claims=(ClaimsPart("claims/own.yaml", source.data["claims"]),)))


def question(reply: str, about: str = "", asked: str = "") -> Question:
    return Question(reader().tokens(reply), about, asked)


@cache
def network() -> Network:
    """Return what is learned of 退货 alone, from a few replies."""
    lessons = {"可以退货哦": 2, "能退货呢": 2, "不能退货": 1, "没法退货哦": 1, "退货吗": 0, "您的退货单": 0}
    viewer = Viewer(Frames(reader().lexicon))
    units = [unit for text in lessons for unit in viewer.units(reader().tokens(text), "")]
    labels = np.array(list(lessons.values()))
    return fit(buckets(windows(units)), labels, np.zeros_like(labels), np.ones(len(labels)))


def heard(reply: str, about: str = "", asked: str = "") -> dict[tuple[str, str], float]:
    found = LearnedReader.of(reader().lexicon, network()).read_many([question(reply, about, asked)])[0]
    return {(one.outcome, one.value): one.probability for one in found}


def test_a_phrase_is_about_what_its_entry_says_and_in_another_subject_about_what_it_means_there():
    frames = Frames(reader().lexicon)
    (token,) = reader().tokens("退货").phrases[0].tokens

    assert frames.of(token, "quality") == (Frame(Kind.ACT, "return", "refused", "allowed"),)
    assert frames.of(token, "cancel_order") == (Frame(Kind.ACT, "refund", "none", "full"),)


def test_a_time_is_about_each_outcome_that_a_time_can_promise():
    frames = Frames(reader().lexicon)
    (token,) = reader().tokens("48小时").phrases[0].tokens

    times = ("follow_up_within", "report_within", "resolve_within", "respond_within")
    assert frames.of(token, "") == tuple(Frame(Kind.TIME, outcome, "", PROMISED) for outcome in times)


def test_each_phrase_of_a_reply_is_a_unit_with_its_place():
    units = Viewer(Frames(reader().lexicon)).units(reader().tokens("能退货。运费您出"), "quality")

    assert [(unit.frame.outcome, unit.sentence, unit.start, unit.end) for unit in units] == [
        ("return", 0, 1, 3),
        ("return_shipping", 1, 4, 6),
    ]


def test_what_a_reply_answers_without_naming_it_is_taken_from_the_message():
    (unit,) = Viewer(Frames(reader().lexicon)).units(reader().tokens("可以的"), "", "能换货吗")

    assert (unit.frame.outcome, unit.is_elided) == ("exchange", True)


def test_many_windows_have_the_buckets_that_each_has_alone():
    viewer = Viewer(Frames(reader().lexicon))
    units = [unit for text in ("能退货", "没法补发，运费您出") for unit in viewer.units(reader().tokens(text), "")]

    together = buckets(windows(units))

    assert np.array_equal(together, np.concatenate([buckets(windows([unit])) for unit in units]))
    assert 0 <= together.min() < together.max() < BUCKETS


@pytest.mark.parametrize(
    ("reply", "outcome", "value"),
    [
        pytest.param("能补发呢", "resend", "yes", id="granted"),
        pytest.param("没法换货", "exchange", "refused", id="refused"),
    ],
)
def test_what_is_learned_of_one_act_holds_for_another(reply: str, outcome: str, value: str):
    found = heard(reply)

    assert max(found, key=lambda key: found[key]) == (outcome, value)
    assert found[(outcome, value)] > 0.5


def test_a_time_is_heard_as_the_base_writes_it():
    reading = LearnedReader.of(reader().lexicon, network()).read_many([question("48小时回复")])[0]

    assert {one.value for one in reading} == {"2d"}


def test_where_a_lexicon_names_too_little_the_reader_sleeps_and_says_so():
    base = embedded_base()
    bare = ClaimsReader.of(replace(base, claims=()))

    learned = LearnedReader.of(bare.lexicon)

    assert learned.asleep == "the base names 0 phrases for acts and costs, fewer than 20"
    assert learned.read_many([Question(bare.tokens("不能退货"), "")]) == [()]


def test_weights_are_kept_as_they_are_written():
    kept = Network.of_arrays(network().arrays())

    rows = buckets(windows(Viewer(Frames(reader().lexicon)).units(reader().tokens("能退货"), "")))
    assert np.array_equal(kept.probabilities(rows), network().probabilities(rows))
