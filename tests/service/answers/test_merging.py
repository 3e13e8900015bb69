"""Several scripts as one reply."""

import pytest

from service.answers.merging import merged

SIGNED = {"品牌客户服务部"}


@pytest.mark.parametrize(
    ("replies", "whole"),
    [
        (
            ["您好，质量问题可以退。\n品牌客户服务部", "您好，电子发票可以开。\n品牌客户服务部"],
            "您好，质量问题可以退。\n电子发票可以开。\n品牌客户服务部",
        ),
        (
            [
                "非常抱歉，可以退。请发来订单号〔订单号〕。",
                "抱歉亲，赠品给您补。请发来订单号〔订单号〕。感谢您的理解。",
            ],
            "非常抱歉，可以退。请发来订单号〔订单号〕。\n赠品给您补。\n感谢您的理解。",
        ),
        (["可以退。", "好的，可以开。"], "可以退。\n好的，可以开。"),
        (["抱歉的是这次不能退。"], "抱歉的是这次不能退。"),
        (["可以退。", "您好"], "可以退。\n您好"),
        (["祝您生活愉快。"], "祝您生活愉快。"),
    ],
)
def test_there_is_one_greeting_one_closing_and_no_sentence_twice(replies: list[str], whole: str):
    assert merged(replies, SIGNED) == whole
