"""What platforms put around a message is left out of its normal form, and spans still point into the text as sent."""

from __future__ import annotations

import pytest

from knowledge.reading.normal import normal_form


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("[订单编号:202611150300112233，金额:129.00]\n什么时候发", "什么时候发"),
        ("【订单号：1188 2200 3300】要退", "要退"),
        ("［商品：修护面霜 金额：98］想问下", "想问下"),
        ("订单3021120918273645011退款", "订单退款"),
        ("单号：SF1309876543210 不动了", "单号 不动了"),
        ("JD00123456789-1-1-退了吧", "-退了吧"),
        ("#E-s12亲 货呢#E-s03", "亲 货呢"),
        ("[图片][捂脸]漏了[OK]", "漏了"),
        ("/:087在吗", "在吗"),
        ("【淘宝】https://m.example.com/a?b=1 这款能退吗", "这款能退吗"),
        ("转发：昨天收的", "昨天收的"),
        ("小美 2026-11-20 14:03:22\n漏液了", "漏液了"),
        ("tb8829 (2026/11/20 9:15)：少一支", "少一支"),
        ("发件人：a@example.com\n主题：面霜过敏\n脸红了", "面霜过敏 脸红了"),
        ("过敏了\n发自我的iPhone", "过敏了"),
        ("@客服小张 在不在", "在不在"),
        ("[图片]", ""),
        # what looks like it and is not
        ("[烟酰胺]能用吗", "[烟酰胺]能用吗"),
        ("【重要】面霜过敏", "【重要】面霜过敏"),
        ("20261120收的", "20261120收的"),
        ("价格129.00元", "价格129.00元"),
        ("金额：98，退我", "金额:98,退我"),
        ("2026年11月20日签收", "2026年11月20日签收"),
        ("主要是过敏：脸红", "主要是过敏:脸红"),
        ("发货:还没发", "发货:还没发"),
        ("备案号国妆特字G20201234", "备案号国妆特字g20201234"),
    ],
)
def test_noise_is_left_out_of_the_normal_form(text: str, normal: str):
    assert normal_form(text).text == normal


@pytest.mark.parametrize(
    ("text", "words", "span"),
    [
        ("[图片]#E-s03漏液", "漏液", (10, 12)),
        ("订单3021120918273645退款", "退款", (18, 20)),
        ("订单3021120918273645退款", "订单退款", (0, 20)),
        ("小美 2026-11-20 14:03\n漏了", "漏了", (20, 22)),
    ],
)
def test_spans_point_into_the_text_as_sent(text: str, words: str, span: tuple[int, int]):
    normal = normal_form(text)
    start = normal.text.index(words)

    assert normal.span(start, start + len(words)) == span
