"""The register of the regulator's tables: what a substance's standing is, and from which day."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.official.register import Standing, register
from knowledge.reading.ingredient_list.spelling import key_of

TODAY, LATER = date(2026, 11, 30), date(2028, 1, 1)


def held(name: str, on: date) -> list[tuple[str, str]]:
    substance = register().find(key_of(name))
    assert substance is not None
    return [(one.kind, one.limit) for one in substance.standings if one.holds(on)]


@pytest.mark.parametrize(
    "name, today, later",
    [
        ("苯甲酸", [("restricted", "总量 2.5%（以酸计）"), ("preservative", "总量 0.5%（以酸计）")], None),
        ("甲基异噻唑啉酮", [("preservative", "0.01%")], [("preservative", "0.0015%")]),
        ("4-甲基苄亚基樟脑", [("uv_filter", "4%")], [("banned", "")]),
        ("氢醌", [("banned", "")], None),
        ("CI 77891", [("colourant", "")], None),
        ("对苯二胺", [("hair_dye", "氧化型 2%")], None),
        ("卵磷脂", [], None),
    ],
)
def test_a_substance_stands_as_the_tables_of_the_day_say(
    name: str, today: list[tuple[str, str]], later: list[tuple[str, str]] | None
):
    assert held(name, TODAY) == today
    assert held(name, LATER) == (today if later is None else later)


def test_petrolatum_is_restricted_by_a_condition_and_not_banned():
    substance = register().find(key_of("Petrolatum"))

    assert substance is not None
    assert substance.standings == (
        Standing(
            "restricted",
            "",
            "除非清楚全部精炼过程并且能够证明所获得的物质不是致癌物",
            "化妆品安全技术规范（2015年版） 表1 序号1018",
        ),
    )


def test_a_name_is_found_in_chinese_in_latin_and_without_its_brackets():
    known = register()
    names = ("油橄榄（OLEA EUROPAEA）果油", "Olea Europaea (Olive) Fruit Oil", "Olea Europaea Fruit Oil", "油橄榄果油")

    assert len({known.row(key_of(name)) for name in names}) == 1
    assert known.row(key_of("橄榄油")) is None
