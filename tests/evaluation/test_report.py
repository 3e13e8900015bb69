"""The report: complete in itself, safe against what a log holds, and fit for a phone."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from evaluation.comparison import compare
from evaluation.gate import Check, GateFigure
from evaluation.misses import Contradicting, Silent, Wanted
from evaluation.report import words
from evaluation.report.heat import colour_of, heat_of
from evaluation.report.page import page
from evaluation.report.steps import next_steps
from evaluation.report.workbook import write_workbook
from evaluation.run import CaseLine, Measure, Run

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LABELS = {
    "base": "小库",
    "channels": {"tmall": "天猫旗舰店", "jd": "京东旗舰店"},
    "issues": {"quality": "质量问题"},
    "outcomes": {"return": "退货"},
    "values": {"return": {"allowed": "可退", "refused": "不可退"}},
    "policies": {},
}
CONDITIONS = {
    "date": "2026-11-21", "snapshot": "abc", "encoder": "hash", "seed": 7, "suite": "s.jsonl", "split": "test", "questions": 2,
    "log": "l.csv", "replies": 2, "conflict_share": 0.1, "conflict_count": 3,
}  # fmt: skip


def retrieval_run(right: bool = True) -> Run:
    about = {"text": "<script>alert(1)</script>", "channel": "tmall", "kind": "policy", "issue": "quality"}
    cases = (
        CaseLine(
            "a", right, "a", {"right": float(right)}, None if right else Silent((Wanted("policy", "<b>错</b>"),)), about
        ),
        CaseLine("b", True, "b", {"right": 1.0}, None, {**about, "channel": "jd"}),
    )
    measures = (Measure("recall@1", 0.5 + right / 2, 2, 0.1, 1.0), Measure("calibration_error", 0.05, 2, 0.0, 0.1))
    return Run("retrieval", CONDITIONS, measures, cases, {"reliability": [[0.9, 1.0, 2, 0.95, 1.0]], "labels": LABELS})


WRONG = {
    "row": 7, "order": "=2026110200012", "channel": "jd", "agent": "A1", "at": "2026-11-02 10:00:05", "week": "2026-W45",
    "asked": "面霜变质了能退吗", "reply": "<img src=http://x/>退不了", "facts": {"issue": "quality"}, "verdict": "contradicts",
    "findings": [
        {
            "outcome": "return", "said": "refused", "decided": ["allowed"], "policies": ["quality-return"], "basis": [],
            "generous": False, "instead": "可以退货，运费我们承担",
        }
    ],
    "forbidden": [], "others": {"备注": "+加急"},
}  # fmt: skip


def replies_run(**more: Any) -> Run:
    conflict = {
        "issue": "quality", "outcome": "return", "decided": "allowed", "channels": ["jd", "tmall"],
        "values": ["refused", "allowed"], "replies": ["<img src=http://x/>退不了", "可以退"], "said": {"refused": 3, "allowed": 1},
        "others": {"allowed": 9}, "departing": 3, "stating": 4, "low": 0.3, "high": 0.95, "customers": 2, "is_conflict": True,
    }  # fmt: skip
    details = {
        "conflicts": [conflict], "customers": [2, 13], "wrong": [["return", "refused", ["allowed"], 3]],
        "forbidden": [["ban", "最好", 1]], "agents": [{"name": "A1", "n": 2, "contradicts": 1}], "gaps": [],
        "wrong_replies": [WRONG], "labels": LABELS, **more,
    }  # fmt: skip
    about = {"issue": "quality", "channel": "tmall", "n": 2, "contradicts": 1}
    cases = (CaseLine("tmall/quality", False, "quality", {"agree": 0.5}, Contradicting(1, 2), about),)
    return Run("replies", CONDITIONS, (Measure("contradictions", 0.5, 2, 0.1, 0.9),), cases, details)


def test_the_headline_tells_how_it_moved_since_the_last_run():
    text = page(retrieval_run(True), (), None, [retrieval_run(False)])

    assert "较上次 2026-11-21 · l.csv · s.jsonl +50.0 个百分点" in text
    assert 'class="better"' in text
    assert "历次走势" in text


def test_the_cards_name_the_baseline_that_they_are_held_against():
    text = page(retrieval_run(True), (), None, [], retrieval_run(False))

    assert "较基线 2026-11-21 · l.csv · s.jsonl +50.0 个百分点" in text


def test_every_wrong_reply_is_told_with_where_it_stands_and_what_to_say():
    text = page(replies_run(), (), None, [])

    cells = ["7", "=2026110200012", "京东旗舰店", "A1", "2026-11-02 10:00:05"]
    assert all(f">{cell}</td>" in text for cell in cells)
    assert "退货：可退" in text
    assert "可以退货，运费我们承担" in text
    assert "+加急" in text


def test_a_workbook_holds_every_wrong_reply_and_no_formula(tmp_path: Path):
    lines = tmp_path / "replies.jsonl"
    lines.write_text(json.dumps(WRONG, ensure_ascii=False) + "\n", "utf-8")

    count = write_workbook(lines, tmp_path / "replies.xlsx", LABELS)

    rows = list(openpyxl.load_workbook(tmp_path / "replies.xlsx").worksheets[0].iter_rows(values_only=True))
    assert count == 1
    assert [rows[0][0], rows[0][-1]] == ["行号", "备注"]
    assert rows[1] == (
        7, "'=2026110200012", "京东旗舰店", "A1", "2026-11-02 10:00:05", "面霜变质了能退吗", "<img src=http://x/>退不了",
        "退货：不可退", "退货：可退", "可以退货，运费我们承担", None, "quality-return", "'+加急",
    )  # fmt: skip


def test_what_to_do_next_is_three_lines_the_most_harmful_first():
    steps = next_steps(replies_run(unseen=["column:asked"]), ())

    assert [one.partition("：")[0] for one in steps] == ["先让记录看得见", "统一「质量问题」的退货", "讲清退货"]


def test_who_said_it_is_told_first_and_not_whoever_is_wrong_about_anything():
    (finding,) = WRONG["findings"]
    other = {**WRONG, "agent": "A9", "findings": [{**finding, "said": "allowed", "decided": ["refused"]}]}
    agents = [{"name": "A9", "n": 9, "contradicts": 5}, {"name": "A1", "n": 2, "contradicts": 1}]

    (*_, last) = next_steps(replies_run(agents=agents, wrong_replies=[other, WRONG]), ())[:2]
    (*_, unseen) = next_steps(replies_run(agents=agents, wrong_replies=[other]), ())[:2]

    assert last.endswith("先讲给 A1。")
    assert unseen.endswith("先讲给 A9、A1。")


def test_what_a_run_could_not_see_stands_above_its_figures():
    text = page(replies_run(unseen=["column:asked", "claims:return"]), (), None, [])

    assert text.index("没有顾客消息和情形") < text.index('class="card"')
    assert "知识库没有这些结果的说法词典，承诺读不出来：退货" in text


def test_a_cell_of_few_cases_is_grey():
    heat = heat_of(replies_run())

    assert heat is not None
    assert [(cell.share, cell.is_few, cell.colour) for cell in heat.rows[0][1]] == [(0.5, True, "#e6e9ed")]


def test_what_customers_wrote_is_text_and_never_markup():
    text = page(
        retrieval_run(False), (Check("x", False, "<i>"),), compare(retrieval_run(True), retrieval_run(False), 7), []
    )

    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "&lt;i&gt;" in text
    assert "<img" not in page(replies_run(), (), None, [])


def test_the_gate_is_told_in_words_and_cases_that_hold_are_only_counted():
    checks = (
        Check("recall@1 min", False, "recall@1 is 0.5, min 0.9", GateFigure("recall@1", "min", 0.5, 0.9)),
        Check("calibration_error high", True, "", GateFigure("calibration_error", "high", 0.051, 0.06)),
        Check("cases failing", True, "", GateFigure("cases failing", "max", 1200, 2000)),
        Check("case channels/b", False, "1 of 2", case="channels/b", miss=Contradicting(1, 2)),
        *(Check(f"case channels/a{number}", True, "right", case=f"channels/a{number}") for number in range(3)),
    )

    text = page(retrieval_run(True), checks, None, [])

    told = [
        ("第一条就对", "50.00%，要求不低于 90.00%"),
        ("把握校准误差 ECE", "0.0510，要求区间上限不高于 0.0600"),
        ("没有通过的条数", "1,200，要求不高于 2,000"),
        ("channels/b", "2 条回复里 1 条与政策矛盾"),
    ]
    assert [words.check_in_words(one, LABELS) for one in checks[:3]] == told[:3]
    assert all(f"<td>{name}</td>" in text and f"<td>{message}</td>" in text for name, message in told)
    assert "另有 3 条逐条要求的全部通过" in text
    assert "channels/a1" not in text


@pytest.mark.parametrize(
    "slice_, said", [("tag:typo", "错字"), ("issue:-", "没认出情形"), ("channel:-", "没有渠道"), ("tag:其他", "其他")]
)
def test_a_slice_has_a_chinese_name(slice_: str, said: str):
    assert words.slice_name(slice_, LABELS) == said


def test_the_heat_map_is_situation_by_channel():
    heat = heat_of(retrieval_run(False))

    assert heat is not None
    assert heat.columns == ("天猫旗舰店", "京东旗舰店")
    assert [(name, [(cell.share, cell.count) for cell in cells]) for name, cells in heat.rows] == [
        ("质量问题", [(0.0, 1), (1.0, 1)])
    ]


@pytest.mark.parametrize(
    "share, colour", [(0.0, "rgb(222,118,96)"), (0.5, "rgb(222,118,96)"), (1.0, "rgb(178,214,176)")]
)
def test_colours_run_from_red_to_green(share: float, colour: str):
    assert colour_of(share) == colour


@pytest.mark.parametrize("width", [1180, 360])
def test_the_page_needs_no_network_and_shows_both_texts(tmp_path: Path, browser: "Browser", width: int):
    path = tmp_path / "report.html"
    path.write_text(page(replies_run(), (), None, [replies_run()]), "utf-8")
    tab = browser.new_page(viewport={"width": width, "height": 800})
    asked: list[str] = []
    faults: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("pageerror", lambda error: faults.append(str(error)))

    tab.goto(path.as_uri())

    assert (asked, faults) == ([path.as_uri()], [])
    assert tab.locator(".pair").inner_text().split("\n") == [
        "京东旗舰店 · 不可退",
        "<img src=http://x/>退不了",
        "天猫旗舰店 · 可退",
        "可以退",
    ]
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.close()
