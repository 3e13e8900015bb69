"""Messages of cases as the report says them."""

from __future__ import annotations

import pytest

from evaluation.report.told import in_chinese

LABELS = {
    "issues": {"quality": "质量问题", "no_reason": "无理由"},
    "outcomes": {"return": "退货", "refund": "退款"},
    "values": {"return": {"allowed": "可退", "refused": "不可退"}},
    "channels": {"douyin": "抖音客服"},
}


@pytest.mark.parametrize(
    "message, said",
    [
        ("3 of 8 replies contradict", "8 条回复里 3 条与政策矛盾"),
        ("silent; wanted skin pigmented", "没有给建议，应为肤质 pigmented"),
        (
            "policy quality-return at 0.97 (high), near 「is a policy, not a skin」: issue quality, not no_reason; the right one "
            "stands at 2; wanted policy no_reason",
            "给了政策 quality-return（把握 0.97，高），像「is a policy, not a skin」: 情形认成「质量问题」，应为「无理由」；对的排在第 2；"
            "应为政策 no_reason",
        ),
        (
            "guide storage at 0.31 (low), near 「」; silence was right",
            "给了指南 storage（把握 0.31，低），像「」；本不该给建议",
        ),
        (
            "return is refused, not allowed; refund is not decided, not full",
            "退货是「不可退」，应为「可退」; 退款没有决定，应为「full」",
        ),
        (
            "写法变了，答案也变了: douyin 「能退吗」 policy/a | jd 「能退」 silent: return: allowed or open",
            "写法变了，答案也变了: douyin 「能退吗」 政策 a | jd 「能退」 没有建议: 退货：可退 与 待定",
        ),
        ("话术与决定不符（contradicts）: douyin: return: 可以退", "话术与决定不符（矛盾）: 抖音客服: return: 可以退"),
        ("", ""),
    ],
)
def test_a_message_is_said_in_chinese_and_what_was_quoted_stays(message: str, said: str):
    assert in_chinese(message, LABELS) == said
