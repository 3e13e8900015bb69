"""Misses as each language says them."""

from __future__ import annotations

import pytest

from evaluation.misses import (
    AgainstSuite,
    AnswerSide,
    Contradicting,
    Difference,
    Disagreeing,
    FirstOffer,
    Miss,
    NotOpen,
    NotSilent,
    Silent,
    Wanted,
    WithoutWords,
    WrongAtBound,
    WrongEntry,
    WrongFirst,
    WrongIssue,
    WrongKind,
    WrongValue,
    WrongWording,
    english,
)
from evaluation.report.misses import chinese

LABELS = {
    "issues": {"quality": "质量问题", "no_reason": "无理由"},
    "outcomes": {"return": "退货", "refund": "退款"},
    "values": {"return": {"allowed": "可退", "refused": "不可退"}},
    "channels": {"douyin": "抖音客服"},
    "facts": {"days": "签收天数"},
}
QUOTED = FirstOffer("policy", "quality-return", 0.97, "high", "is a policy, not a skin")
STORAGE = FirstOffer("guide", "storage", 0.31, "low", "")


@pytest.mark.parametrize(
    "miss, in_english, in_chinese",
    [
        (Contradicting(3, 8), "3 of 8 replies contradict", "8 条回复里 3 条与政策矛盾"),
        (
            Silent((Wanted("skin", "pigmented"),)),
            "silent; wanted skin pigmented",
            "没有给建议，应为肤质 pigmented",
        ),
        (
            WrongFirst(QUOTED, (WrongIssue("quality", "no_reason"),), 2, (Wanted("policy", "no_reason"),)),
            "policy quality-return at 0.97 (high), near 「is a policy, not a skin」: issue quality, not no_reason; "
            "the right one stands at 2; wanted policy no_reason",
            "给了政策 quality-return（把握 0.97，高），像「is a policy, not a skin」：情形认成「质量问题」，应为「无理由」；"
            "对的排在第 2；应为政策 no_reason",
        ),
        (
            NotSilent(STORAGE),
            "guide storage at 0.31 (low), near 「」; silence was right",
            "给了指南 storage（把握 0.31，低），像「」；本不该给建议",
        ),
        (
            WrongFirst(
                QUOTED,
                (
                    WrongValue("return", "refused", "allowed"),
                    WrongValue("refund", None, "full"),
                    NotOpen("return"),
                    WrongKind("guide", "skin"),
                    WrongEntry("skin", ("dry", "oily")),
                    WithoutWords(("冷藏",)),
                ),
                None,
                (),
            ),
            "policy quality-return at 0.97 (high), near 「is a policy, not a skin」: return is refused, not allowed; "
            "refund is not decided, not full; return is decided, though it should be open; a guide, not a skin; "
            "another skin than dry or oily; a guide without 冷藏; wanted ",
            "给了政策 quality-return（把握 0.97，高），像「is a policy, not a skin」：退货是「不可退」，应为「可退」；"
            "退款没有决定，应为「full」；退货已决定，本应待定；是指南，不是肤质；肤质不对，应为 dry 或 oily；指南里没有：冷藏；应为",
        ),
        (
            Disagreeing(
                "spelling",
                AnswerSide("douyin", "能退吗", ("policy", "a")),
                AnswerSide("jd", "能退", None),
                (Difference("return", "allowed", "open"),),
            ),
            "another spelling, another answer: douyin 「能退吗」 policy/a | jd 「能退」 silent: return: allowed or open",
            "写法变了，答案也变了：抖音客服 「能退吗」 政策 a | jd 「能退」 没有建议：退货：可退 与 待定",
        ),
        (
            WrongWording("contradicts", "douyin", ("return",), "可以退"),
            "wording contradicts: douyin: return: 可以退",
            "话术与决定不符（矛盾）：抖音客服：退货：可以退",
        ),
        (
            WrongAtBound("days", "7", "8", (WrongValue("return", "allowed", "refused"),)),
            "days 7 → 8: return is allowed, not refused",
            "签收天数 7 → 8：退货是「可退」，应为「不可退」",
        ),
        (AgainstSuite(("return", "refund")), "wrong in return, refund", "不对的：退货、退款"),
    ],
)
def test_a_miss_is_said_once_in_each_language(miss: Miss, in_english: str, in_chinese: str):
    assert (english(miss), chinese(miss, LABELS)) == (in_english, in_chinese)
