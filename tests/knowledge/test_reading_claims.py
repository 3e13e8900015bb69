from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

import knowledge
from knowledge.model.conditions import Between, Not, OneOf
from knowledge.reading.claims.claim import Claim
from knowledge.reading.claims.reader import ClaimsReader
from tests.embedded import embedded_claims_reader

BASE = Path(knowledge.__file__).parent / "base"


@cache
def reader() -> ClaimsReader:
    return embedded_claims_reader()


def said(reply: str, about: str = "", asked: str = "") -> Mapping[str, str]:
    return {claim.outcome: claim.value for claim in reader().read(reply, about, asked)}


def conditions(reply: str, about: str = "") -> list[tuple[str, str, dict[str, object]]]:
    found = []
    for claim in reader().read(reply, about):
        when = {fact: matcher for one in claim.conditions for fact, matcher in one.when.items()}
        found.append((claim.outcome, claim.value, when))
    return found


def test_the_lexicon_of_the_embedded_base_has_no_fault():
    assert reader().problems == ()


@pytest.mark.parametrize("number", range(len(reader().lexicon.tests)))
def test_a_phrase_states_what_the_test_beside_it_says(number: int):
    _, frame, tried = reader().lexicon.tests[number]
    durations = {name: value.replace("48h", "2d").replace("72h", "3d") for name, value in tried.says.items()}

    assert said(tried.reply, tried.about) == durations, frame


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("这边退不了哦", {"return": "refused"}),
        ("不是不能退", {"return": "allowed"}),
        ("没有人不给您退", {"return": "allowed"}),
        ("不退是不可能的", {"return": "allowed"}),
        ("怎么可能不给您退呢", {"return": "allowed"}),
        ("哪有不退的道理", {"return": "allowed"}),
        ("我们还能不给您换新的吗？", {"exchange": "allowed"}),
        ("谁说不能退的？", {"return": "allowed"}),
        ("我们怎么可能给您退呢", {"return": "refused"}),
        ("不补发哪行啊", {"resend": "yes"}),
    ],
)
def test_negations_are_counted_and_rhetorical_questions_answered(reply: str, expected: Mapping[str, str]):
    assert said(reply) == expected


@pytest.mark.parametrize(
    "reply",
    [
        "您是问能不能退吗？",
        "请问您是想退货还是换货呢？",
        "您说的“不能退”是哪位同事答复的？",
        "您希望退款的心情我理解",
        "我还没有说能退或者不能退",
        "能不能退要看检测结果的哦",
        "我没说过不给您退",
        "我们客服24小时在线的哈",
        "拍下后48小时内发货",
        "退款申请请在订单页点击提交",
        "尽快给您处理",
        "运费险会赔付您寄回的运费",
        "退货地址发您啦",
    ],
)
def test_questions_quotations_wishes_and_small_talk_state_nothing(reply: str):
    assert said(reply) == {}


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("退货退款都可以", {"return": "allowed", "refund": "full"}),
        ("可以换不能退", {"exchange": "allowed", "return": "refused"}),
        ("要么退，要么换，都行", {"return": "allowed", "exchange": "allowed"}),
        ("您这个只换不退", {"exchange": "allowed", "return": "refused"}),
        ("只退不换哈", {"return": "allowed", "exchange": "refused"}),
        ("退是退不了的，换可以", {"return": "refused", "exchange": "allowed"}),
        ("需要扣除手续费后退给您", {"return": "allowed", "refund": "partial"}),
        ("给您退货款的80%", {"refund": "partial"}),
        ("给您补10块钱差价", {"refund": "partial"}),
        ("无需更换，直接为您退款", {"refund": "full"}),
    ],
)
def test_several_claims_in_one_reply_are_told_apart(reply: str, expected: Mapping[str, str]):
    found = said(reply)

    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("reply", "payer"),
    [
        ("运费您自理", "customer"),
        ("运费我们出", "brand"),
        ("寄回的快递费由您这边承担", "customer"),
        ("运费不会让您出的", "brand"),
        ("运费不是我们出的哦", "customer"),
        ("您先垫付快递费，收到后我们转给您", "brand"),
        ("您先垫付一下快递费哦", "customer"),
        ("到付寄回就行", "brand"),
        ("到付件拒收的哦", "customer"),
        ("凭什么让您付运费呢", "brand"),
        ("难不成运费还要我们出？", "customer"),
        ("不用您出一分钱快递费", "brand"),
        ("运费一人一半", "customer"),
        ("取件费由我们结算", "brand"),
        ("首次发货运费由您承担，寄回的运费由我们承担", "brand"),
    ],
)
def test_who_pays_is_read_from_agent_verb_and_negation(reply: str, payer: str):
    assert said(reply) == {"return_shipping": payer}


@pytest.mark.parametrize("reply", ["首次发货的运费不退", "补发的运费要您出", "全场满99包邮哈"])
def test_freight_that_is_not_the_return_is_no_claim(reply: str):
    assert "return_shipping" not in said(reply)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("48小时内回复，72小时内解决", {"respond_within": "2d", "resolve_within": "3d"}),
        ("三天后回访您的恢复情况", {"follow_up_within": "3d"}),
        ("15日内上报", {"report_within": "15d"}),
        ("品控会在两天内给您答复", {"escalate": "quality_team", "respond_within": "2d"}),
        ("退款后1-3个工作日到账", {}),
    ],
)
def test_the_verb_says_which_promise_a_time_is(reply: str, expected: Mapping[str, str]):
    assert said(reply) == expected


def test_a_condition_inside_the_sentence_limits_the_claim():
    whole = {"seal_broken": OneOf((False,))}
    opened = {"seal_broken": OneOf((True,))}

    assert conditions("没拆就能退，拆了就不行了") == [("return", "allowed", whole), ("return", "refused", opened)]


def test_days_with_can_limit_the_cases_and_days_with_will_promise():
    assert conditions("7天内可以退") == [("return", "allowed", {"days_since_receipt": Between(0, 7)})]
    assert conditions("超过七天不能退") == [("return", "refused", {"days_since_receipt": Between(8, 1095)})]
    assert ("resolve_within", "7d", {}) in conditions("7天内给您退款")


def test_only_and_unless_speak_of_the_other_cases_too():
    assert conditions("只有未拆封的才能退") == [
        ("return", "allowed", {"seal_broken": OneOf((False,))}),
        ("return", "refused", {"seal_broken": Not(OneOf((False,)))}),
    ]
    assert conditions("除非是质量问题，不然不能退") == [("return", "refused", {"issue": Not(OneOf(("quality",)))})]


def test_medical_papers_beside_the_cost_are_a_condition_and_else_are_asked_for():
    report = {"has_medical_report": OneOf((True,))}

    assert conditions("医药费凭诊断证明报销") == [("medical_cost", "reimbursed", report)]
    assert said("要医院开的诊断证明哦") == {"evidence": "medical_report"}


def test_traditional_characters_are_read_and_spans_count_the_text_as_sent():
    reply = "😊不好意思，超過七天就不能退了喔"
    (claim,) = reader().read(reply)

    assert (claim.outcome, claim.value) == ("return", "refused")
    assert reply[slice(*claim.span)] == "超過七天就不能退了"


def test_the_span_of_a_claim_holds_its_condition():
    reply = "亲，超过7天了这边退不了哦"
    (claim,) = reader().read(reply)

    assert claim.span == (2, 12)


@pytest.mark.parametrize(
    ("asked", "reply", "about", "expected"),
    [
        ("发错了", "换", "wrong_item", {"exchange": "allowed"}),
        ("退？", "能，走申请", "no_reason", {"return": "allowed"}),
        ("", "换", "wrong_item", {}),
        ("发错了", "补", "wrong_item", {}),
        ("变质了可以退吗", "可以的。", "", {"return": "allowed"}),
        ("能换吗", "不行的哈", "", {"exchange": "refused"}),
        ("运费谁出", "您这边出哈", "", {"return_shipping": "customer"}),
        ("多久处理好", "三天内哈", "", {"resolve_within": "3d"}),
        ("能便宜点吗", "不行的哦", "", {}),
    ],
)
def test_a_bare_answer_states_what_was_asked(asked: str, reply: str, about: str, expected: Mapping[str, str]):
    assert said(reply, about, asked) == expected


@pytest.mark.parametrize(
    ("about", "expected"),
    [("price_drop", {"refund": "none"}), ("missing_item", {"resend": "no"}), ("invoice", {"invoice": "refused"})],
)
def test_a_bare_verb_means_what_the_case_is_about(about: str, expected: Mapping[str, str]):
    assert said("这个补不了的", about) == expected


def test_a_refund_on_its_way_states_its_time_alone():
    assert said("5个工作日内退款给您", "refund_progress") == {"resolve_within": "7d"}
    assert said("5个工作日内退款给您", "quality") == {"refund": "full", "resolve_within": "7d"}


def test_every_span_lies_in_the_reply():
    replies = [
        "非常抱歉！！！這邊給您全額退款～運費我們出😊😊",
        "１５天內可以補差價",
        "退 货 可 以",
        "?",
        "",
        "“",
        "的话",
    ]

    for reply in replies:
        for claim in reader().read(reply):
            assert isinstance(claim, Claim)
            assert 0 <= claim.span[0] < claim.span[1] <= len(reply)


def test_two_opposite_cases_in_one_sentence_are_told_of_neither_as_this_one():
    claims = reader().read("没拆可以退，拆了不行")

    assert [(one.value, [limit.strict for limit in one.conditions]) for one in claims] == [
        ("allowed", [True]),
        ("refused", [True]),
    ]


def test_otherwise_turns_over_each_condition_before_it():
    assert conditions("7天内没拆可以退，否则不能退") == [
        ("return", "allowed", {"days_since_receipt": Between(0, 7), "seal_broken": OneOf((False,))}),
        ("return", "refused", {"seal_broken": Not(OneOf((False,)))}),
        ("return", "refused", {"days_since_receipt": Not(Between(0, 7))}),
    ]
    assert said("发个照片过来，不然没法退") == {"evidence": "photo"}
    assert conditions("没拆可以退；否则无法办理")[1:] == [("return", "refused", {"seal_broken": Not(OneOf((False,)))})]


def test_what_lies_outside_a_time_turns_the_time_over_and_nothing_else():
    assert conditions("15天以内补差价，以外不补", "price_drop") == [
        ("refund", "partial", {"days_since_payment": Between(0, 15)}),
        ("refund", "none", {"days_since_payment": Not(Between(0, 15))}),
    ]
    assert said("不退货，超过了也不换") == {"return": "refused", "exchange": "refused"}


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("不是我不给退，是系统不让", {"return": "refused"}),
        ("难道我们还能不给退？", {"return": "allowed"}),
        ("过敏我们哪次没退过呀", {"return": "allowed"}),
        ("不退不退，没这个说法", {"return": "refused"}),
        ("哪怕用完了也退", {"return": "allowed"}),
        ("拆没拆都给退", {"return": "allowed"}),
        ("没小票退不了", {"return": "refused"}),
        ("过期了退一半行不", {"refund": "partial"}),
        ("给您退款的同时再补偿20元券，您看可以吗", {"refund": "full", "compensation": "coupon"}),
        ("说不能退的那是同事搞错了，能退的", {"return": "allowed"}),
        ("您要是想换的话也可以换", {"exchange": "allowed"}),
        ("货款会如数原路退还给您", {"refund": "full"}),
        ("补寄小样和一张优惠券给您", {"resend": "yes", "compensation": "coupon"}),
        ("已经超出退货的时效啦", {"return": "refused"}),
    ],
)
def test_words_around_an_act_are_weighed_together(reply: str, expected: Mapping[str, str]):
    assert said(reply) == expected


def test_a_day_that_has_passed_limits_the_case_and_promises_nothing():
    assert conditions("十二天啦，退不了") == [("return", "refused", {"days_since_receipt": OneOf((12,))})]
    assert said("过两天回访您一下") == {"follow_up_within": "2d"}


def test_a_refusal_beside_another_kind_that_is_offered_gives_way():
    assert said("开不了专票，只能开普票", "invoice") == {"invoice": "issued"}


@pytest.mark.parametrize(
    ("reply", "payer"),
    [
        ("到付的包裹我们仓库拒收", "customer"),
        ("运费我们只承担一半", "customer"),
        ("快递费您出一下，我们返红包", "brand"),
        ("快递小哥上门取，不花您一分钱", "brand"),
        ("没有运费险的话运费要自己出", "customer"),
    ],
)
def test_who_pays_in_the_end_is_read(reply: str, payer: str):
    assert said(reply) == {"return_shipping": payer}


def test_free_of_charge_beside_a_resend_says_nothing_of_a_return():
    assert said("补发不花您一分钱", "missing_item") == {}


def test_papers_that_are_kept_are_asked_for_only_where_they_are_handed_over():
    assert said("请保留病历") == {}
    assert said("请保留病历并发给我们") == {"evidence": "medical_report"}


@pytest.mark.parametrize(
    "reply",
    [
        "可以退的，只要没拆封就行",
        "能退。前提是没拆",
        "可以退，但必须没拆封",
        "退货前提是封膜完好",
        "可以退，如果没拆封的话",
    ],
)
def test_a_condition_that_is_said_last_limits_what_was_said_before(reply: str):
    assert conditions(reply) == [("return", "allowed", {"seal_broken": OneOf((False,))})]


@pytest.mark.parametrize(
    ("reply", "about", "expected"),
    [
        ("邮费您出我们才给退", "", {"return_shipping": "customer", "return": "allowed"}),
        ("可以退，不过没有运费险", "", {"return": "allowed"}),
        ("可以换，但是要补差价12元", "wrong_item", {"exchange": "allowed"}),
        ("要补差价的", "price_drop", {"refund": "partial"}),
        ("优惠券不退，实付金额全额退回", "cancel_order", {"refund": "full"}),
        ("只给优惠券不退货", "", {"compensation": "coupon", "return": "refused"}),
    ],
)
def test_a_payment_that_is_a_term_is_told_from_what_is_done_for_it(reply: str, about: str, expected: Mapping[str, str]):
    assert said(reply, about) == expected


@pytest.mark.parametrize(
    ("reply", "about", "expected"),
    [
        ("正确的明天寄给您", "wrong_item", {"resolve_within": "2d"}),
        ("明天寄给您", "price_drop", {}),
        ("发票将在确认收货后7天内开具", "invoice", {"invoice": "issued", "resolve_within": "7d"}),
        ("钱已经退了，银行入账约3-7天", "refund_progress", {}),
    ],
)
def test_a_time_of_sending_promises_where_it_is_owed(reply: str, about: str, expected: Mapping[str, str]):
    assert said(reply, about) == expected


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("要是快递弄丢了咱给你重发一份", {"resend": "yes"}),
        ("您反馈的漏发我们无法补发", {"resend": "no"}),
        ("我看到您要退货，方便问下原因嘛", {}),
        ("退款这块先不能给您承诺", {}),
        ("质量问题并不是只有7天内才能退的", {"return": "allowed"}),
        ("没有不给补的意思", {"resend": "yes"}),
        ("图片已经反馈给物流部门，您想补发还是退款呢？", {"escalate": "logistics_team"}),
    ],
)
def test_where_the_reply_turns_from_the_customer_to_us_it_states_again(reply: str, expected: Mapping[str, str]):
    assert said(reply) == expected


def test_a_case_told_to_two_sides_of_a_but_is_the_same_case():
    assert said("都半年了，按说是不退的，不过确实是质量问题，我给您退", "quality") == {"return": "allowed"}


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("上一位客户拆了，没给退", {}),
        ("有的店是要求开证明才给退的", {}),
        ("同事之前给另一位客人是到付的", {}),
        ("别的店不给退，我们给退", {"return": "allowed"}),
        ("您把差评删了我这边就给您退", {"return": "refused"}),
        ("投诉撤了就给您换货", {"exchange": "refused"}),
        ("不用改评价，照样给您退", {"return": "allowed"}),
        ("谢谢您的好评，质量问题可以退", {"return": "allowed"}),
        ("一般过了七天就不能退了，但您这个属于质量问题，可以给您退", {"return": "allowed"}),
        ("您放心，退货这一块没问题", {"return": "allowed"}),
    ],
)
def test_what_is_told_of_others_or_traded_promises_nothing_here(reply: str, expected: Mapping[str, str]):
    assert said(reply, "quality") == expected


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("质量问题七天内能退，您这个已经过了", ["allowed", "refused"]),
        ("七天内可以退，您这都十天了", ["allowed", "refused"]),
        ("七天内可以退，您这才三天", ["allowed"]),
        ("七天内可以退，您这都十天了吗？", ["allowed"]),
    ],
)
def test_a_case_that_lies_outside_a_window_is_refused_what_it_grants(reply: str, expected: list[str]):
    assert [claim.value for claim in reader().read(reply, "quality") if claim.outcome == "return"] == expected
