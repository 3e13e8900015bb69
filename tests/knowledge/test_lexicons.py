"""The product's lexicons serve any base: by id, by `like:`, and an outcome of one's own from its name and phrases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.lexicons.messages import lent_questions, lent_silence
from knowledge.loading.load import load
from knowledge.model.base import Base
from knowledge.reading.claims.lexicon_compiler import sleeping
from knowledge.reading.claims.reader import ClaimsReader
from knowledge.reading.facts.reader import FactReader
from knowledge.reading.forbidden import ForbiddenWords

BASE = """
format: 1
name: 小店
{lexicons}
channels: {{shop: {{name: 店, kind: online}}}}
facts:
  issue:
    type: choice
    subject: true
    ask: 什么问题？
    values:
      regret: {{name: 不要了, like: no_reason, phrases: [后悔了]}}
      broken: {{name: 坏了, like: quality, phrases: [发霉, 漏了]}}
      transit_damage: {{name: 路上坏了}}
  days_since_receipt: {{type: integer, min: 0, max: 365, unit: day, ask: 哪天签收的？}}
  opened: {{type: boolean, like: seal_broken, ask: 拆了吗？}}
outcomes:
  return: {{name: 退货, values: [refused, allowed]}}
  both_ways: {{name: 来回运费, values: [customer, brand], like: return_shipping, phrases: [来回运费]}}
  warranty: {{name: 保修, values: ["no", paid, free], phrases: {{free: [免费修], paid: [收费修], "no": [不修]}}}}
  trade_in: {{name: 以旧换新, values: ["no", "yes"]}}
  visit_within: {{name: 上门, type: duration, phrases: [师傅上门]}}
{claims}
"""


def base(folder: Path, lexicons: str = "", claims: str = "") -> Base:
    folder.mkdir(exist_ok=True)
    (folder / "base.yaml").write_text(BASE.format(lexicons=lexicons, claims=claims), "utf-8")
    return load(folder).require()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Base:
    return base(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def replies(small: Base) -> ClaimsReader:
    return ClaimsReader.of(small)


@pytest.mark.parametrize(
    "reply, says",
    [
        ("可以退的亲", {"return": "allowed"}),
        ("不能按无理由退", {"return": "refused"}),
        ("来回运费您自己出", {"both_ways": "customer"}),
        ("来回运费我们承担", {"both_ways": "brand"}),
        ("寄回的邮费我们出", {"both_ways": "brand"}),
        ("这个给您免费修", {"warranty": "free"}),
        ("这个不给免费修", {"warranty": "no"}),
        ("收费修可以的", {"warranty": "paid"}),
        ("支持以旧换新", {"trade_in": "yes"}),
        ("不支持以旧换新", {"trade_in": "no"}),
        ("师傅上门48小时内", {"visit_within": "2d"}),
        ("24小时内师傅上门", {"visit_within": "1d"}),
        ("以旧换新是什么意思呢", {}),
        ("给您换一瓶新的", {}),
    ],
)
def test_a_base_without_claims_reads_replies_by_id_by_likeness_and_by_its_own_words(
    replies: ClaimsReader, reply: str, says: dict[str, str]
):
    read = {claim.outcome: claim.value for claim in replies.read(reply)}

    assert read == says


def test_conditions_of_the_product_hold_for_the_facts_that_are_like_its_own(replies: ClaimsReader):
    (claim,) = replies.read("如果没拆封可以退")

    assert [set(one.when) for one in claim.conditions] == [{"opened"}]


@pytest.mark.parametrize(
    "text, issue",
    [
        ("后悔了想退", "regret"),
        ("买错了不想要了", "regret"),
        ("面霜变质了", "broken"),
        ("瓶子摔碎了", "transit_damage"),
    ],
)
def test_customers_words_are_read_by_id_and_likeness(small: Base, text: str, issue: str):
    read = FactReader.of(small).read(text, date(2026, 11, 30))

    assert {mention.value for mention in read.subject} == {issue}


def test_a_phrase_that_a_base_declares_is_not_read_as_another_value_of_the_product(small: Base):
    """漏了 is damage on the way in the product, and a fault here."""
    read = FactReader.of(small).read("新买的壶漏了", date(2026, 11, 30))

    assert [mention.value for mention in read.subject] == ["broken"]


def test_forbidden_words_of_the_product_apply(small: Base):
    assert [one.phrase for one in ForbiddenWords(small.terms).find("根治痘痘")] == ["根治"]


def test_a_base_may_leave_the_lexicons_out(tmp_path: Path):
    alone = base(tmp_path, "lexicons: []")

    assert ClaimsReader.of(alone).read("可以退的亲") == ()
    assert not alone.terms.forbidden
    assert alone.facts["issue"].values["regret"].phrases == ("后悔了",)


def test_words_of_the_base_stand_beside_the_product_s_and_over_them(tmp_path: Path):
    own = base(
        tmp_path,
        claims="claims: {acts: {return: {says: {return: [refused, allowed]}, phrases: [走个流程]}}, traps: [退货险]}",
    )
    reader = ClaimsReader.of(own)

    assert [(claim.outcome, claim.value) for claim in reader.read("可以走个流程")] == [("return", "allowed")]
    assert [(claim.outcome, claim.value) for claim in reader.read("可以退货")] == [("return", "allowed")]
    assert reader.problems == ()


def test_what_names_what_a_base_lacks_is_counted(small: Base):
    lacking = sleeping(small)

    assert not lacking.own
    assert {"exchange", "refund", "medical_cost"} <= set(lacking.shared)


def test_a_likeness_to_nothing_is_an_error(tmp_path: Path):
    (tmp_path / "base.yaml").write_text(
        BASE.format(lexicons="", claims="").replace("like: return_shipping", "like: return_shiping"), "utf-8"
    )

    (problem,) = [one for one in load(tmp_path).problems if one.is_error]

    assert (problem.code, problem.message, problem.mend) == (
        "reference",
        "the product has no outcome 'return_shiping'",
        "did you mean 'return_shipping'?",
    )


def test_the_products_questions_come_to_a_like_subject_and_its_silence_to_all(small: Base, tmp_path: Path):
    lent = list(lent_questions(small, most=5))

    assert [subject for _, subject in lent] == ["regret"] * 5 + ["broken"] * 5 + ["transit_damage"] * 5
    assert len({text for text, _ in lent}) == 15
    assert "好的谢谢" in lent_silence(small)
    alone = base(tmp_path / "alone", "lexicons: [claims]")
    assert (list(lent_questions(alone, 5)), list(lent_silence(alone))) == ([], [])
