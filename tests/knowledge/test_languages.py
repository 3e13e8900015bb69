"""Lint speaks the language of the base: every message and mend that stands in code has a row in Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import knowledge
from knowledge import meant
from knowledge.languages.telling import in_chinese, told
from knowledge.loading.yaml_reader import read_source
from knowledge.nearest import nearest_hint
from knowledge.problem import Location, Problem, Severity

ROOT = Path(knowledge.__file__).parent
FOLDERS = ("checks", "loading", "model", "reading/claims", "lexicons")
HAN = re.compile(r"[一-鿿]")


def texts(node: ast.expr) -> Iterator[str]:
    """Yield what an argument may say, `x` for each part that is filled in."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in parts)
        case ast.BoolOp(values=values):
            for value in values:
                yield from texts(value)
        case ast.IfExp(body=body, orelse=orelse):
            yield from texts(body)
            yield from texts(orelse)
        case _:
            return


def written() -> Iterator[str]:
    """Yield every message and mend that a fault is made with, also where a name is given first."""
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        named: dict[str, list[ast.expr]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                named.setdefault(node.targets[0].id, []).append(node.value)
        for node in ast.walk(tree):
            name = getattr(getattr(node, "func", None), "id", getattr(getattr(node, "func", None), "attr", ""))
            if not isinstance(node, ast.Call) or name not in ("Fault", "note", "stop", "Cause", "_problem"):
                continue
            for argument in node.args[-3:]:
                given = named.get(argument.id, []) if isinstance(argument, ast.Name) else [argument]
                yield from (text for one in given for text in texts(one) if " " in text)


def test_every_message_and_mend_has_a_row_in_chinese():
    assert sorted({text for text in written() if not HAN.search(in_chinese(text))}) == []


def test_a_problem_is_told_whole_in_chinese_and_as_found_in_english():
    problem = Problem(
        Location("a.yaml", 3, 5),
        "p",
        "when",
        "unknown-key",
        "unknown key 'whem'",
        "did you mean 'when'?",
        Severity.WARNING,
    )

    assert told(problem, "zh-CN") == "a.yaml:3:5: p: when: 提醒：没有 'whem' 这个键；是不是 'when'？（unknown-key）"
    assert told(problem, "en") == str(problem)


SLIPS = {
    "tab": ("policies:\n\tp: x\n", "2:1", "a tab stands in the indentation"),
    "full-width colon": ("policies:\n  p:\n    title：一\n    when: {}\n", "3:10", "a full-width colon stands after 'title'"),
    "full-width colon at the top": ("policies：\n  p: x\n", "1:9", "a full-width colon stands after 'policies'"),
    "bound in a block": ("policies:\n  p:\n    days: >7\n    title: x\n", "3:11", ">7 is not quoted"),
    "bound and equal": ("policies:\n  p:\n    days: >=7\n", "3:11", ">=7 is not quoted"),
    "bound in braces": ("policies:\n  p: {when: {days: >7}}\n", "2:20", ">7 is not quoted"),
    "at": ("policies:\n  p:\n    title: @一\n", "3:12", "a text cannot begin with @"),
    "at in a list": ("policies:\n  p:\n    asks: [一, @二]\n", "3:15", "a text cannot begin with @"),
    "per cent": ("policies:\n  p:\n    title: %a\n", "3:12", "a text cannot begin with %"),
    "star": ("policies:\n  p:\n    title: *重*\n", "3:12", "a text cannot begin with *"),
    "blank in braces": (
        "policies:\n  p:\n    say: {default: 在{x}内}\n",
        "3:21",
        "a blank {…} stands in a text without quotes inside braces",
    ),
    "colon in a text": ("policies:\n  p:\n    title: 时间: 三天\n", "3:14", "': ' stands inside a text without quotes"),
    "quote": ('policies:\n  p:\n    title: "没关\n    when: {}\n', "3:12", 'a quote " is opened here and not closed'),
    "bracket": ("policies:\n  p:\n    asks: [a, b\n    when: {}\n", "3:11", "a bracket [ is opened here and not closed"),
    "indentation": ("policies:\n  p:\n    title: 一\n   when: {}\n", "4:4", "the line begins 3 spaces in, and no line above does"),
    "no space": ("policies:\n  p:\n    title:一\n    when: {}\n", "3:10", "no space follows the colon of 'title'"),
    "dash": ("policies:\n  p:\n    asks:\n    -一\n    - 二\n", "4:5", "no space follows the dash of an item"),
    "bracket above": ("policies:\n  p:\n    asks: [a, b\n    say: {default: 在{x}内}\n", "3:11", "a bracket [ is opened here and not closed"),
    "dash before a text": ("policies:\n  p:\n    title: - 一\n", "3:12", "a text cannot begin with -"),
    "hash before a text": ("policies:\n  p:\n    title: #一\n", "3:12", "a text cannot begin with #"),
    "blank before a text": ("policies:\n  p:\n    say:\n      default: {x}内办好\n", "4:16", "a text cannot begin with {"),
    "quotes of a text": ("policies:\n  p:\n    say: {default: “在{x}内办好”}\n", "3:20", "the quote “ is no quote of YAML"),
    "full-width space": ("policies:\n  p:\n\u3000\u3000title: 一\n    when: {}\n", "3:1", "a full-width space stands in the indentation"),
    "deeper than its neighbour": ("policies:\n  o:\n    title: 一\n  p:\n      title: 一\n    when: {}\n", "6:5", "the line begins 4 spaces in, and line 5 beside it 6"),
    "below a text": ("policies:\n  p:\n    title: 一\nnote: 二\n    when: {}\n", "5:5", "the line begins 4 spaces in, and line 4 beside it 0"),
    "two versions": ("policies:\n  p:\n<<<<<<< a\n    title: 一\n=======\n    title: 二\n", "3:1", "two versions of the file stand here, between marks such as <<<<<<<"),
    "colon in braces": ("policies:\n  p: {when: {issue：a}}\n", "2:14", "a full-width colon stands after 'issue'"),
    "comma in a text": ("policies:\n  p:\n    say: {default: 可以退, 运费您出}\n", "3:23", "the text before ends at this comma, since it stands without quotes in brackets"),
    "full-width brackets": ("policies:\n  p:\n    when: ｛issue: a｝\n", "3:11", "｛ is no bracket of YAML"),
    "two commas": ("policies:\n  p:\n    asks: [一,, 二]\n", "3:14", "two commas stand side by side"),
    "colon in a text in braces": ("policies:\n  p:\n    say: {default: 注意: 三天}\n", "3:22", "': ' stands inside a text without quotes"),
    "item beside a key": ("policies:\n  p:\n    - 一\n    title: 二\n", "3:5", "a line with `- ` stands beside a key"),
    "neither key nor item": ("policies:\n  p:\n    title: 一\n破损的\n  q:\n    title: 二\n", "4:1", "the line is neither a key nor an item"),
    "comma": ("policies:\n  p:\n    decide: {a: b，c: d}\n", "3:18", "a full-width comma stands between keys"),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_named_on_its_own_line_with_the_mend(name: str):
    text, place, message = SLIPS[name]

    (problem,) = read_source("x.yaml", text.encode()).problems

    where = f"{problem.location.line}:{problem.location.column}"
    assert (where, problem.message) == (place, message)
    assert HAN.search(in_chinese(problem.mend))


MEANT = {
    "days": (meant.whole_numbers, "<=7天", "<=7"),
    "sign": (meant.whole_numbers, "≤ 7", "<=7"),
    "quotes": (meant.whole_numbers, "“>7”", ">7"),
    "within": (meant.whole_numbers, "7天内", "<=7"),
    "from": (meant.whole_numbers, "18以上", ">=18"),
    "after": (meant.whole_numbers, "15天后", ">15"),
    "between": (meant.whole_numbers, "1~7", "1..7"),
    "dash": (meant.whole_numbers, "8-30天", "8..30"),
    "no number": (meant.whole_numbers, "一周内", None),
    "as written": (meant.whole_numbers, "<=7", None),
    "yes": (meant.flag, "是", "true"),
    "capital": (meant.flag, "False", "false"),
    "neither": (meant.flag, "未知", None),
    "hours": (meant.duration, "48小时", "48h"),
    "minutes": (meant.duration, "10 分钟", "10m"),
    "bare number": (meant.duration, "24", None),
    "slashes": (meant.day, "2026/1/31", "2026-01-31"),
    "day in Chinese": (meant.day, "2026年1月1日", "2026-01-01"),
    "two digits": (meant.day, "26-1-1", None),
}


@pytest.mark.parametrize("name", MEANT)
def test_what_a_value_was_meant_to_be_is_proposed_where_it_is_plain(name: str):
    read, written, wanted = MEANT[name]

    assert read(written) == wanted


def test_a_name_that_people_use_leads_to_its_id():
    assert nearest_hint("来回运费", ["return", "both_ways"], {"both_ways": "来回运费"}) == "did you mean 'both_ways'?"


def test_what_an_innocent_text_above_holds_is_not_taken_for_the_slip():
    """A letter's 「您好：」 and a link stand in a block text; the slip is the bracket below."""
    text = "guides:\n  g:\n    say:\n      default: |-\n        您好：\n        见 https://x.cn/a:b\n    asks: [a\n    title: x\n"

    (problem,) = read_source("x.yaml", text.encode()).problems

    assert (problem.location.line, problem.message) == (7, "a bracket [ is opened here and not closed")
