"""A bare answer fills the fact that was asked, and what a customer takes back gives way to what comes after it."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.reading.facts.answers import answer, facts_asked, is_correction
from knowledge.reading.facts.reader import FactReader
from tests.embedded import embedded_facts_reader

SATURDAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def embedded() -> FactReader:
    return embedded_facts_reader()


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("请问您是哪一天签收的呢？", ("days_since_receipt",)),
        ("亲，哪天签收的呀", ("days_since_receipt",)),
        ("您什么时候收到的货呢？", ("days_since_receipt",)),
        ("快递几号到的", ("days_since_receipt",)),
        ("请问哪天付款的？", ("days_since_payment",)),
        ("什么时候下单的呢", ("days_since_payment",)),
        ("拆了吗？", ("seal_broken",)),
        ("封口拆开没有", ("seal_broken",)),
        ("请问有没有用过呢？", ("seal_broken",)),
        ("有照片吗", ("has_photo",)),
        ("方便拍几张照片发给我吗？", ("has_photo",)),
        ("去医院看过吗？有病历吗？", ("has_medical_report",)),
        ("小票还在吗", ("has_invoice",)),
        ("是网上买的还是门店买的呢？", ("purchased_via",)),
        ("请问是刻字的吗", ("custom_made",)),
        ("哪天签收的？封膜拆开了吗？", ("days_since_receipt", "seal_broken")),
        # asks nothing of the case
        ("好的，这边为您登记", ()),
        ("亲，请稍等哦", ()),
        ("还有别的可以帮您吗？", ()),
        ("您看这样可以吗？", ()),
        ("已经签收了的话七天内可以退", ()),
    ],
)
def test_a_question_asks_for_these_facts(embedded: FactReader, question: str, facts: tuple[str, ...]):
    assert facts_asked(embedded, question, SATURDAY) == facts


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("days_since_receipt", "前天", 2),
        ("days_since_receipt", "上周五吧", 8),
        ("days_since_receipt", "有十来天了", 10),
        ("days_since_receipt", "11号", 10),
        ("days_since_receipt", "今天刚到", 0),
        ("days_since_receipt", "琴日", 1),
        ("days_since_payment", "双十一", 10),
        ("days_since_receipt", "三天前付的款", None),
        ("days_since_receipt", "不记得了", None),
        ("days_since_receipt", "问这个干嘛", None),
        ("seal_broken", "拆了", True),
        ("seal_broken", "已经拆开了", True),
        ("seal_broken", "没有", False),
        ("seal_broken", "还没", False),
        ("seal_broken", "冇啊", False),
        ("seal_broken", "没呢，原封的", False),
        ("seal_broken", "用了两次", True),
        ("seal_broken", "有什么关系", None),
        ("seal_broken", "不知道", None),
        ("has_photo", "没有", False),
        ("has_photo", "有的", True),
        ("has_photo", "拍了", True),
        ("has_photo", "稍等，我找找", None),
        ("has_photo", "好的", None),
        ("has_medical_report", "没去", False),
        ("has_medical_report", "有，在手上", True),
        ("has_invoice", "丢了", False),
        ("has_invoice", "在的", True),
        ("purchased_via", "网上", "online"),
        ("purchased_via", "门店", "store"),
        ("purchased_via", "直播间", "online"),
        ("purchased_via", "忘了", None),
        ("severity", "轻微的", "mild"),
        ("severity", "有点肿", "severe"),
        ("custom_made", "不是", False),
        ("custom_made", "是的", True),
    ],
)
def test_a_bare_answer_fills_the_fact_that_was_asked(embedded: FactReader, fact: str, text: str, value: object):
    found = answer(embedded, fact, text, SATURDAY)

    assert (found and found.value) == value if value is not False else found is not None and found.value is False


def test_the_span_of_an_answer_counts_code_points_of_the_text_as_sent(embedded: FactReader):
    text = "🙂[图片] 嗯，前天"

    found = answer(embedded, "days_since_receipt", text, SATURDAY)

    assert found is not None
    assert text[slice(*found.span)] == "前天"


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("昨天收的，不对，是前天", {"days_since_receipt": 2}),
        ("三天前签收的，说错了，五天前", {"days_since_receipt": 5}),
        ("收到十天了。哦不对，收到六天", {"days_since_receipt": 6}),
        ("没拆，打错了，拆了用过一次", {"seal_broken": True}),
        ("上周三买的，记错了，上周五", {"days_since_payment": 8}),
        ("昨天签收的，哦记错了上周五签收的", {"days_since_receipt": 8}),
        ("拆封了用过，说错了，没用过没拆", {"seal_broken": False}),
        ("网上买的，不是不是，专柜买的，没开封", {"purchased_via": "store", "seal_broken": False}),
        ("昨天收的 更正 前天收的", {"days_since_receipt": 2}),
        # no correction
        ("昨天收的，颜色不对", {"days_since_receipt": 1}),
        ("昨天收的，不对劲", {"days_since_receipt": 1}),
        ("昨天收的，发错了，我前天拍的是别的", {"days_since_receipt": 1, "days_since_payment": 2}),
        ("前天签收，味道不对，没拆", {"days_since_receipt": 2, "seal_broken": False}),
    ],
)
def test_what_a_message_takes_back_gives_way(embedded: FactReader, text: str, facts: dict[str, object]):
    read = embedded.read(text, SATURDAY).facts

    assert {name: read[name].value if name in read else None for name in facts} == facts


@pytest.mark.parametrize(
    ("text", "corrects"),
    [
        ("说错了，是前天", True),
        ("不对，应该是五天", True),
        ("哦，打错了", True),
        ("不对劲啊这个", False),
        ("发错了", False),
        ("前天收的", False),
        ("味道不对", False),
    ],
)
def test_a_message_that_corrects_the_one_before_it_is_known(embedded: FactReader, text: str, corrects: bool):
    assert is_correction(embedded, text) is corrects
