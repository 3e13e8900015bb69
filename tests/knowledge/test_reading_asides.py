import pytest

from knowledge.reading.asides import without_asides
from knowledge.reading.normal import normalise


@pytest.mark.parametrize(
    "text, left",
    [
        ("真的假的先不说，漏了一大半，包装太差了", "漏了一大半,包装太差了"),
        ("差价暂且不提。眼霜怎么长白毛了", "眼霜怎么长白毛了"),
        ("发票另说 先把货补来", "先把货补来"),
        ("物流慢先不管了，赠品呢？", "赠品呢"),
    ],
)
def test_what_is_left_aside_is_no_matter_of_the_message(text: str, left: str):
    assert without_asides(normalise(text)) == left


@pytest.mark.parametrize(
    "text", ["先不说了", "你们先不说清楚怎么退", "这事先不提，好", "不管怎么说都要退", "过敏了能退吗"]
)
def test_a_message_that_leaves_nothing_else_or_nothing_aside_stays_whole(text: str):
    assert without_asides(normalise(text)) == normalise(text)
