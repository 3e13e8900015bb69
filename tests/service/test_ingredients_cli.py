"""`yizhi ingredients`, `POST /v1/ingredients/read`, `yizhi export` and `yizhi import`, as they are called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from service.cli import command_line, ingredients
from service.cli.options import UsageFault
from tests.service.conftest import Serve
from tests.service.small import settings, write_base

KNOWN = """\
ingredients:
  water: {name: 水, inci: Water, aliases: [Aqua], roles: [溶剂], say: {default: 水。}, sources: [{title: 常识}]}
  glycerin: {name: 甘油, inci: Glycerin, roles: [保湿], mechanism: 抓水。, say: {default: 甘油。}, sources: [{title: 常识}]}
  retinol:
    name: 视黄醇
    inci: Retinol
    roles: [抗皱]
    skins: {sensitive: avoid}
    pregnancy: avoid
    pairs: [{with: glycerin, stance: fit, why: 减轻干燥}]
    ask: [pregnant]
    say: {default: 从低浓度开始。}
    cases: [{when: {pregnant: true}, say: {default: 怀孕期间请先停用。}}]
    sources: [{title: 常识}]
  phenoxyethanol:
    name: 苯氧乙醇
    inci: Phenoxyethanol
    roles: [防腐]
    limit: {max: 1, unit: "%", for: 用作防腐剂, cite: 表4}
    say: {default: 防腐。}
    sources: [{title: 常识}]
facts:
  pregnant: {type: boolean, name: 怀孕, ask: 请问怀孕了吗？}
skins:
  sensitive: {name: 敏感性皮肤, aliases: [敏感肌], advice: 少用, say: {default: 少用。}}
  pregnant: {name: 孕期皮肤, advice: 先问医生, say: {default: 先问医生。}}
"""
LIST = "成分：水、甘汕、视黄醇、某某液、苯氧乙醇 2%"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = write_base(tmp_path / "base")
    (folder / "known.yaml").write_text(KNOWN, "utf-8")
    return folder


def called(*given: object) -> Result:
    return CliRunner().invoke(command_line(), [str(one) for one in given])


def answered(*given: object) -> dict[str, Any]:
    result = called(*given, "--format", "json")
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_each_part_comes_with_its_span_its_name_and_its_certainty(base: Path):
    parts = answered("ingredients", LIST, "--base", base)["parts"]

    assert [LIST[slice(*part["span"])] for part in parts] == ["水", "甘汕", "视黄醇", "某某液", "苯氧乙醇 2%"]
    assert [(part["id"], part["how"], part["certainty"]) for part in parts] == [
        ("water", "exact", 1.0),
        ("glycerin", "look", 0.92),
        ("retinol", "exact", 1.0),
        (None, None, 0.0),
        ("phenoxyethanol", "exact", 1.0),
    ]
    assert parts[3]["nearest"] is None
    assert parts[1]["amount"] == {"order": "descending", "at_least": 2.0, "at_most": 50.0}


def test_what_to_watch_for_a_skin_named_in_any_way(base: Path):
    answer = answered("ingredients", LIST, "--base", base, "--skin", "敏感肌")

    assert answer["skin"] == {"id": "sensitive", "name": "敏感性皮肤"}
    assert [(one["kind"], one["id"], one["stance"], one["text"]) for one in answer["watch"]] == [
        ("limit", "phenoxyethanol", None, "苯氧乙醇标出的 2% 高于国内限量：用作防腐剂最多 1%"),
        ("pregnancy", "retinol", "avoid", "视黄醇：孕期、备孕和哺乳期请避开"),
        ("skin", "retinol", "avoid", "视黄醇：这类皮肤请避开"),
    ]
    assert answer["pairs"] == [
        {"ids": ["glycerin", "retinol"], "names": ["甘油", "视黄醇"], "stance": "fit", "why": "减轻干燥"}
    ]
    assert answer["ask"] == [{"fact": "pregnant", "question": "请问怀孕了吗？"}]


@pytest.mark.parametrize("given", [("--skin", "pregnant"), ("--fact", "pregnant=true")])
def test_a_known_pregnancy_gives_its_own_text_and_is_not_asked(base: Path, given: tuple[str, str]):
    answer = answered("ingredients", LIST, "--base", base, *given)

    said = {one["id"]: one["say"] for one in answer["ingredients"]}
    assert (said["retinol"], answer["ask"], answer["facts"]) == ("怀孕期间请先停用。", [], {"pregnant": True})


def test_two_lists_are_compared_without_running_either_down(base: Path):
    result = called("ingredients", LIST, "--base", base, "--versus", "Aqua, Phenoxyethanol 0.5%, 别的油")

    assert result.stdout.split("两张表对照\n")[1].splitlines() == [
        "　· 两张都有：水（第 1 位／第 1 位）、苯氧乙醇（2%／0.5%，第一张更多）",
        "　· 第一张另有：甘油（第 2 位）、视黄醇（第 3 位）、某某液（第 4 位）",
        "　· 第二张另有：别的油（第 3 位）",
        "　· 名次只大致说明用了多少；肤感和效果还看原料规格与整体配方，两款各有侧重，按自己的皮肤和需要选就好。",
    ]


def test_the_text_says_what_is_known_what_is_not_and_what_the_order_means(base: Path):
    lines = called("ingredients", "水、甘汕、某某液、苯氧乙醇", "--base", base).stdout.splitlines()

    assert lines == [
        "读到 4 个成分，认出 3 个；没认出的照原样列着",
        "1. 水　溶剂",
        "2. 甘汕 → 甘油（字形相近，把握 0.92，请核对原图）　至多 50%　保湿：抓水。",
        "3. 某某液　没认出　至多 33.33%",
        "4. 苯氧乙醇　至多 1%　防腐",
        "",
        "顺序：「苯氧乙醇」之前按含量从多到少排；从「苯氧乙醇」起（国内限量最高 1%），大约都在 1% 以下。国产标签依规定到 0.1% 仍按多少排，进口标签 1% 以下可以不按多少排，所以这一段的先后不说明多少。",
    ]


def test_a_name_of_the_regulators_tables_is_told_with_its_limit_its_use_and_where_that_stands(base: Path):
    answer = answered("ingredients", "水、山梨酸、硬脂酸、CI 19140", "--base", base)

    sorbic, stearic, dye = answer["parts"][1:]
    assert (sorbic["id"], sorbic["name"], sorbic["how"], sorbic["certainty"]) == (None, "山梨酸", "exact", 1.0)
    assert (sorbic["official"]["inci"], sorbic["official"]["status"]) == ("SORBIC ACID", "preservative")
    assert sorbic["official"]["standings"][0] == {
        "kind": "preservative",
        "limit": "总量 0.6%（以酸计）",
        "condition": "",
        "cite": "化妆品安全技术规范（2015年版） 表4 序号46",
        "since": None,
    }
    assert (stearic["official"]["status"], stearic["official"]["role"]) == ("listed", "乳化、增稠")
    assert stearic["official"]["text"] == "收录于《已使用化妆品原料目录》；常见作用：乳化、增稠"
    assert dye["official"]["status"] == "colourant"


def test_a_substance_that_only_the_tables_ban_is_watched(base: Path):
    answer = answered("ingredients", "水、甲醇", "--base", base)

    assert [(one["id"], one["name"], one["kind"]) for one in answer["watch"]] == [(None, "甲醇", "banned")]
    assert "表1" in answer["watch"][0]["cite"]


def test_most_names_unread_says_what_to_send(base: Path):
    told = called("ingredients", "水、某某液、别的油", "--base", base).stdout.splitlines()[0]

    assert told.startswith(
        "读到 3 个成分，认出 1 个；没认出的照原样列着。没认出的偏多，多半是没拍清或没抄全：请发「成分」那一栏"
    )


def test_a_text_without_a_list_is_told_so_and_an_unknown_skin_names_the_nearest(base: Path):
    told = called("ingredients", "、，", "--base", base).stdout
    assert told.startswith(
        "没有读到成分：请把成分表的文字原样粘贴过来；看不清时，请发一张包装上「成分」那一栏的清晰照片"
    )
    with pytest.raises(UsageFault, match=r"there is no skin 'sensitiv': did you mean 'sensitive'\?"):
        ingredients.run("水", base=base, skin="sensitiv")


def test_the_call_answers_as_the_command(serve: Serve, base: Path, tmp_path: Path):
    served = serve(base=settings(tmp_path, base=base).base)
    body = {"text": LIST, "skin": "sensitive", "versus": "Aqua", "facts": {"pregnant": False}}

    response = served.client.post("/v1/ingredients/read", json=body)

    command = answered(
        "ingredients", LIST, "--base", base, "--skin", "sensitive", "--versus", "Aqua", "--fact", "pregnant=false"
    )
    assert response.status_code == 200
    assert response.json() == {**command, "snapshot": served.live.view.assistant.snapshot}


@pytest.mark.parametrize(
    "body, fault",
    [
        ({}, ("text", "it is missing")),
        ({"text": "水", "skin": "sensitiv"}, ("skin", "there is no skin 'sensitiv'")),
        ({"text": "水", "facts": {"pregnant": "maybe"}}, ("facts.pregnant", "'maybe' is neither true nor false")),
        ({"text": "水" * 8001}, ("text", "longer than 8000 characters")),
        ({"text": "水", "versuss": "x"}, ("versuss", "unknown key")),
    ],
)
def test_a_call_that_does_not_fit_says_where(serve: Serve, base: Path, body: dict[str, Any], fault: tuple[str, str]):
    response = serve(base=base).client.post("/v1/ingredients/read", json=body)

    assert response.status_code == 422
    assert [(one["field"], one["found"]) for one in response.json()["errors"]] == [fault]


def test_an_export_comes_back_and_an_edit_reaches_the_file(base: Path, tmp_path: Path):
    book = tmp_path / "base.xlsx"
    before = (base / "known.yaml").read_text("utf-8")

    assert called("export", book, "--base", base).exit_code == 0
    assert called("import", book, "--base", base).exit_code == 0
    assert (base / "known.yaml").read_text("utf-8") == before

    _edit(book, "mechanism", "抓住水。")
    dry = called("import", book, "--base", base, "--dry-run")
    assert (dry.exit_code, (base / "known.yaml").read_text("utf-8")) == (0, before)
    assert "mechanism: 抓住水。" in dry.stdout
    told = answered("import", book, "--base", base)
    assert (told["written"], [(one["id"], one["keys"]) for one in told["changes"]]) == (
        True,
        [("glycerin", ["mechanism"])],
    )
    assert (base / "known.yaml").read_text("utf-8") == before.replace("抓水。", "抓住水。")


def test_a_workbook_with_an_error_changes_nothing_and_exits_with_1(base: Path, tmp_path: Path):
    book = tmp_path / "base.xlsx"
    called("export", book, "--base", base)
    _edit(book, "pregnancy", "perhaps")
    before = (base / "known.yaml").read_text("utf-8")

    result = called("import", book, "--base", base)

    assert (result.exit_code, (base / "known.yaml").read_text("utf-8")) == (1, before)
    assert "ingredients!" in result.stderr
    assert "(pregnancy): 'perhaps' is not one of its values" in result.stderr


def test_a_missing_workbook_exits_with_1_and_says_how_to_make_one(base: Path, tmp_path: Path):
    result = called("import", tmp_path / "none.xlsx", "--base", base)

    assert (result.exit_code, "yizhi export" in result.stderr) == (1, True)


def _edit(book: Path, header: str, value: str) -> None:
    opened = openpyxl.load_workbook(book)
    sheet = opened["ingredients"]
    column = next(cell.column for cell in sheet[1] if cell.value == header)
    row = next(row[0].row for row in sheet.iter_rows() if row[0].value == "glycerin")
    sheet.cell(row, column).value = value
    opened.save(book)
