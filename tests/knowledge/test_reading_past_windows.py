"""That a window is over, told without its first day, is a lower bound; a question whether it is, or its denial, is none."""

from datetime import date

import pytest

from knowledge.reading.facts.reader import FactReader
from tests.embedded import embedded_base

TODAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def reader() -> FactReader:
    return FactReader.of(embedded_base())


@pytest.mark.parametrize(
    "text",
    [
        "系统提示过了退货期",
        "退货时间过了",
        "早就过了退换期，还有办法吗",
        "你们七天无理由期限早过了吧",
        "超过7天了能退吗",
        "过了七天还能退不",
        "七天都过了还能退吗",
    ],
)
def test_a_window_that_is_over_tells_the_least_of_the_days(reader: FactReader, text: str) -> None:
    read = reader.read(text, TODAY)
    assert "days_since_receipt" not in read.facts
    assert read.at_least["days_since_receipt"].value == 8


@pytest.mark.parametrize(
    "text",
    [
        "没过退货期",
        "退货时间还没过呢",
        "快过退货期了",
        "退货期过了没",
        "还没超过七天，想退",
        "退货期是几天",
        "用了三十天了",
    ],
)
def test_a_window_that_is_not_over_tells_no_eight_days(reader: FactReader, text: str) -> None:
    found = reader.read(text, TODAY).at_least.get("days_since_receipt")
    assert found is None or found.value == 29  # 用了三十天: what is used so long was received before


def test_days_that_are_told_stand(reader: FactReader) -> None:
    read = reader.read("前天签收的，系统说过了退货期", TODAY)
    assert read.facts["days_since_receipt"].value == 2
    assert "days_since_receipt" not in read.at_least
