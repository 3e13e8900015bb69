"""Facts in a customer's message, with their spans."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.loading.load import load
from knowledge.model.facts import Action, BooleanFact, BooleanPhrases, ChoiceFact, ChoiceValue, Fact
from knowledge.reading.facts.reader import FactReader
from tests.embedded import embedded_base

SATURDAY = date(2026, 11, 21)
SMALL = Path(__file__).parents[1] / "examples" / "good" / "small"


@pytest.fixture(scope="module")
def embedded() -> FactReader:
    base = embedded_base()
    return FactReader.of(base)


@pytest.fixture(scope="module")
def small() -> FactReader:
    base = load(SMALL).require()
    return FactReader.of(base)


def test_the_span_counts_code_points_of_the_text_as_sent(small: FactReader):
    text = "🙂🙂🙂　我是三天前簽收的"

    read = small.read(text, SATURDAY).facts["days_since_receipt"]

    assert (read.value, text[slice(*read.span)]) == (3, "三天前")


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("面霜发霉了", [("quality", False, False)]),
        ("没发霉", [("quality", True, False)]),
        ("会不会发霉啊", [("quality", False, True)]),
        ("这个会变质吗", []),
        ("東西變質了", [("quality", False, False)]),
    ],
)
def test_phrases_of_the_subject_are_told_apart_from_denials_and_worries(
    small: FactReader, text: str, stated: list[tuple]
):
    found = small.read(text, SATURDAY).subject

    assert [(mention.value, mention.is_denied, mention.is_wondered) for mention in found] == stated


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("昨天刚到，还没拆封", {"days_since_receipt": 1, "seal_broken": False}),
        ("外盒拆了里面封口没动", {"seal_broken": False}),
        ("医生说不用去医院，就是红", {"severity": "mild"}),
        ("收到12天了", {"days_since_receipt": 12}),
        ("付款二十天后降价", {"days_since_payment": 20}),
        ("买完十天降价了", {"days_since_payment": 10}),
        ("用了半个月", {"seal_broken": True}),
        ("昨天柜台给我装错了", {"purchased_via": "store", "days_since_receipt": 1}),
        ("我网上买的，你们门店能不能给我换", {"purchased_via": "online"}),
        ("签收四十五天，开封使用后面部红肿", {"days_since_receipt": 45, "seal_broken": True, "severity": "severe"}),
        ("有点刺痛，泛红", {"severity": "mild"}),
        ("脸有点红，后来肿起来了", {"severity": "severe"}),
        ("医院开了诊断证明", {"has_medical_report": True}),
        ("快递在路上停了四天", {}),
        ("七天无理由还有效吗", {}),
    ],
)
def test_facts_are_read_from_the_words_of_customers(embedded: FactReader, text: str, facts: dict):
    read = embedded.read(text, SATURDAY).facts

    assert {name: fact.value for name, fact in read.items()} == facts


@pytest.mark.parametrize(
    ("text", "worn_out"),
    [
        ("平时鞋底磨穿怎么办", None),
        ("鞋底磨穿了", "bad"),
        ("平时爱惜得很，穿了两天鞋底磨穿", "bad"),
        ("平时没穿过，鞋底磨穿", None),
    ],
)
def test_in_a_general_question_a_fact_is_read_only_where_a_use_is_told(text: str, worn_out: str | None):
    facts: dict[str, Fact] = {
        "issue": ChoiceFact(type="choice", subject=True, ask="怎么了", values={"sole": ChoiceValue(name="鞋底")}),
        "wear": ChoiceFact(
            type="choice", ask="磨损多少", general=("平时",), values={"bad": ChoiceValue(name="重", phrases=("磨穿",))}
        ),
        "worn": BooleanFact(
            type="boolean",
            ask="穿过吗",
            phrases=BooleanPhrases(
                actions=(Action(does=("穿",), not_to=(), done=True, undone=False),), neither=("磨穿",)
            ),
        ),
    }

    read = FactReader(facts, "issue").read(text, SATURDAY).facts

    assert (read["wear"].value if "wear" in read else None) == worn_out


@pytest.mark.parametrize(
    ("text", "least", "words"),
    [
        ("用了十天没效果", 9, "十天"),
        ("面霜抹了三个星期", 20, "三个星期"),
        ("擦了一个多月没变化", 29, "一个多月"),
        ("涂了十多天", 9, "十多天"),
        ("用了二十来天，斑还在", 15, "二十来天"),
        ("用了快一个月", 20, "快一个月"),
        ("敷了半个月没见白", 14, "半个月"),
        ("用了几天脸红", 1, "几天"),
        ("抹到第五天开始脱皮", 3, "第五天"),
        ("用咗成個月", 29, "成個月"),
        # no bound
        ("用了不到两天头皮发痒", None, ""),
        ("用了一天就过敏", None, ""),
        ("昨天收到的，用了三次", None, ""),
        ("签收二十天，用了十天没效果", None, ""),
        ("出库就用了五天", None, ""),
        ("没用过，放了十天", None, ""),
        ("用几天能见效", None, ""),
        ("快递走了五天", None, ""),
    ],
)
def test_the_length_of_a_use_is_the_least_that_the_days_since_receipt_can_be(
    embedded: FactReader, text: str, least: int | None, words: str
):
    reading = embedded.read(text, SATURDAY)
    found = reading.at_least.get("days_since_receipt")

    assert (found and found.value) == least
    assert (text[slice(*found.span)] if found else "") == words
    assert found is None or "days_since_receipt" not in reading.facts


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("第6天了能退吗", 6),
        ("都第六天了还可以退不", 6),
        ("今天第7天还能退吗", 7),
        ("没拆，五天了", 5),
        ("没开封，半个月了能退吗", 15),
        ("都十天了没拆，想退", 10),
        ("第6天能退吗", None),  # may ask for the rule
        ("退款第6天了能到吗", None),
        ("第6天了还没发货能退吗", None),
        ("没拆，等了五天了", None),
        ("没拆，五天了，还没退款", None),
        ("换货五天了，没拆", None),
        ("用了五天了，没拆的那瓶能退吗", None),
    ],
)
def test_days_told_by_themselves_count_from_receipt_where_nothing_else_is_counted(
    embedded: FactReader, text: str, days: int | None
):
    read = embedded.read(text, SATURDAY).facts.get("days_since_receipt")

    assert (read.value if read else None) == days


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("才开俩礼拜就馊了", "seal_broken", True),
        ("打开一个月变味了", "seal_broken", True),
        ("店才开俩礼拜", "seal_broken", None),
        ("发票开了两天了还没到", "seal_broken", None),
        ("快递拆开两天了", "seal_broken", None),
        ("封膜没法撕开", "seal_broken", False),
        ("拍不了图", "has_photo", False),
        ("手机坏了拍不了照片", "has_photo", False),
        ("没法拍照片", "has_photo", False),
        ("照片传不上去", "has_photo", False),
        ("拍了照片", "has_photo", True),
        ("这个链接拍不了", "has_photo", None),
    ],
)
def test_what_was_opened_for_days_is_open_and_what_cannot_be_done_is_undone(
    embedded: FactReader, text: str, fact: str, value: bool | None
):
    read = embedded.read(text, SATURDAY).facts.get(fact)

    assert (read.value if read else None) is value


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("才开俩礼拜就长毛", 13),
        ("开了两个月才发现有黑点", 59),
        ("启封都二十天了", 19),
        ("拆了十来天", 7),
        ("用了两天才发现", 1),
        ("快递拆了三天", None),
        ("开店俩月了", None),
        ("打开才三分钟", None),
    ],
)
def test_how_long_it_has_been_open_or_in_use_bounds_the_days_since_receipt(
    embedded: FactReader, text: str, least: int | None
):
    read = embedded.read(text, SATURDAY)

    assert "days_since_receipt" not in read.facts
    found = read.at_least.get("days_since_receipt")
    assert (None if found is None else found.value) == least


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("开箱视频没录", "has_photo", False),
        ("没录开箱视频", "has_photo", False),
        ("朋友在专柜买的 我在天猫买的", "purchased_via", "online"),
        ("我在专柜买的", "purchased_via", "store"),
    ],
)
def test_what_was_not_recorded_and_what_others_bought_is_not_the_customers(
    embedded: FactReader, text: str, fact: str, value: object
):
    assert embedded.read(text, SATURDAY).facts[fact].value == value


@pytest.mark.parametrize("text", ["唔系质量问题", "还没来得及用"])
def test_words_that_only_hold_a_subject_name_none(embedded: FactReader, text: str):
    assert [mention for mention in embedded.read(text, SATURDAY).subject if not mention.is_denied] == []
