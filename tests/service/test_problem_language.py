"""Problem documents speak the caller's language, else the base's: every sentence that stands in code has both."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

import service
from service.api.language import accepted, in_chinese_text
from service.web.rendering import told_in
from tests.knowledge.test_languages import HAN, texts
from tests.service.conftest import Serve, Served
from tests.service.small import CONFLICTED, write_base

ROOT = Path(service.__file__).parents[1]
SAID = {
    "CallError": (2, 3),
    "call_fault": (1, 3),
    "Refusal": (1, 3),
    "EditError": (0, 1),
    "ChangedError": (0, 1),
    "WorkbookError": (0, 1),
    "CellError": (0, 1),
    "CellFault": (4, 6),
    "fault": (3, 5),
}


def written() -> Iterator[str]:
    """Yield every sentence that a problem document is made with."""
    paths = [
        path for folder in ("service", "evaluation", "knowledge/editing") for path in (ROOT / folder).rglob("*.py")
    ]
    for path in sorted(paths):
        tree = ast.parse(path.read_text("utf-8"))
        named: dict[str, list[ast.expr]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                named.setdefault(node.targets[0].id, []).append(node.value)
        for node in ast.walk(tree):
            name = getattr(getattr(node, "func", None), "id", getattr(getattr(node, "func", None), "attr", ""))
            if not isinstance(node, ast.Call) or name not in SAID:
                continue
            first, last = SAID[name]
            for argument in node.args[first:last]:
                given = named.get(argument.id, []) if isinstance(argument, ast.Name) else [argument]
                yield from (text for one in given for text in texts(one) if re.search("[a-z]{2}", text))


def test_every_sentence_of_a_problem_document_has_a_row_in_chinese():
    said = {text for text in written() if " " in text or len(text) > 3}

    assert len(said) > 60
    made_of_parts = {"x: x; xx"}  # field, found and mend of the first fault, each told by its own row
    assert sorted(text for text in said - made_of_parts if not HAN.search(in_chinese_text(text))) == []


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 412, 413, 421, 422, 428, 429, 500, 503])
def test_the_title_of_a_status_has_a_row_in_chinese(status: int):
    assert HAN.search(in_chinese_text(HTTPStatus(status).phrase))


@pytest.mark.parametrize(
    "header, language",
    [("", ""), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-US,en;q=0.9", "en"), ("fr;q=1, en;q=0.3, zh;q=0.4", "zh"), ("zh;q=0", ""), ("*", "")],
)  # fmt: skip
def test_a_header_prefers_what_it_weighs_most(header: str, language: str):
    assert accepted(header) == language


@pytest.mark.parametrize(
    "english, chinese",
    [
        ("its review ended on 2026-02-01; look at the entry again and set new days", "复核已于 2026-02-01 到期；重新核对，写上新的日期"),
        ("issue: there is no fact 'isue'; did you mean 'issue'?", "issue：没有事实 'isue'；是不是 'issue'？"),
        ("q.txt is no table: send .xlsx or .csv", "q.txt 不是表格；请上传 .xlsx 或 .csv"),
        ("what no row knows", "what no row knows"),
    ],
)  # fmt: skip
def test_a_page_tells_a_fault_and_its_mend_part_by_part(english: str, chinese: str):
    assert told_in("zh-CN", english) == chinese
    assert told_in("en", english) == english


def test_a_fault_is_told_in_the_language_asked_for_else_in_that_of_the_base(served: Served):
    def told(language: str) -> tuple[str, str, str]:
        headers = {"accept-language": language}
        body = served.client.post("/v1/suggestions", json={"text": "a", "chanel": "tmall"}, headers=headers).json()
        (fault,) = body["errors"]
        return body["detail"], fault["found"], fault["mend"]

    chinese = ("chanel：没有这个键；是不是 'channel'？", "没有这个键", "是不是 'channel'？")
    assert told("en") == (
        "chanel: unknown key; did you mean 'channel'?",
        "unknown key",
        "did you mean 'channel'?",
    )
    assert told("zh-TW, en;q=0.5") == told("*") == chinese


def test_a_setting_outweighs_the_locale_of_the_base(serve: Serve):
    body = serve(language="en").client.get("/v1/entries/policy/nothing", headers={"accept-language": ""}).json()

    assert body["detail"] == "there is no policy 'nothing'"


def test_conflicts_are_told_in_the_language_asked_for(serve: Serve, tmp_path: Path):
    client = serve(base=write_base(tmp_path / "conflicted", CONFLICTED)).client

    told = [
        client.get("/v1/conflicts", headers={"accept-language": one}).json()["conflicts"][0] for one in ("zh", "en")
    ]

    assert [bool(re.match("On 20", one["sentence"])) for one in told] == [False, True]
    assert "请" in told[0]["message"]
    assert "two policies hold at once" in told[1]["message"]
