"""The base against law texts and tables: what they do not bear out is told, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evaluation.facts import laws, tables
from evaluation.facts.laws import Cited
from knowledge.loading.yaml_tree import YamlMapping, YamlPlace
from knowledge.model.base import Base, EntryOrigin
from tests.knowledge.made import base_of

LAWS = {
    "消费者权益保护法": "第二十四条 质量……第二十五条 网络……",
    "消费者权益保护法实施条例": "第七条 安全……",
    "最高人民法院关于审理网络消费纠纷案件适用法律若干问题的规定（一）": "第一条 ……",
    "侵权责任编": "第一千一百七十九条 ……",
    "七日无理由退货暂行办法": "第八条……第九条……第十条……第十一条……",
}


@pytest.mark.parametrize(
    "title, law",
    [
        ("中华人民共和国消费者权益保护法（2013年修正）", "消费者权益保护法"),
        ("消费者权益保护法实施条例", "消费者权益保护法实施条例"),
        ("最高人民法院网络消费纠纷规定（一）", "最高人民法院关于审理网络消费纠纷案件适用法律若干问题的规定（一）"),
        ("中华人民共和国民法典 侵权责任编", "侵权责任编"),
        ("电子商务法", None),
        ("规定", None),
    ],
)
def test_a_law_is_found_by_its_title_however_it_is_shortened(title: str, law: str | None):
    assert laws.find(title, LAWS) == law


@pytest.mark.parametrize(
    "title, cite, told",
    [
        ("", "消费者权益保护法 第二十四条", []),
        ("", "消费者权益保护法 第二十四条；消费者权益保护法实施条例 第七条第二款", []),
        ("消费者权益保护法（2013年修正）", "第二十四、二十五条", []),
        ("", "七日无理由退货暂行办法 第八至十一条", []),
        ("", "消费者权益保护法 第二百四条", ["here: 消费者权益保护法 has no 第二百四条; correct the article"]),
        (
            "七日无理由退货暂行办法",
            "第七至九条",
            ["here: 七日无理由退货暂行办法 has no 第七条; correct the article"],
        ),
        (
            "电子商务法",
            "第二十条",
            ["here: there is no text of '电子商务法'; mark it `verified: false`, or add the text"],
        ),
        ("护肤通行做法", "行业通行做法", []),
    ],
)
def test_every_article_that_is_cited_exists(title: str, cite: str, told: list[str]):
    assert list(laws.faults([Cited("here", title, cite, True)], LAWS)) == told


def test_what_is_marked_unverified_is_not_held_against_the_texts():
    assert list(laws.faults([Cited("here", "电子商务法", "第二十条", False)], LAWS)) == []


def test_every_citation_of_an_entry_is_held_against_them():
    guide = {
        "title": "g",
        "say": {"default": "g"},
        "sources": [{"title": "甲法", "cite": "第一条", "verified": "false"}],
    }

    found = list(laws.citations(_placed(base_of({}, guides={"x": guide}), "guides")))

    assert found == [Cited("f.yaml:1:1: x", "甲法", "第一条", False)]


def ingredient(**more: Any) -> Mapping[str, Any]:
    return {"name": "苯氧乙醇", "inci": "Phenoxyethanol", "say": {"default": "x"}, "sources": [{"title": "x"}], **more}


def held(entry: Mapping[str, Any], folder: Path) -> list[str]:
    (folder / "eu-annexes").mkdir(exist_ok=True)
    files = {
        "table1_banned_1.csv": "seq,name_zh,name_en,remark,syn_zh,name_en_clean\n34,氢醌,Hydroquinone,,,\n",
        "table2_banned_plants_1.csv": "seq,name_zh\n",
        "table3_restricted_1.csv": "seq,name_zh,inci,max_conc,scope,remark\n",
        "table4_preservatives_1.csv": "seq,name_zh,inci,max_conc,scope_and_limits,remark\n37,苯氧乙醇,Phenoxyethanol,1%,,\n38,别的,Other,0.3%,,\n"
        "39,丙酸甲,Third,0.1%,禁用于喷雾产品；三岁以下儿童禁用,\n",
        "table5_sunscreens_1.csv": "seq,name_zh,inci,max_conc,remark\n",
        "table6_colourants_1.csv": "seq,name_zh\n",
        "iecic_I_1.csv": "seq,name_zh,inci\n1,苯氧乙醇,PHENOXYETHANOL\n2,别的,OTHER\n",
        "eu-annexes/annex_III.csv": "",
        "eu-annexes/annex_IV.csv": "",
        "eu-annexes/annex_V.csv": '29,Phenoxyethanol,PHENOXYETHANOL,,,,"1,0 %",\n',
        "eu-annexes/annex_VI.csv": "",
    }
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    found = tables.faults(_placed(base_of({}, ingredients={"x": entry}), "ingredients"), tables.Tables(folder))
    return [fault.split(": ", 2)[2] for fault in found]


def _placed(base: Base, kind: str) -> Base:
    section = YamlMapping(YamlPlace(1, 1))
    section["x"] = YamlMapping(YamlPlace(1, 1))
    section.places["x"] = YamlPlace(1, 1)
    return replace(base, origins={(kind, "x"): EntryOrigin("f.yaml", section)})


def limit(most: str, cite: str, **more: str) -> dict[str, str]:
    return {"max": most, "unit": "%", "cite": cite, **more}


@pytest.mark.parametrize(
    "entry, told",
    [
        (ingredient(limit=[limit("1", "表4 序号37"), limit("1", "EU Annex V/29", region="EU")]), []),
        (ingredient(limit=limit("2", "表4 序号37")), ["the limit 2% does not stand in 表4 序号37: 1%"]),
        (
            ingredient(limit=[limit("1", "表4 序号37"), limit("0.3", "表4 序号38")]),
            ["表4 序号38 is 别的, not 苯氧乙醇"],
        ),
        (
            ingredient(),
            ["表4 序号37 limits it to '1%', and the base has no such limit"],
        ),
        (
            ingredient(limit=[limit("1", "表4 序号37"), limit("2", "EU Annex V/29", region="EU")]),
            ["the limit 2% does not stand in EU Annex V/29"],
        ),
        (
            ingredient(limit=limit("1", "表4 序号37"), sources=[{"title": "目录", "cite": "序号 2"}]),
            ["目录 序号 2 is 别的, not 苯氧乙醇"],
        ),
        (
            {**ingredient(), "name": "氢醌", "inci": "Hydroquinone"},
            ["表1 序号34 bans 氢醌, and the base neither says so nor cites the row"],
        ),
        (
            {**ingredient(limit=limit("0.1", "表4 序号39", **{"for": "喷雾禁用"})), "name": "丙酸甲", "inci": "Third"},
            ["表4 序号39 says '三岁以下', and no limit that cites it does"],
        ),
        (
            {**ingredient(banned={"because": "药品", "cite": "表1 序号34"}), "name": "氢醌", "inci": "Hydroquinone"},
            [],
        ),
        (
            {**ingredient(banned={"because": "药品", "cite": "表1 序号9"}), "name": "氢醌", "inci": "Hydroquinone"},
            ["表1 序号9 does not name 氢醌"],
        ),
    ],
)
def test_figures_bans_and_numbers_stand_in_the_tables(entry: Mapping[str, Any], told: list[str], tmp_path: Path):
    found = held(entry, tmp_path)

    assert [fault.rstrip() for fault in found] == told
