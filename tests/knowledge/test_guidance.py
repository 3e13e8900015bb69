"""Texts of products and guides against the stances of skins and ingredients."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.conflicts import guidance
from tests.knowledge.made import base_of

INGREDIENTS = {
    "retinol": {
        "name": "视黄醇",
        "inci": "Retinol",
        "aliases": ["A醇"],
        "skins": {"sensitive": "avoid"},
        "say": {"default": "晚上用"},
        "sources": [{"title": "综述"}],
    }
}
SKINS = {"sensitive": {"name": "敏感性皮肤", "aliases": ["敏感肌"], "advice": "温和", "say": {"default": "温和"}}}


def details(kind: str, **entry: Any) -> list[str]:
    base = base_of({}, ingredients=INGREDIENTS, skins=SKINS, **{kind: {"x": entry}})
    found = list(guidance.within(base))
    assert all(finding.detail["en"] for finding in found)
    return [finding.detail["zh"] for finding in found]


@pytest.mark.parametrize(
    "text, told",
    [
        (
            "晚上来说，敏感肌推荐A醇打底",
            ["话术写着「敏感肌推荐A醇打底」，而敏感性皮肤应避免视黄醇"],
        ),
        ("敏感肌不推荐A醇", []),
        ("油皮推荐A醇", []),
        ("敏感肌推荐面霜，A醇晚上用", []),
    ],
)
def test_a_guide_that_recommends_what_a_skin_must_avoid_is_told(text: str, told: list[str]):
    assert details("guides", title="怎么用", say={"default": "薄涂", "short": text}) == told


def test_a_product_that_is_recommended_to_a_skin_it_does_not_suit_is_told():
    product = {
        "name": "夜霜",
        "ingredients": [{"id": "retinol"}],
        "unsuits": ["sensitive"],
        "say": {"default": "敏感性皮肤可以用，先耳后试"},
    }

    assert details("products", **product) == ["话术写着「敏感性皮肤可以用」，而敏感性皮肤标注为应避免"]
