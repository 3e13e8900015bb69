"""Printed ingredient lists: where they are cut, what each name is, what the order tells, what to watch."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.pinyin import syllables
from knowledge.reading.ingredient_list.advice import (
    Banned,
    ForPregnancy,
    ForSkin,
    OverLimit,
    Together,
    asked,
    together,
    watches,
)
from knowledge.reading.ingredient_list.amounts import Amount, Mark, amounts
from knowledge.reading.ingredient_list.comparing import Common, Comparison, compare
from knowledge.reading.ingredient_list.known_names import Named
from knowledge.reading.ingredient_list.naming import Listed, Namer, Unknown
from knowledge.reading.ingredient_list.parting import read_list
from knowledge.reading.ingredient_list.sections import Section
from knowledge.reading.ingredient_list.splitting import split
from tests.knowledge.made import FACTS, base_of

SOURCE = [{"title": "x"}]


def ingredient(name: str, inci: str, aliases: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {"name": name, "inci": inci, "aliases": list(aliases), "say": {"default": name}, "sources": SOURCE, **more}


def limit(most: str, region: str = "CN") -> dict[str, str]:
    return {"max": most, "unit": "%", "cite": "规范", "region": region}


INGREDIENTS = {
    "water": ingredient("水", "Water", ("Aqua", "Eau")),
    "glycerin": ingredient("甘油", "Glycerin"),
    "butylene-glycol": ingredient("丁二醇", "Butylene Glycol", ("1,3-丁二醇",)),
    "propylene-glycol": ingredient("丙二醇", "Propylene Glycol"),
    "1-2-hexanediol": ingredient("1,2-己二醇", "1,2-Hexanediol"),
    "niacinamide": ingredient(
        "烟酰胺", "Niacinamide", ("菸鹼醯胺",), skins={"sensitive": "caution"}, pregnancy="fit", ask=["seal"]
    ),
    "sodium-hyaluronate": ingredient("透明质酸钠", "Sodium Hyaluronate", ("玻尿酸",)),
    "retinol": ingredient(
        "视黄醇",
        "Retinol",
        pregnancy="avoid",
        skins={"sensitive": "avoid"},
        ask=["seal"],
        pairs=[
            {"with": "salicylic-acid", "stance": "avoid", "why": "叠加易刺激"},
            {"with": "niacinamide", "stance": "fit", "why": "减轻干燥"},
        ],
    ),
    "retinal": ingredient("视黄醛", "Retinal"),
    "salicylic-acid": ingredient(
        "水杨酸", "Salicylic Acid", pregnancy="ask-doctor", limit=[limit("2"), limit("0.5"), limit("5", "EU")]
    ),
    "phenoxyethanol": ingredient("苯氧乙醇", "Phenoxyethanol", limit=limit("1")),
    "parfum": ingredient("香精", "Parfum", ("Fragrance",)),
    "adenosine": ingredient("腺苷", "Adenosine", effective={"from": "0.04", "to": "0.04"}),
    "titanium-dioxide": ingredient("二氧化钛", "Titanium Dioxide", ("CI 77891",)),
    "iron-oxides": ingredient("氧化铁类", "CI 77491", ("CI 77492", "CI 77499")),
    "caprylic-capric-triglyceride": ingredient("辛酸/癸酸甘油三酯", "Caprylic/Capric Triglyceride"),
    "sorbitol": ingredient("山梨（糖）醇", "Sorbitol"),
    "tocopherol": ingredient("生育酚（维生素E）", "Tocopherol"),
    "shea-butter": ingredient("牛油果树果脂", "Butyrospermum Parkii (Shea) Butter"),
    "methylparaben": ingredient("羟苯甲酯", "Methylparaben", limit=limit("0.4")),
    "tretinoin": ingredient("维A酸", "Tretinoin", banned={"because": "药品成分", "cite": "表1"}),
}
BASE = base_of({}, facts=FACTS, ingredients=INGREDIENTS, skins={
    "sensitive": {"name": "敏感肌", "advice": "少用", "say": {"default": "少用"}, "ingredients": {"parfum": "caution"}},
})  # fmt: skip
NAMER = Namer(BASE.ingredients, syllables)


def texts(text: str) -> list[str]:
    return [part.text for part in split(text)]


def ids(text: str) -> list[str | None]:
    return [one.id for one in read_list(NAMER, text)]


@pytest.mark.parametrize(
    "text, parts",
    [
        ("水、甘油，丁二醇；烟酰胺。", ["水", "甘油", "丁二醇", "烟酰胺"]),
        ("成分：水、1,2-己二醇、1, 3-丁二醇", ["水", "1,2-己二醇", "1, 3-丁二醇"]),
        ("水,甘油,1,2-己二醇", ["水", "甘油", "1,2-己二醇"]),
        ("PEG-8,1,2-Hexanediol,Polysorbate 20,1,2-Hexanediol", ["PEG-8", "1,2-Hexanediol", "Polysorbate 20", "1,2-Hexanediol"]),
        ("2-溴-2-硝基丙烷-1,3-二醇、C12-13 醇", ["2-溴-2-硝基丙烷-1,3-二醇", "C12-13 醇"]),
        ("N,N-二甲基甘氨酸,水", ["N,N-二甲基甘氨酸", "水"]),
        ("水\n甘油\n1,2-己二醇\n", ["水", "甘油", "1,2-己二醇"]),
        ("1. 水\n2. 甘油\n3. 1,3-丁二醇", ["水", "甘油", "1,3-丁二醇"]),
        ("【全成分】水、山梨（糖）醇", ["水", "山梨（糖）醇"]),
        ("Ingredients: Aqua, Alcohol Denat., Parfum.", ["Aqua", "Alcohol Denat.", "Parfum"]),
        ("GLYCERIN (AND) WATER", ["GLYCERIN", "WATER"]),
        ("复合物（水、甘油、积雪草提取物）、香精", ["复合物", "水", "甘油", "积雪草提取物", "香精"]),
        ("山梨（糖醇、甘油", ["山梨（糖醇", "甘油"]),
        ("水、77891、、 ，", ["水", "77891"]),
        ("", []),
    ],
)  # fmt: skip
def test_a_list_is_cut_as_it_is_printed(text: str, parts: list[str]):
    assert texts(text) == parts


def test_a_label_says_what_stands_apart_and_what_it_states():
    text = "成分：水、烟酰胺（5%）、0.3％视黄醇。其他微量成分：香精 (+/-): CI 77891, CI 77491"

    found = [(part.text, part.section, part.percent) for part in split(text)]

    assert found == [
        ("水", Section.MAIN, None),
        ("烟酰胺（5%）", Section.MAIN, 5.0),
        ("0.3％视黄醇", Section.MAIN, 0.3),
        ("香精", Section.TRACE, None),
        ("CI 77891", Section.MAY, None),
        ("CI 77491", Section.MAY, None),
    ]


@given(st.text(alphabet="水甘油,、/()（）12-% \nAa:：+±。;【】", max_size=60))
def test_every_span_is_the_text_as_sent_and_none_overlap(text: str):
    listed = read_list(NAMER, text)

    assert all(text[one.part.start : one.part.end] == one.part.text for one in listed)
    spans = [(one.part.start, one.part.end) for one in listed]
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@pytest.mark.parametrize(
    "printed, key",
    [
        ("水/AQUA/EAU", "water"),
        ("辛酸/癸酸甘油三酯", "caprylic-capric-triglyceride"),
        ("山梨（糖）醇", "sorbitol"),
        ("山梨糖醇", "sorbitol"),
        ("维生素E", "tocopherol"),
        ("牛油果树（BUTYROSPERMUM PARKII）果脂", "shea-butter"),
        ("Butyrospermum Parkii Butter", "shea-butter"),
        ("CI77891（二氧化钛）", "titanium-dioxide"),
        ("77491", "iron-oxides"),
        ("透 明 质 酸 钠", "sodium-hyaluronate"),
        ("透明質酸鈉", "sodium-hyaluronate"),
        ("菸鹼醯胺", "niacinamide"),
        ("Sodium Hya-\nluronate", "sodium-hyaluronate"),
        ("丁二\n醇", "butylene-glycol"),
        ("防腐剂：苯氧乙醇", "phenoxyethanol"),
        ("PARFUM (FRAGRANCE)", "parfum"),
    ],
)
def test_a_name_is_known_however_it_is_printed(printed: str, key: str):
    naming = NAMER.name(printed)

    assert isinstance(naming, Named)
    assert (naming.id, naming.how, naming.certainty) == (key, "exact", 1.0)


@pytest.mark.parametrize(
    "printed, key, how, certainty",
    [
        ("烟酞胺", "niacinamide", "look", 0.92),
        ("透明质酸纳", "sodium-hyaluronate", "look", 0.92),
        ("甘汕", "glycerin", "look", 0.92),
        ("Phenoxyethano1", "phenoxyethanol", "look", 0.92),
        ("CI 7789l", "titanium-dioxide", "look", 0.92),
        ("炳二醇", "propylene-glycol", "sound", 0.85),
        ("烟配胺", "niacinamide", "near", 0.78),
        ("保湿复合物（甘油）", "glycerin", "exact", 0.95),
    ],
)
def test_a_misread_name_is_known_with_less_certainty(printed: str, key: str, how: str, certainty: float):
    naming = NAMER.name(printed)

    assert isinstance(naming, Named)
    assert (naming.id, naming.how, naming.certainty) == (key, how, certainty)


@pytest.mark.parametrize(
    "printed",
    ["乙二醇", "戊二醇", "甲基丙二醇", "羟苯乙酯", "Ethylparaben", "水杨酸钠", "视黄酸", "烟酸", "Retinyl", "二氧化硅"],
)
def test_another_substance_of_nearly_the_same_name_stays_unknown(printed: str):
    naming = NAMER.name(printed)

    assert isinstance(naming, Unknown)
    assert naming.nearest is None or naming.nearest.certainty < 0.6


def test_an_unknown_dye_is_known_to_be_one():
    assert NAMER.name("CI 16035") == Unknown(None, "CI 16035")


@pytest.mark.parametrize(
    "text, found",
    [
        ("水/甘油/烟酰胺/辛酸/癸酸甘油三酯", ["water", "glycerin", "niacinamide", "caprylic-capric-triglyceride"]),
        ("水/AQUA、甘油/GLYCERIN", ["water", "glycerin"]),
        ("水／甘油／丁二醇", ["water", "glycerin", "butylene-glycol"]),
        ("AQUA GLYCERIN NIACINAMIDE", ["water", "glycerin", "niacinamide"]),
        ("水 甘油 某某提取物 烟酰胺", ["water", "glycerin", None, "niacinamide"]),
        ("水、甘油\n苯氧乙醇、香精", ["water", "glycerin", "phenoxyethanol", "parfum"]),
        ("CI 77491/CI 77492/CI 77499", ["iron-oxides"]),
    ],
)
def test_slashes_and_spaces_separate_only_what_they_must(text: str, found: list[str | None]):
    assert ids(text) == found


def test_the_order_gives_upper_bounds_and_ends_at_the_first_ingredient_of_one_per_cent():
    listed = read_list(NAMER, "水、甘油、烟酰胺 5%、水杨酸、丁二醇、苯氧乙醇、香精。其他微量成分：羟苯甲酯")

    found = amounts(listed, BASE.ingredients)

    assert found.mark == Mark(5, "phenoxyethanol", 1.0, "limit", "规范")
    assert found.each == (
        Amount("descending", 1, 5.0, 100.0),
        Amount("descending", 2, 5.0, 50.0),
        Amount("descending", 3, 5.0, 5.0),
        Amount("descending", 4, None, 2.0),
        Amount("descending", 5, None, 2.0),
        Amount("free", 6, None, 1.0),
        Amount("free", 7, None, 1.0),
        Amount("trace", None, None, 0.1),
    )


def test_what_leads_a_list_marks_nothing_and_practice_marks_where_no_limit_does():
    assert amounts(read_list(NAMER, "苯氧乙醇、水"), BASE.ingredients).mark is None
    assert amounts(read_list(NAMER, "水、腺苷、苯氧乙醇"), BASE.ingredients).mark == Mark(
        1, "adenosine", 0.04, "practice", ""
    )


def test_bans_limits_pregnancy_and_the_skin_are_watched_in_this_order():
    listed = read_list(NAMER, "水、烟酰胺、水杨酸 3%、视黄醇、维A酸、香精")

    found = watches(BASE, listed, "sensitive", None)

    limits = BASE.ingredients["salicylic-acid"].limit[:2]
    assert found == (
        Banned("tretinoin", "药品成分", "表1"),
        OverLimit("salicylic-acid", 3.0, limits, True),
        ForPregnancy("retinol", "avoid"),
        ForPregnancy("salicylic-acid", "ask-doctor"),
        ForSkin("retinol", "avoid"),
        ForSkin("niacinamide", "caution"),
        ForSkin("parfum", "caution"),
    )
    assert watches(BASE, read_list(NAMER, "视黄醇"), None, False) == ()


def test_pairs_of_the_list_are_told_from_either_side_and_the_worst_first():
    listed = read_list(NAMER, "烟酰胺、水杨酸、视黄醇、视黄醇")

    assert together(BASE, listed) == (
        Together(("salicylic-acid", "retinol"), "avoid", "叠加易刺激"),
        Together(("niacinamide", "retinol"), "fit", "减轻干燥"),
    )


def test_what_the_advice_depends_on_is_asked_unless_it_is_known():
    listed = read_list(NAMER, "视黄醇")

    assert asked(BASE, listed, {}) == ("seal",)
    assert asked(BASE, listed, {"seal": True}) == ()


def test_two_lists_are_compared_by_ingredient_and_more_is_said_only_where_it_follows():
    here, there = (
        read_list(NAMER, "水、烟酰胺 5%、某某提取物、香精"),
        read_list(NAMER, "Aqua, Glycerin, Parfum, 某某提取物, Niacinamide 2%"),
    )

    found = compare(here, there, *(amounts(one, BASE.ingredients).each for one in (here, there)))

    assert found == Comparison(
        (Common(0, 0, None, False), Common(1, 4, "here", True), Common(2, 3, None, False), Common(3, 2, None, False)),
        (),
        (1,),
    )


def test_a_rank_before_and_one_after_the_mark_only_point_to_more():
    here, there = read_list(NAMER, "水、烟酰胺、苯氧乙醇"), read_list(NAMER, "水、苯氧乙醇、烟酰胺")

    found = compare(here, there, *(amounts(one, BASE.ingredients).each for one in (here, there)))

    assert found.common[1] == Common(1, 2, "here", False)


def test_a_long_hostile_text_is_read_in_time():
    for text in ("(" * 8000, "水/" * 4000, "1,2," * 2000, "(、" * 4000, "水 " * 4000, "\n" * 8000, "成分" * 4000):
        listed: tuple[Listed, ...] = read_list(NAMER, text)
        assert all(text[one.part.start : one.part.end] == one.part.text for one in listed)
