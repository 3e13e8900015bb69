"""Full lists as labels print them, read with the embedded base, the regulator's tables and the names on labels."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from indexer.pinyin import syllables
from knowledge.loading.load import load
from knowledge.model.base import Base
from knowledge.official.keys import keys_of
from knowledge.official.register import register
from knowledge.reading.ingredient_list.known_names import CERTAINTY, Named, Official
from knowledge.reading.ingredient_list.labels import labels
from knowledge.reading.ingredient_list.naming import Listed, Namer, Naming, Unknown
from knowledge.reading.ingredient_list.parting import read_list
from knowledge.reading.ingredient_list.sounding import Sounds
from knowledge.reading.ingredient_list.spelling import key_of
from service.settings import EMBEDDED_BASE

LISTS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "ingredient_lists.yaml").read_text("utf-8"),
)
FOREIGN = re.compile("[\u3040-\u30ff\uac00-\ud7af]")


@cache
def base() -> Base:
    return load(EMBEDDED_BASE, today=date(2026, 11, 30)).require()


@cache
def namer() -> Namer:
    return Namer(base().ingredients, syllables, register(), labels())


def spellings(*names: str) -> set[str]:
    return {key for name in names for one in (name, *labels().same.get(key_of(name), ())) for key in keys_of(one)}


def meant(naming: Naming) -> set[str]:
    match naming:
        case Named(id=key):
            return spellings(base().ingredients[key].inci, base().ingredients[key].name)
        case Official(substance=substance):
            return spellings(substance.inci or substance.name, substance.name)
        case _:
            return set()


def named(text: str, incis: list[str | None]) -> list[str | None]:
    """Return the INCI name expected at each place where the part means it, and what it means instead elsewhere."""
    found: list[str | None] = []
    for at, one in enumerate(read_list(namer(), text)):
        wanted = incis[at] if at < len(incis) else None
        there = meant(one.naming)
        found.append(wanted if wanted is not None and there & spellings(wanted) else min(there, default=None))
    return found


def score(listed: tuple[Listed, ...], names: list[str]) -> Counter[str]:
    """Count the names that are right in their order, missed, and taken for something else."""
    rest = [one.naming for one in listed]
    counts: Counter[str] = Counter(names=len(names))
    for name in names:
        wanted = spellings(name.removeprefix("?"))
        at = next((at for at, naming in enumerate(rest) if meant(naming) & wanted), None)
        if at is None:
            counts["missed"] += 1
            continue
        naming = rest.pop(at)
        assert isinstance(naming, Named | Official)
        counts["sure" if naming.certainty >= CERTAINTY["look"] else "unsure"] += 1
    counts["wrong"] += sum(not isinstance(naming, Unknown) for naming in rest)
    counts["unknown"] += sum(isinstance(naming, Unknown) for naming in rest)
    return counts


def test_of_the_names_on_full_lists_none_is_wrong_few_are_missed_and_nearly_all_are_known():
    total: Counter[str] = Counter()
    for one in LISTS:
        total += score(read_list(namer(), one["text"]), one["names"])

    # names:422 right:422 missed:0 wrong:0 | lists:22, written with the table of label names at hand
    assert total["names"] >= 400
    assert total["wrong"] == 0
    assert total["missed"] < 0.03 * total["names"]
    assert total["sure"] >= 0.95 * total["names"]
    assert total["unknown"] <= 0.02 * total["names"]


@pytest.mark.parametrize("one", LISTS, ids=[one["kind"] for one in LISTS])
def test_every_list_is_read_in_the_order_in_which_it_is_printed(one: dict[str, Any]):
    found = [meant(part.naming) for part in read_list(namer(), one["text"])]

    assert [
        bool(there & spellings(name.removeprefix("?"))) for there, name in zip(found, one["names"], strict=True)
    ] == [True] * len(one["names"])


@pytest.mark.parametrize(
    "text, incis",
    [
        ("蓖麻油/IPDI 共聚物", ["Castor Oil/IPDI Copolymer"]),
        ("甘油/某某酸共聚物", [None]),
        ("水/甘油/烟酰胺/丙烯酸（酯）类共聚物", ["Water", "Glycerin", "Niacinamide", "Acrylates Copolymer"]),
        ("卵磷脂、大豆卵磷脂", ["Lecithin", "Soybean Lecithin"]),
        ("苯甲酸、山梨酸、透明质酸", ["Benzoic Acid", "Sorbic Acid", "Hyaluronic Acid"]),
        ("积雪草苷、胶原、环聚二甲基硅氧烷", ["Asiaticoside", "Collagen", "Cyclomethicone"]),
        ("水 WATER、甘油 GLYCERIN、烟酰胺 NIACINAMIDE", ["Water", "Glycerin", "Niacinamide"]),
        ("水WATER、甘油GLYCERIN", ["Water", "Glycerin"]),
        ("WATER 水, GLYCERIN 甘油", ["Water", "Glycerin"]),
        ("AQUA / WATER / EAU • GLYCERIN • NIACINAMIDE", ["Water", "Glycerin", "Niacinamide"]),
        ("Aqua (Water), Parfum (Fragrance)", ["Water", "Parfum"]),
        ("成分：l,2-己二醇、甘油", ["1,2-Hexanediol", "Glycerin"]),
        ("Linalool**. *from organic farming", ["Linalool"]),
        ("정제수, 글리세린, 나이아신아마이드", ["Water", "Glycerin", "Niacinamide"]),
        ("水、グリセリン、エタノール、フェノキシエタノール", ["Water", "Glycerin", "Alcohol", "Phenoxyethanol"]),
        ("水、甘油、苯氧乙醇。\n产品功效：保湿\n使用方法：取适量", ["Water", "Glycerin", "Phenoxyethanol"]),
        ("尿囊素\n* **全成分列表**:\n水", ["Allantoin", "Water"]),
        ("Ingredients: Water, Glycerin. Directions: apply to skin. Warnings: avoid eyes", ["Water", "Glycerin"]),
        ("净含量：50ml\n成分：水、甘油", ["Water", "Glycerin"]),
        ("云朵面霜 50g\n成分：水、甘油", ["Water", "Glycerin"]),
        ("水、甘油。不含酒精、香精", ["Water", "Glycerin"]),
        ("水â€¢甘油", ["Water", "Glycerin"]),
        ("水、甘油".encode().decode("latin-1"), ["Water", "Glycerin"]),
        ("Aqua&nbsp;&bull;&nbsp;Glycerin<br>Niacinamide", ["Water", "Glycerin", "Niacinamide"]),
        ("序号\t成分\t含量\n1\t水\t80%\n2\t甘油\t5%", ["Water", "Glycerin"]),
        ("| 成分 | INCI |\n|---|---|\n| 水 | WATER |\n| 甘油 | GLYCERIN |", ["Water", "Glycerin"]),
        ("红 4 (CI 14700)", ["CI 14700"]),
        ("果酸、神经酰胺", [None, None]),
        ("水、甘�油、丙□醇", ["Water", None, None]),
    ],
)
def test_a_kind_of_label_is_read_as_what_it_says(text: str, incis: list[str | None]):
    assert named(text, incis) == incis


@pytest.mark.parametrize("separator", ["、", "，", "\n", " • "], ids=["、", "，", "lines", "bullets"])
def test_names_of_the_register_printed_in_lists_are_read_back(separator: str):
    known, dice = register(), Random(5)
    names = [known.at(at).name for at in dice.sample(range(8900), 1000)]
    names = [name for name in names if not re.search("[,，](?!\\d)", name)]  # a group: 苯汞的盐类,包括硼酸苯汞

    found: set[str] = set()
    for at in range(0, len(names), 25):
        listed = read_list(namer(), "成分：" + separator.join(names[at : at + 25]))
        found |= set().union(*(meant(one.naming) for one in listed))

    lost = [name for name in names if not spellings(name) & found]
    assert len(lost) <= 0.005 * len(names), lost


@pytest.mark.parametrize(
    "printed",
    ["(Epoxypropyl)benzene", "(2-Butylpent-4-enoyl)urea", "PEG-12ジメチルエーテル", "Bambusa Vulgaris Sap Extract"],
)
def test_a_name_that_is_not_known_is_taken_for_no_other(printed: str):
    assert isinstance(namer().name(printed), Unknown)


@pytest.mark.parametrize(
    "printed, inci",
    [
        ("레티놀", "Retinol"),
        ("레티날", "Retinal"),
        ("소듐글루코네이트", "Sodium Gluconate"),
        ("テトラデセン", "Tetradecene"),
        ("ジステアリン酸PEG-150", "PEG-150 Distearate"),
        ("PEG/PPG-19/19ジメチコン", "PEG/PPG-19/19 Dimethicone"),
        ("ローズマリー葉エキス", "Rosmarinus Officinalis Leaf Extract"),
        ("동백나무씨오일", "Camellia Japonica Seed Oil"),
    ],
)
def test_a_foreign_name_outside_the_table_is_found_by_sound_or_by_plant_and_part(printed: str, inci: str):
    assert meant(namer().name(printed)) & spellings(inci)


def test_what_kana_and_hangul_spell_out_is_seldom_taken_for_another_substance():
    """The table's own names are the check: of those that sound like some INCI name, nearly all sound like theirs."""
    known = register()
    sounds = Sounds(known.incis())
    counts: Counter[str] = Counter()
    for row in _rows("label_names.csv"):
        if "{n}" in row["inci"]:
            continue
        wanted = {known.row(key_of(inci)) for inci in (row["inci"], *row["also"].split("|")) if inci}
        for name in filter(FOREIGN.search, (*row["ja"].split("|"), *row["ko"].split("|"))):
            rows = sounds.rows(key_of(name))
            counts["silent" if not rows else "right" if rows[0] in wanted else "wrong"] += 1

    # right:760 wrong:1 silent:726 | names:1487 of the table
    assert counts["right"] > 700
    assert counts["wrong"] <= 0.005 * counts["right"]


def test_every_row_of_the_label_names_stands_in_the_base_or_in_the_register():
    incis = {key_of(one.inci) for one in base().ingredients.values()}

    lost = [row["inci"] for row in _rows("label_names.csv") if not _stands(row["inci"], incis)]

    assert lost == []


@pytest.mark.parametrize(
    "name, role",
    [
        ("迷迭香（ROSMARINUS OFFICINALIS）叶提取物", "皮肤调理"),
        ("苯乙烯/丙烯酸（酯）类共聚物", "增稠、成膜"),
        ("月桂醇聚醚-4", "乳化"),
        ("可可（THEOBROMA CACAO）籽脂", "润肤或赋香"),
        ("α-异甲基紫罗兰酮", ""),
    ],
)
def test_a_name_that_the_table_says_nothing_of_lets_its_role_be_expected(name: str, role: str):
    assert labels().likely_role(name) == role


def test_at_least_two_hundred_ingredients_have_japanese_and_korean_names():
    rows = list(_rows("label_names.csv"))

    assert sum(bool(row["ja"] and row["ko"]) for row in rows) >= 400


def test_the_keys_of_the_register_are_what_names_are_looked_up_by():
    known = register()

    for at in range(0, 8900, 89):
        substance = known.at(at)
        found = known.find(keys_of(substance.name)[0])
        assert found is not None
        assert found.name == substance.name


def _stands(inci: str, incis: set[str]) -> bool:
    numbers = range(1, 200) if "{n}" in inci else [0]
    keys = [key_of(inci.format(n=number)) for number in numbers]
    return any(key in incis or register().row(key) is not None for key in keys)


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("knowledge.reading.ingredient_list") / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize(
    "text, inci",
    [
        ("青刺果（PRINSEPIA UTILIS）油", "Prinsepia Utilis Oil"),
        ("Copernicia Cerifera Cera", "Copernicia Cerifera (Carnauba) Wax"),
        ("Yeast Extract\\Faex\\Extrait De Levure", "Yeast Extract"),
        ("黄4", "CI 19140"),
        ("トリイソステアリン酸ジグリセリル", "Polyglyceryl-2 Triisostearate"),
        ("사탕수수추출물", "Saccharum Officinarum Extract"),
    ],
)
def test_local_latin_and_older_names_of_a_substance_are_known(text: str, inci: str):
    assert named(text, [inci]) == [inci]


def test_sea_salt_is_not_taken_for_sodium_chloride():
    assert named("Maris Sal", ["Sea Salt"]) == ["Sea Salt"]
