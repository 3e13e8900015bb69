"""Other spellings are rewritten as the base writes them, with spans into the text as sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.loading.load import load
from knowledge.reading.claims.reader import ClaimsReader
from knowledge.reading.facts.reader import FactReader
from knowledge.reading.spellings import Spellings
from tests.knowledge.test_load import SMALL, problems_with

TABLE = {
    "用咗": "用了",
    "咗": "了",
    "没得": "没有",
    "没得到": "没得到",
    "guomin": "过敏",
    "le": "了",
    "zenme": "怎么",
    "肿么办": "怎么办",
    "出貨": "发货",
}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("用咗兩次", "用了两次"),
        ("食咗飯", "食了饭"),
        ("没得用过", "没有用过"),
        ("还没得到回复", "还没得到回复"),
        ("Guomin le zenme 处理", "过敏了怎么 处理"),
        ("guominshu 好用吗", "guominshu 好用吗"),
        ("les miserables", "les miserables"),
        ("hello guomin", "hello 过敏"),
        ("guomin le", "过敏了"),
        ("还没出货", "还没发货"),
        ("肿么办呀", "怎么办呀"),
        ("脸肿了", "脸肿了"),
        ("", ""),
    ],
)
def test_spellings_are_rewritten_the_longest_first_and_latin_ones_as_whole_words(text: str, meant: str):
    assert Spellings(TABLE).normalise(text) == meant


@pytest.mark.parametrize(
    ("text", "words", "source"),
    [
        ("我用咗三天", "三天", "三天"),
        ("我用咗三天", "用了", "用咗"),
        ("🙂guomin le，退", "过敏", "guomin"),
        ("🙂guomin le，退", "退", "退"),
        ("真的肿么办呀", "呀", "呀"),
        ("真的腫麼辦", "腫", ""),
    ],
)
def test_spans_point_into_the_text_as_sent(text: str, words: str, source: str):
    normal = Spellings(TABLE).normal_form(text)
    start = normal.text.find(words)

    assert (text[slice(*normal.span(start, start + len(words)))] if start >= 0 else "") == source


def test_facts_and_claims_are_read_in_the_spelling_of_the_base(tmp_path: Path):
    for path in SMALL.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "own.yaml").write_text(
        "terms: {spellings: {長毛咗: 发霉, tuihuo: 退货}}\n"
        "claims:\n  acts: {back: {says: {return: [refused, allowed]}, phrases: [退货]}}\n  words: {not: [不能]}\n",
        encoding="utf-8",
    )
    base = load(tmp_path).require()

    read = FactReader.of(base).read("面霜長毛咗", date(2026, 11, 21))

    assert [(mention.value, read.normal.span(mention.start, mention.end)) for mention in read.subject] == [
        ("quality", (2, 5))
    ]
    assert [(claim.value, claim.span) for claim in ClaimsReader.of(base).read("不能tuihuo")] == [("refused", (0, 8))]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "terms: {spellings: {用咗: 用咗了}}",
            "own.yaml:1:21: terms: spellings.用咗: what '用咗' means, '用咗了', is rewritten itself: "
            "'用咗了了'; write the meaning as the base writes it (spelling)",
        ),
        (
            "terms: {spellings: {冇: 没, 'Mei': 没, mei: 美}}",
            "own.yaml:1:37: terms: spellings.mei: 'mei' is written for '美' here and for '没' elsewhere; "
            "keep one of the two (two-values)",
        ),
    ],
)
def test_a_spelling_that_means_two_things_is_an_error_where_it_stands(tmp_path: Path, text: str, problem: str):
    assert problems_with(tmp_path, "own.yaml", text) == [problem]
