"""Wording that must not reach a customer, by kind, and what only looks like it."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from _pytest.mark.structures import ParameterSet

from knowledge.model.entries import Terms
from knowledge.reading.forbidden import ForbiddenWords
from tests.embedded import embedded_base

TABLE = Path(__file__).parent / "forbidden_kinds.yaml"


@cache
def words() -> ForbiddenWords:
    return ForbiddenWords(embedded_base().terms)


def lines(column: str) -> Iterator[ParameterSet]:
    for kind, columns in yaml.safe_load(TABLE.read_text(encoding="utf-8")).items():
        for line in columns[column].splitlines():
            yield pytest.param(line, id=f"{kind}-{line}")


@pytest.mark.parametrize("reply", list(lines("forbidden")))
def test_forbidden_wording_is_found_in_its_inflections(reply: str):
    assert words().find(reply)


@pytest.mark.parametrize("reply", list(lines("innocent")))
def test_innocent_uses_are_kept(reply: str):
    assert [one.phrase for one in words().find(reply)] == []


FORBIDDEN = {"phrases": ["好评"], "beside": ["返现"], "unless": ["不做"], "level": "ban", "because": "利诱好评"}


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ("好评截图，返现三元", [(0, 2)]),
        ("谢谢好评", []),
        ("谢谢好评。返现的事", []),  # another sentence
        ("我们不做好评返现", []),
    ],
)
def test_a_phrase_that_is_bound_to_words_around_it_is_forbidden_only_among_them(
    reply: str, found: list[tuple[int, int]]
):
    bound = ForbiddenWords(Terms.model_validate({"forbidden": [FORBIDDEN]}))

    assert [one.span for one in bound.find(reply)] == found


GAPPED = {
    "phrases": ["加…微信", "返#元"],
    "beside": ["打您#块"],
    "unless": ["请勿"],
    "level": "ban",
    "because": "私下联系",
}


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ("加下我的微信，打您20块", [(0, 6)]),
        ("打您二十块，好评返3元", [(8, 11)]),
        ("加急处理，微信打您5块", []),  # the gap ends with the clause
        ("加一下我们家店长的私人微信，打您5块", []),  # it is of a few characters
        ("加下我的微信", []),
        ("请勿加我微信，打您5块的是骗子", []),
    ],
)
def test_a_gap_stands_for_a_few_characters_and_a_sign_for_a_number(reply: str, found: list[tuple[int, int]]):
    gapped = ForbiddenWords(Terms.model_validate({"forbidden": [GAPPED]}))

    assert [one.span for one in gapped.find(reply)] == found


def test_what_makes_a_clause_innocent_takes_it_out_of_what_stands_around():
    calm = {"phrases": ["正常"], "beside": ["刺痛"], "unless": ["停用"], "level": "review", "because": "不适"}
    words = ForbiddenWords(Terms.model_validate({"forbidden": [calm]}))

    assert [one.phrase for one in words.find("刺痛，正常的")] == ["正常"]
    assert words.find("有水光感是正常的，刺痛请停用") == ()
