"""What the base calls things is told on a page in the page's language, units and yes and no included."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import evaluation
from knowledge.conflicts.wordings import Words
from knowledge.loading.load import load
from service.web.rendering import told_in
from service.web.trainers.words import facts_in_words, value_in_words
from tests.service.small import write_base


@pytest.mark.parametrize(
    ("language", "facts", "value"),
    [
        ("zh-CN", "质量问题，签收天数：9天，封口已拆：是", "48小时"),
        ("en", "质量问题, 签收天数: 9 days, 封口已拆: yes", "48 h"),
    ],
)
def test_facts_and_durations_are_told_in_the_pages_language(tmp_path: Path, language: str, facts: str, value: str):
    words = Words(load(write_base(tmp_path / "base")).require(), language)

    told = facts_in_words(words, {"issue": "quality", "days_since_receipt": 9, "seal_broken": True})

    assert (told, value_in_words(words, "respond_within", "48h")) == (facts, value)


# what an evaluation started from a page can fail with; options are told on the command line alone
ON_PAGES = ("comparison", "gate", "jobs", "suite", "work", "quiz/drawn", "quiz/paper")
ON_PAGES_OF_LOGS = ("columns", "messages", "objects", "opening", "speakers", "tables")


def test_whatever_an_evaluation_can_fail_with_is_told_in_chinese():
    folder = Path(evaluation.__file__).parent
    paths = [folder / f"{name}.py" for name in (*ON_PAGES, *(f"replies/{name}" for name in ON_PAGES_OF_LOGS))]
    messages = [text for path in paths for text in _messages(ast.parse(path.read_text("utf-8")))]
    untold = [text for text in messages if told_in("zh-CN", text) == text and not text.startswith("--")]

    assert len(messages) > 20
    assert untold == []


def _messages(module: ast.Module) -> Iterator[str]:
    """Yield the text of each EvaluationError that a module raises, with a value where it has one."""
    for node in ast.walk(module):
        is_raised = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "EvaluationError"
        for argument in node.args if is_raised else ():
            parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
            text = "".join(str(one.value) if isinstance(one, ast.Constant) else "值" for one in parts)
            if text.strip("值"):
                yield text
